package dev.gatehouse.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What was typed after a command: {@code --name value}, {@code --name=value}, or {@code --name} alone for a switch. */
final class Arguments {

    private final Map<String, String> given = new HashMap<>();

    /** Reads them; a name that is not among the known ones is an {@link IllegalArgumentException}. */
    Arguments(String[] args, Set<String> known, Set<String> switches) {
        for (int i = 0; i < args.length; i++) {
            String name = args[i].startsWith("--") ? args[i].substring(2).replaceFirst("=.*", "") : "";
            if (switches.contains(name)) {
                given.put(name, "true");
            } else if (!known.contains(name)) {
                Set<String> all = new TreeSet<>(known);
                all.addAll(switches);
                throw new IllegalArgumentException(
                        "Unknown argument " + args[i] + "; known are --" + String.join(", --", all));
            } else if (args[i].contains("=")) {
                given.put(name, args[i].substring(args[i].indexOf('=') + 1));
            } else if (i + 1 < args.length) {
                given.put(name, args[++i]);
            } else {
                throw new IllegalArgumentException("--" + name + " needs a value");
            }
        }
    }

    boolean has(String name) {
        return given.containsKey(name);
    }

    String text(String name, String otherwise) {
        return given.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return parsed(name, otherwise, Integer::valueOf, "a whole number");
    }

    double share(String name, double otherwise) {
        return parsed(name, otherwise, Double::valueOf, "a number");
    }

    <T> T parsed(String name, T otherwise, Function<String, T> parse, String expected) {
        String text = given.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--" + name + " must be " + expected + ", not " + text, wrong);
        }
    }
}
