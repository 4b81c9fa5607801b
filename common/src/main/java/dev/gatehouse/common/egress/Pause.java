package dev.gatehouse.common.egress;

import java.time.Duration;
import java.time.Instant;

/** A time in which nothing is sent. Over at once if the clock is set back: better one request too many than an hour of silence. */
public record Pause(Instant begun, Instant until) {
    public static final Pause NONE = new Pause(Instant.MIN, Instant.MIN);

    /** Clocks that are disciplined step by less. */
    private static final Duration SMALL_STEP = Duration.ofSeconds(1);

    public static Pause of(Duration length, Instant now) {
        return new Pause(now, now.plus(length));
    }

    /** Zero when it is over. */
    public Duration left(Instant now) {
        boolean setBack = begun.isAfter(now.plus(SMALL_STEP));
        return setBack || !until.isAfter(now) ? Duration.ZERO : Duration.between(now, until);
    }

    /** The one that ends later. */
    public Pause or(Pause other, Instant now) {
        return left(now).compareTo(other.left(now)) < 0 ? other : this;
    }
}
