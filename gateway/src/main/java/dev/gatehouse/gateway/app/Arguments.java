package dev.gatehouse.gateway.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Command-line words: {@code --name value}, {@code --flag}, and the rest in order. */
final class Arguments {
    private final Map<String, String> options = new HashMap<>();
    private final Set<String> flags = new HashSet<>();
    private final List<String> words = new ArrayList<>();

    Arguments(List<String> arguments, Set<String> knownOptions, Set<String> knownFlags) {
        for (int i = 0; i < arguments.size(); i++) {
            String each = arguments.get(i);
            if (knownFlags.contains(each)) {
                flags.add(each);
            } else if (knownOptions.contains(each)) {
                if (++i == arguments.size()) {
                    throw new UsageMistake(each + " needs a value.");
                }
                options.put(each, arguments.get(i));
            } else if (each.startsWith("--")) {
                throw new UsageMistake("There is no option " + each + " here.");
            } else {
                words.add(each);
            }
        }
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    /** Exactly these words, named for the message if they are not there. */
    List<String> words(String... names) {
        if (words.size() != names.length) {
            throw new UsageMistake("Expected: " + String.join(" ", names) + ".");
        }
        return List.copyOf(words);
    }
}
