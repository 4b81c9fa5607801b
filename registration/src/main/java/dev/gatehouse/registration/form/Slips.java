package dev.gatehouse.registration.form;

import java.util.Locale;

/** Whether a word is another one with a slip of the pen. */
final class Slips {
    private Slips() {}

    /** The same but for case, hyphens and underscores, or one slip in eight letters, at most two. */
    static boolean isNear(String known, String written) {
        String one = plain(known);
        String other = plain(written);
        int allowed = Math.min(2, Math.min(one.length(), other.length()) / 6);
        return one.equals(other)
                || (Math.abs(one.length() - other.length()) <= allowed && distance(one, other) <= allowed);
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Letters to insert, drop, replace or swap with their neighbour (optimal string alignment). */
    private static int distance(String one, String other) {
        int[][] steps = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replaced = steps[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                int least = Math.min(replaced, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
                boolean swapped = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                steps[i][j] = swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
            }
        }
        return steps[one.length()][other.length()];
    }
}
