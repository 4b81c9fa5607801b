package dev.gatehouse.gateway.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One line of {@code smart/requirements.txt}.
 *
 * @param section letter and title
 */
record Requirement(int number, String section, Level level, String sentence) {
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
                all.add(new Requirement(Integer.parseInt(parts.get(0)), section, level, parts.get(2)));
            }
        }
        return List.copyOf(all);
    }

    /** What stands between the bars. */
    static List<String> parts(String line) {
        return Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    }
}
