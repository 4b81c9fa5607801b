package dev.gatehouse.gateway.directory;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** From words to the practices that have them, in sorted arrays: a prefix is a range of words. */
final class Postings {
    private final String[] words;
    /** Where the practices of each word begin; one more than words. */
    private final int[] starts;

    private final int[] practices;

    private Postings(String[] words, int[] starts, int[] practices) {
        this.words = words;
        this.starts = starts;
        this.practices = practices;
    }

    /** Collects words, practice by practice. */
    static final class Builder {
        private final Map<String, Growing> byWord = new TreeMap<>();
        private int total;

        /** Numbers come in ascending order; the same word twice for one practice counts once. */
        void add(String word, int practice) {
            Growing list = byWord.computeIfAbsent(word, unused -> new Growing());
            if (list.size == 0 || list.numbers[list.size - 1] != practice) {
                list.add(practice);
                total++;
            }
        }

        Postings build() {
            String[] words = new String[byWord.size()];
            int[] starts = new int[words.length + 1];
            int[] practices = new int[total];
            int word = 0;
            int at = 0;
            for (Map.Entry<String, Growing> each : byWord.entrySet()) {
                Growing list = each.getValue();
                words[word] = each.getKey();
                System.arraycopy(list.numbers, 0, practices, at, list.size);
                at += list.size;
                starts[++word] = at;
            }
            byWord.clear();
            return new Postings(words, starts, practices);
        }
    }

    private static final class Growing {
        private int[] numbers = new int[2];
        private int size;

        private void add(int number) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, size * 2);
            }
            numbers[size++] = number;
        }
    }

    /** Marks the practices with a word that begins so. */
    void markStarting(String prefix, PracticeSet into) {
        int from = Arrays.binarySearch(words, prefix);
        for (int i = from < 0 ? -from - 1 : from; i < words.length && words[i].startsWith(prefix); i++) {
            mark(i, into);
        }
    }

    /** Marks the practices with a word that has the part somewhere behind its beginning. */
    void markInside(String part, PracticeSet into) {
        for (int i = 0; i < words.length; i++) {
            if (words[i].indexOf(part, 1) > 0) {
                mark(i, into);
            }
        }
    }

    private void mark(int word, PracticeSet into) {
        for (int i = starts[word]; i < starts[word + 1]; i++) {
            into.add(practices[i]);
        }
    }
}
