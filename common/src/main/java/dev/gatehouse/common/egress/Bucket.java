package dev.gatehouse.common.egress;

import java.time.Duration;

/**
 * Turns that become available at a rate, a few of them at once. Not safe for several threads.
 *
 * <p>Times are those of the machine, in nanoseconds, so that a clock that is set neither gives nor takes any.
 */
public final class Bucket {
    private static final double SECOND = 1e9;

    private double rate;
    private double most;
    private double turns;
    private long filledAt;

    /**
     * Full to begin with.
     *
     * @param rate turns a second, above zero
     * @param most turns that may be taken at once after a quiet time, at least one
     */
    public Bucket(double rate, double most, long nanos) {
        this.rate = rate;
        this.most = most;
        this.turns = most;
        this.filledAt = nanos;
    }

    /** Brings it up to the present; before anything is asked or taken. */
    public void fill(long nanos) {
        turns = Math.min(most, turns + (nanos - filledAt) / SECOND * rate);
        filledAt = nanos;
    }

    public boolean hasTurn() {
        return turns >= 1;
    }

    /** One that is not there yet is owed: whoever takes it has asked {@link #until} and waits that long. */
    public void take() {
        turns--;
    }

    /** How long it takes until so many are there; zero if they are. */
    public Duration until(int wanted) {
        return Duration.ofNanos((long) (Math.max(0, wanted - turns) / rate * SECOND));
    }

    public double rate() {
        return rate;
    }

    /** From now on. */
    public void rate(double perSecond, double atOnce) {
        rate = perSecond;
        most = atOnce;
        turns = Math.min(turns, atOnce);
    }
}
