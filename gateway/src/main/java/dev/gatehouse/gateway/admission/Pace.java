package dev.gatehouse.gateway.admission;

import dev.gatehouse.common.egress.Bucket;
import dev.gatehouse.common.egress.Pause;
import dev.gatehouse.common.egress.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often whatever an EHR counts by may be asked: at the rate it states, and not while it wants to be left alone. After
 * such a pause one call goes as a probe; what it is answered opens the way for the others or begins the next pause.
 */
final class Pace {
    static final int TOO_MANY = 429;

    /** A place that a call has as the probe: nobody else is until it has an answer, or for this long. */
    private static final Duration PROBE = Duration.ofSeconds(5);
    /** Where the EHR does not say how long: this, and twice as long each time the probe is refused. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofSeconds(60);
    /** A 503 without a word of when to come back may be about one resource; so many in a row are not. */
    private static final int UNEXPLAINED = 3;

    /**
     * What there is beside the rate; null while all is well.
     *
     * @param status of the last refusal
     * @param refusals in a row, those that were on their way together counting as one
     * @param probing until somebody else may be the probe
     */
    private record Refused(int status, int refusals, Pause pause, Pause probing) {}

    private final @Nullable Bucket bucket;
    private final LastMinute lastMinute = new LastMinute();
    private volatile @Nullable Refused refused;

    /** @param bucket null if it states no rate */
    Pace(@Nullable Bucket bucket) {
        this.bucket = bucket;
    }

    /** How a call may go. */
    enum Pass {
        FREE,
        /** Its answer decides; if there is none, {@link #probeLost} is to be told. */
        PROBE,
        REFUSED
    }

    /** False while all is well, which needs no look at the clock. */
    boolean isTroubled() {
        return refused != null;
    }

    /** True while a call would be refused; changes nothing. */
    boolean isClosed(Instant now) {
        Refused state = refused;
        return state != null
                && !(state.pause().left(now).isZero()
                        && state.probing().left(now).isZero());
    }

    Pass pass(Instant now) {
        return refused == null ? Pass.FREE : passWhileRefused(now);
    }

    private synchronized Pass passWhileRefused(Instant now) {
        Refused state = refused;
        if (state == null || !isPausing(state)) {
            return Pass.FREE;
        }
        if (isClosed(now)) {
            return Pass.REFUSED;
        }
        refused = new Refused(state.status(), state.refusals(), state.pause(), Pause.of(PROBE, now));
        return Pass.PROBE;
    }

    private static boolean isPausing(Refused state) {
        return !state.pause().equals(Pause.NONE);
    }

    /** With which status it wants to be left alone. */
    int status() {
        Refused state = refused;
        return state == null ? TOO_MANY : state.status();
    }

    /** How long a refused call should stay away. */
    Duration left(Instant now) {
        Refused state = refused;
        Duration left = state == null ? Duration.ZERO : state.pause().left(now);
        return left.compareTo(FIRST) < 0 ? FIRST : left.plusMillis(999);
    }

    /** The EHR answered a call with something else than that it is too much. */
    void answered(boolean probe) {
        Refused state = refused;
        if (state != null && (probe || !isPausing(state))) {
            refused = null;
        }
    }

    /**
     * The EHR answered a call with 429 or 503.
     *
     * @param wait what it says; null if it does not
     */
    synchronized void refused(int status, @Nullable Duration wait, boolean probe, Instant now) {
        Refused before = refused;
        boolean together = before != null && isPausing(before) && !probe;
        int refusals = before == null ? 1 : together ? before.refusals() : before.refusals() + 1;
        if (wait == null && status != TOO_MANY && refusals < UNEXPLAINED && (before == null || !isPausing(before))) {
            refused = new Refused(status, refusals, Pause.NONE, Pause.NONE);
            return;
        }
        Pause pause = Pause.of(wait == null ? growing(refusals) : wait, now);
        Pause longest = before == null ? pause : pause.or(before.pause(), now);
        refused = new Refused(status, refusals, longest, Pause.NONE);
    }

    private static Duration growing(int refusals) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(refusals - 1, 10));
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    /** The probe ended without an answer: the next call may be one. */
    synchronized void probeLost() {
        Refused state = refused;
        if (state != null) {
            refused = new Refused(state.status(), state.refusals(), state.pause(), Pause.NONE);
        }
    }

    /**
     * How long a call has to wait for its turn at the stated rate. Its turn is taken, unless that is longer than it would
     * wait.
     */
    Duration turn(long nanos, Duration patience) {
        Bucket rated = bucket;
        return rated == null ? Duration.ZERO : turn(rated, nanos, patience);
    }

    private synchronized Duration turn(Bucket rated, long nanos, Duration patience) {
        rated.fill(nanos);
        Duration wait = rated.until(1);
        if (wait.compareTo(patience) <= 0) {
            rated.take();
            lastMinute.add(nanos);
        }
        return wait;
    }

    /** Turns at the stated rate that were taken within the last minute; none are counted where no rate is stated. */
    synchronized int usedWithinAMinute(long nanos) {
        return lastMinute.sum(nanos);
    }

    /** What {@code Retry-After} says; null without one. */
    static @Nullable Duration told(@Nullable String retryAfter, Instant asOf) {
        return retryAfter == null ? null : RetryAfter.of(retryAfter, asOf);
    }
}
