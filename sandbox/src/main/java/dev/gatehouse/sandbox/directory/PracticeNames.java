package dev.gatehouse.sandbox.directory;

import java.util.Locale;

/**
 * Makes names with the weights found in a public list of 2,377 practices: how many words, which legal endings, how many in
 * capitals, with double spaces, accents or a name that another practice has too.
 */
final class PracticeNames {

    private static final String[] ENDINGS = {
        "LLC", "PLLC", "MD", "PC", "Inc", "PA", "M.D.", "P.C.", "P.A.", "PLC", "DPM", "Corp", "DO", "LLP"
    };
    /** Of 10,000 names, how many have each ending. */
    private static final int[] ENDING_WEIGHTS = {909, 551, 387, 349, 303, 248, 126, 118, 55, 55, 46, 13, 13, 8};

    private final long seed;
    private final double dirty;

    PracticeNames(long seed, double dirty) {
        this.seed = seed;
        this.dirty = dirty;
    }

    String name(int index) {
        Dice dice = Dice.about(seed, index, "name");
        if (index > 1 && dice.chance(0.003 * dirty)) {
            return name(1 + dice.below(index - 1));
        }
        if (index > 1 && dice.chance(0.002 * dirty)) {
            return repunctuated(name(1 + dice.below(index - 1)));
        }
        return dirtied(ended(plain(dice), dice), dice);
    }

    /** Another name for the same practice. */
    String renamed(int index) {
        Dice dice = Dice.about(seed, index, "renamed");
        return ended(plain(dice), dice) + " of " + Words.town(dice);
    }

    private static String plain(Dice dice) {
        int kind = dice.below(1_000);
        if (kind < 22) {
            return Words.surname(dice);
        }
        if (kind < 40) {
            return Words.surname(dice) + " " + dice.pick(Words.SHORT_SPECIALITIES);
        }
        if (kind < 280) {
            return Words.surname(dice) + " " + dice.pick(Words.SPECIALITIES);
        }
        if (kind < 540) {
            return dice.pick(Words.ADJECTIVES) + " " + Words.surname(dice) + " " + dice.pick(Words.SHORT_SPECIALITIES);
        }
        if (kind < 560) {
            return "Dr. " + dice.pick(Words.GIVEN) + " " + Words.surname(dice);
        }
        if (kind < 590) {
            return dice.pick(Words.GIVEN) + " " + Words.surname(dice);
        }
        if (kind < 860) {
            return Words.surname(dice) + " " + dice.pick(Words.SPECIALITIES) + " " + dice.pick(Words.HOUSES);
        }
        if (kind < 895) {
            return Words.surname(dice) + " & " + Words.surname(dice) + " " + dice.pick(Words.SPECIALITIES);
        }
        if (kind < 945) {
            return Words.surname(dice) + " " + dice.pick(Words.HOUSES) + " for " + dice.pick(Words.SPECIALITIES);
        }
        if (kind < 980) {
            return dice.pick(Words.ADJECTIVES) + " " + dice.pick(Words.SPECIALITIES) + " " + dice.pick(Words.HOUSES)
                    + " of " + Words.town(dice);
        }
        if (kind < 990) {
            return Words.surname(dice) + "-" + Words.surname(dice) + " " + dice.pick(Words.SPECIALITIES) + " ("
                    + Words.town(dice) + ")";
        }
        return "The " + dice.pick(Words.ADJECTIVES) + " " + dice.pick(Words.SPECIALITIES) + " and "
                + dice.pick(Words.SPECIALITIES) + " " + dice.pick(Words.HOUSES) + " of Greater " + Words.town(dice);
    }

    private static String ended(String name, Dice dice) {
        int at = dice.below(10_000);
        for (int i = 0; i < ENDINGS.length; i++) {
            if (at < ENDING_WEIGHTS[i]) {
                return name + (dice.chance(0.53) ? ", " : " ") + ENDINGS[i];
            }
            at -= ENDING_WEIGHTS[i];
        }
        return name;
    }

    private String dirtied(String name, Dice dice) {
        String text = name;
        if (dice.chance(0.004 * dirty)) {
            text = dice.pick(Words.ACCENTED) + " " + dice.pick(Words.HOUSES);
        }
        if (dice.chance(0.005 * dirty)) {
            text = text + (dice.chance(0.5) ? " dba " : " d.b.a. ") + Words.surname(dice) + " Health";
        }
        if (dice.chance(0.001 * dirty)) {
            text = (100 + dice.below(9_000)) + " " + dice.pick(Words.STREETS) + " " + (10_000 + dice.below(89_999));
        }
        if (dice.chance(0.024 * dirty)) {
            text = text.replaceFirst(" ", "  ");
        }
        if (dice.chance(0.085 * dirty)) {
            return text.toUpperCase(Locale.ROOT);
        }
        return dice.chance(0.005 * dirty) ? text.toLowerCase(Locale.ROOT) : text;
    }

    private static String repunctuated(String name) {
        return name.contains(",") ? name.replace(",", "") : name.replaceFirst(" ", ", ");
    }
}
