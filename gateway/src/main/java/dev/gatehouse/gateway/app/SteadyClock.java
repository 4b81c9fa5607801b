package dev.gatehouse.gateway.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of this process: the wall clock's at its start, from then on as much later as the machine's monotonic clock says.
 * It never goes back and never jumps. What the wall clock gains or loses is made up for gently, at most five milliseconds in
 * a second: that is more than a clock is slewed, and so little that no token's life is misjudged by more than half a percent.
 * A wall clock that jumps is noted in the log, once for each jump. A restart takes the wall clock's time over at once.
 */
final class SteadyClock extends Clock {
    private static final Logger log = LoggerFactory.getLogger(SteadyClock.class);
    private static final long SECOND = 1_000_000_000L;
    /** How often the wall clock is looked at, if anybody asks for the time. */
    private static final long LOOK = SECOND;
    /** A difference is made up for within this time if it is small. */
    private static final long CATCH_UP = 10 * SECOND;

    private static final double MOST = 0.005;
    private static final Duration JUMP = Duration.ofSeconds(2);

    /**
     * How time goes from a look at the wall clock to the next.
     *
     * @param at the monotonic clock at the look
     * @param time this clock at the look
     * @param rate what is made up for, in seconds a second, until the difference is gone
     * @param behind how far this clock was behind the wall clock at the look
     */
    private record Course(long at, Instant time, double rate, Duration behind) {

        Instant time(long now) {
            long passed = now - at;
            return time.plusNanos(passed + madeUp(passed));
        }

        long madeUp(long passed) {
            return Math.round(rate * Math.min(passed, CATCH_UP));
        }
    }

    private final Clock wall;
    private final LongSupplier nanos;
    private final AtomicReference<Course> course;

    static SteadyClock ofThisMachine() {
        return new SteadyClock(Clock.systemUTC(), System::nanoTime);
    }

    SteadyClock(Clock wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.course = new AtomicReference<>(new Course(nanos.getAsLong(), wall.instant(), 0, Duration.ZERO));
    }

    @Override
    public Instant instant() {
        Course now = Objects.requireNonNull(course.get());
        long at = nanos.getAsLong();
        return at - now.at() < LOOK ? now.time(at) : look(now, at);
    }

    private Instant look(Course before, long at) {
        Instant time = before.time(at);
        Duration behind = Duration.between(time, wall.instant());
        double rate = Math.max(-MOST, Math.min(MOST, (double) nanosOf(behind) / CATCH_UP));
        if (course.compareAndSet(before, new Course(at, time, rate, behind))) {
            Duration expected = before.behind().minusNanos(before.madeUp(at - before.at()));
            Duration jump = behind.minus(expected);
            if (jump.abs().compareTo(JUMP) > 0) {
                log.warn(
                        "The machine's clock jumped by {} s and is now {} s from the time this process goes by, which"
                                + " follows slowly; restart the process if it should follow at once",
                        jump.toSeconds(),
                        behind.toSeconds());
            }
        }
        return time;
    }

    /** Bounded, since a jump of centuries is one too. */
    private static long nanosOf(Duration difference) {
        long seconds = Math.max(-1_000_000, Math.min(1_000_000, difference.toSeconds()));
        return seconds * SECOND + difference.toNanosPart();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** The same: whoever asks for the time here asks for instants. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
