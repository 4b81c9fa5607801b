package dev.gatehouse.gateway.directory;

import java.util.Set;
import java.util.stream.Collectors;

/** Tells by its name whether a practice is there for tests. Vendors list such beside real ones, and some are useful. */
final class TestNames {
    private final Set<String> words;
    private final Set<String> beginnings;

    /** @param words lower case; with {@code *} at the end for beginnings */
    TestNames(Set<String> words) {
        this.words = words.stream().filter(each -> !each.endsWith("*")).collect(Collectors.toUnmodifiableSet());
        this.beginnings = words.stream()
                .filter(each -> each.endsWith("*"))
                .map(each -> each.substring(0, each.length() - 1))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A serial number glued to a word, as in TEST4711, does not hide it. */
    boolean fit(String name) {
        for (String word : SearchText.words(name)) {
            int end = word.length();
            while (end > 0 && Character.isDigit(word.charAt(end - 1))) {
                end--;
            }
            if (words.contains(word.substring(0, end)) || words.contains(word)) {
                return true;
            }
            for (String each : beginnings) {
                if (word.startsWith(each)) {
                    return true;
                }
            }
        }
        return false;
    }
}
