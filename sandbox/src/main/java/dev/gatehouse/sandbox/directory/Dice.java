package dev.gatehouse.sandbox.directory;

import java.util.List;

/**
 * A small random source (SplitMix64) that always says the same for the same seed, on every platform and Java version.
 * Not for secrets.
 */
public final class Dice {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private long state;

    public Dice(long seed) {
        this.state = mix(seed + GOLDEN);
    }

    /** Independent dice for one question about one thing, so that a new question moves no old answer. */
    public static Dice about(long seed, long thing, String question) {
        return new Dice(mix(seed * GOLDEN + thing) ^ (long) question.hashCode() * 0xD1B54A32D192ED03L);
    }

    public long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** From 0 to bound - 1. */
    public int below(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    public boolean chance(double probability) {
        return (next() >>> 11) * 0x1.0p-53 < probability;
    }

    public <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
