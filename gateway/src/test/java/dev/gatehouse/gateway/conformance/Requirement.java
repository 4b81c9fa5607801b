package dev.gatehouse.gateway.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One line of a {@code requirements.txt}.
 *
 * @param id a number, or a word and a number such as {@code KEY-2}
 * @param section letter and title
 * @param place where in the code it is met; empty where the list does not say
 */
record Requirement(String id, String section, Level level, String sentence, String place) {
    enum Level {
        MUST,
        SHOULD,
        NICE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static List<Requirement> all(List<String> lines) {
        List<Requirement> all = new ArrayList<>();
        String section = "";
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> parts = parts(line);
            if (parts.size() == 1) {
                section = line;
            } else {
                Level level = Level.valueOf(parts.get(1).toUpperCase(Locale.ROOT));
                String place = parts.size() > 3 ? parts.get(3) : "";
                all.add(new Requirement(parts.get(0), section, level, parts.get(2), place));
            }
        }
        return List.copyOf(all);
    }

    /** What stands between the bars. */
    static List<String> parts(String line) {
        return Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    }
}
