package dev.gatehouse.gateway.faults;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What one scenario found: how often it tried, what it saw, and what should not have been. */
final class Findings {
    /** How much larger than usual every number of rounds is. */
    private static final int FACTOR = Integer.getInteger("faults.rounds", 1);

    static final long SEED = Long.getLong("faults.seed", System.nanoTime() & 0xffffff);
    private static final int SHOWN = 4;

    private final List<String> breaches = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final Random random;
    private String rounds = "1";

    Findings(String id) {
        random = new Random(SEED * 31 + id.hashCode());
    }

    /** {@code usual}, or more if asked for with {@code -Dfaults.rounds}. */
    static int times(int usual) {
        return usual * FACTOR;
    }

    /** The same for the same seed. */
    Random random() {
        return random;
    }

    @FormatMethod
    synchronized void rounds(@FormatString String format, Object... values) {
        rounds = String.format(format, values);
    }

    @FormatMethod
    synchronized void seen(@FormatString String format, Object... values) {
        seen.add(String.format(format, values));
    }

    @FormatMethod
    synchronized void breach(@FormatString String format, Object... values) {
        breaches.add(String.format(format, values));
    }

    /** A breach unless it is so. */
    @FormatMethod
    synchronized void need(boolean so, @FormatString String format, Object... values) {
        if (!so) {
            breach(format, values);
        }
    }

    synchronized List<String> breaches() {
        return List.copyOf(breaches);
    }

    synchronized String rounds() {
        return rounds;
    }

    synchronized String seenText() {
        List<String> all = new ArrayList<>(seen);
        breaches.stream().limit(SHOWN).forEach(each -> all.add("! " + each));
        if (breaches.size() > SHOWN) {
            all.add("! and " + (breaches.size() - SHOWN) + " more");
        }
        return String.join("; ", all);
    }
}
