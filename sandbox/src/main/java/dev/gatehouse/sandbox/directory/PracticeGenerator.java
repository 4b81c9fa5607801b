package dev.gatehouse.sandbox.directory;

import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All practices of a directory, made on demand: {@code practice(i)} is computed and nothing is stored, so a directory of
 * 100,000 costs what one of ten does. A practice's number is hidden in its GUID, which makes the way back as cheap.
 */
public final class PracticeGenerator {

    /** Practice 0, the vendor's public test organisation, which stands first in the real file. */
    public static final String TEST_PRACTICE = "118b460b-8390-4754-8e4a-1dd5ee20f599";

    private static final Permutation HIDDEN = new Permutation(1L << 32, 0x6761746568L);

    private final DirectoryShape shape;
    private final PracticeNames names;

    public PracticeGenerator(DirectoryShape shape) {
        this.shape = shape;
        this.names = new PracticeNames(shape.seed(), shape.dirty());
    }

    public DirectoryShape shape() {
        return shape;
    }

    public int size() {
        return shape.practices();
    }

    /** The practice with that number, from 0 to {@code size() - 1}. */
    public Practice practice(int index) {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException("There is no practice " + index + ", only 0 to " + (size() - 1));
        }
        Dice place = Dice.about(shape.seed(), index, "place");
        return new Practice(
                index,
                guid(index),
                name(index),
                npi(index),
                ein(index),
                (1 + place.below(9_999)) + " " + place.pick(Words.STREETS),
                Words.town(place),
                place.pick(Words.STATES),
                postalCode(place),
                surface(index));
    }

    /** The number of the practice with that GUID, if there is one. */
    public Optional<Integer> indexOf(String guid) {
        if (guid.equals(TEST_PRACTICE)) {
            return Optional.of(0);
        }
        if (guid.length() != 36) {
            return Optional.empty();
        }
        try {
            long index = HIDDEN.indexOf(Long.parseLong(guid.substring(0, 8), 16)) ^ key();
            boolean known = index > 0 && index < size() && guid((int) index).equals(guid);
            return known ? Optional.of((int) index) : Optional.empty();
        } catch (NumberFormatException notHex) {
            return Optional.empty();
        }
    }

    /** Where the patients of a practice sign in, without making the rest of it. */
    public Surface surface(int index) {
        if (index == 0) {
            return Surface.PATIENT;
        }
        boolean fmh = Dice.about(shape.seed(), index, "fmh").chance(shape.fmhShare());
        return fmh || fallsUnder(index, "moved", shape.change().moved()) ? Surface.FMH : Surface.PATIENT;
    }

    /** Whether the practice is missing from this edition of the directory. */
    boolean removed(int index) {
        return fallsUnder(index, "removed", shape.change().removed());
    }

    private boolean fallsUnder(int index, String change, double share) {
        return index > 0 && Dice.about(shape.seed(), index, change).chance(share);
    }

    private String name(int index) {
        if (index == 0) {
            return "Practice Fusion Test";
        }
        return fallsUnder(index, "to-rename", shape.change().renamed()) ? names.renamed(index) : names.name(index);
    }

    private String guid(int index) {
        if (index == 0) {
            return TEST_PRACTICE;
        }
        Dice dice = Dice.about(shape.seed(), index, "guid");
        long rest = dice.next();
        long tail = dice.next();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(HIDDEN.at(index ^ key()), 8)
                + "-" + hex.toHexDigits(rest, 4)
                + "-4" + hex.toHexDigits(rest >>> 16, 3)
                + "-" + "89ab".charAt((int) (rest >>> 28) & 3) + hex.toHexDigits(rest >>> 32, 3)
                + "-" + hex.toHexDigits(tail, 12);
    }

    private long key() {
        return Dice.mix(shape.seed()) & 0xffffffffL;
    }

    private @Nullable String npi(int index) {
        if (index > 0 && Dice.about(shape.seed(), index, "npi").chance(shape.missingNpi())) {
            return null;
        }
        String digits = "29" + digits(7, (index * 7_919L + 13) % 10_000_000L);
        return digits + checkDigit("80840" + digits);
    }

    private @Nullable String ein(int index) {
        Dice dice = Dice.about(shape.seed(), index, "ein");
        return dice.chance(shape.missingEin()) ? null : "00-" + digits(7, dice.below(10_000_000));
    }

    private static String postalCode(Dice place) {
        String five = digits(5, 501 + place.below(99_000));
        return place.chance(0.3) ? five + digits(4, place.below(10_000)) : five;
    }

    private static String digits(int width, long number) {
        String text = Long.toString(number);
        return "0".repeat(width - text.length()) + text;
    }

    /** Luhn, as the NPI standard has it (prefix 80840 included in the digits). */
    static int checkDigit(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit * 2 : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return (10 - sum % 10) % 10;
    }
}
