package dev.gatehouse.gateway.history;

import dev.gatehouse.common.web.QueryInput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The time somebody asks about, in steps that are whole.
 *
 * @param to not included
 */
record Span(Instant from, Instant to, Duration step) {
    private static final Duration USUAL = Duration.ofDays(1);
    private static final int MOST_STEPS = 120;
    private static final List<Duration> STEPS =
            List.of(History.QUARTER, Duration.ofHours(1), Duration.ofHours(6), Duration.ofDays(1), Duration.ofDays(7));

    /** The last day unless {@code from} and {@code to} say otherwise; mistakes are with the input. */
    static Span read(QueryInput input, Instant now) {
        Instant asked = input.time("to");
        Instant to = asked == null ? now : asked;
        Instant begin = input.time("from");
        Instant from = begin == null ? to.minus(USUAL) : begin;
        if (!from.isBefore(to)) {
            input.mistake("from", "should be before the end");
            from = to.minus(USUAL);
        }
        if (Duration.between(from, to).compareTo(History.KEPT) > 0) {
            input.mistake("from", "should be at most " + History.KEPT.toDays() + " days before the end");
        }
        Duration step = step(from, to, now);
        Instant first = down(from, step);
        Instant last = down(to, step);
        return new Span(first, last.equals(to) ? last : last.plus(step), step);
    }

    private static Duration step(Instant from, Instant to, Instant now) {
        boolean old = from.isBefore(now.minus(History.QUARTERS_KEPT));
        Duration range = Duration.between(from, to);
        return STEPS.stream()
                .filter(each -> range.dividedBy(each) <= MOST_STEPS && (!old || each.compareTo(History.QUARTER) > 0))
                .findFirst()
                .orElse(Duration.ofDays(7));
    }

    /** The beginning of the step in which that time is. */
    Instant stepOf(Instant time) {
        return down(time, step);
    }

    /** True if every hour has to be looked at only once. */
    boolean isCoarse() {
        return step.compareTo(History.QUARTER) > 0;
    }

    private static Instant down(Instant time, Duration step) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), step.toSeconds()) * step.toSeconds());
    }
}
