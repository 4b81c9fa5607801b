package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.web.QueryInput;
import dev.gatehouse.registration.application.EnvironmentChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know of a time. Both ends are whole steps.
 *
 * @param to not included
 * @param environments of applications in these
 * @param groupBy null for no groups
 * @param groupsByErrors the groups with the most errors, not those with the most calls
 * @param groups how many at most
 */
record StatsQuestion(
        Instant from,
        Instant to,
        Duration step,
        @Nullable String connectionId,
        @Nullable String practiceId,
        @Nullable String applicationId,
        EnvironmentChoice environments,
        @Nullable Grouping groupBy,
        boolean groupsByErrors,
        int groups) {
    private static final Duration USUAL = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofHours(3);
    private static final int MANY_STEPS = 1_500;
    private static final int USUAL_STEPS = 120;
    private static final int MANY_GROUPS = 100;
    private static final int USUAL_GROUPS = 20;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<Duration> STEPS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            HOUR,
            Duration.ofHours(6),
            Duration.ofDays(1),
            Duration.ofDays(7));

    /** Reads the question, and makes whole steps of it; mistakes are with the input. */
    static StatsQuestion read(QueryInput input, EnvironmentChoice environments, Instant now) {
        Instant to = orElse(input.time("to"), now);
        Instant from = orElse(input.time("from"), to.minus(USUAL));
        Integer asked = input.number("step", 60, 31 * 86_400);
        String group = input.text("groupBy");
        Grouping by = group == null ? null : Grouping.of(group).orElse(null);
        if (group != null && by == null) {
            input.mistake("groupBy", "should be one of practice, connection, application");
        }
        if (!from.isBefore(to)) {
            input.mistake("from", "should be before the end");
            from = to.minus(USUAL);
        }
        Duration range = Duration.between(from, to);
        Duration step = asked == null ? usual(range, from, now) : Duration.ofSeconds(asked);
        check(input, step, range, from, now);
        // Sums by the minute of all connections over a long time would be millions of rows.
        Duration whole = by != null && range.compareTo(SHORT) > 0 && step.compareTo(HOUR) < 0 ? HOUR : step;
        String sort = input.text("sort");
        if (sort != null && !sort.equals("calls") && !sort.equals("errors")) {
            input.mistake("sort", "should be calls or errors");
        }
        Integer groups = input.number("groups", 1, MANY_GROUPS);
        return new StatsQuestion(
                down(from, whole),
                up(to, whole),
                step,
                input.text("connectionId"),
                input.text("practiceId"),
                input.text("applicationId"),
                environments,
                by,
                "errors".equals(sort),
                groups == null ? USUAL_GROUPS : groups);
    }

    private static void check(QueryInput input, Duration step, Duration range, Instant from, Instant now) {
        if (step.toSeconds() % (step.compareTo(HOUR) < 0 ? 60 : 3_600) != 0
                || (step.compareTo(HOUR) < 0 && 3_600 % step.toSeconds() != 0)) {
            input.mistake(
                    "step", "should be 60, 300, 900, 1800 or another part of an hour in whole minutes, or whole hours");
        } else if (range.dividedBy(step) > MANY_STEPS) {
            input.mistake("step", "should be longer: no more than " + MANY_STEPS + " steps are told");
        } else if (step.compareTo(HOUR) < 0 && from.isBefore(now.minus(Grain.MINUTE.kept()))) {
            input.mistake("step", "should be whole hours: minutes are kept for three days");
        }
    }

    private static Duration usual(Duration range, Instant from, Instant now) {
        boolean old = from.isBefore(now.minus(Grain.MINUTE.kept()));
        return STEPS.stream()
                .filter(each -> range.dividedBy(each) <= USUAL_STEPS && (!old || each.compareTo(HOUR) >= 0))
                .findFirst()
                .orElse(Duration.ofDays(31));
    }

    private static Instant orElse(@Nullable Instant time, Instant otherwise) {
        return time == null ? otherwise : time;
    }

    private static Instant down(Instant time, Duration step) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), step.toSeconds()) * step.toSeconds());
    }

    private static Instant up(Instant time, Duration step) {
        Instant down = down(time, step);
        return down.equals(time) ? time : down.plus(step);
    }

    /** The beginning of the step in which that time is. */
    Instant stepOf(Instant time) {
        return down(time, step);
    }

    /** What is read for the whole and its steps. */
    Grain grain() {
        return step.compareTo(HOUR) < 0 ? Grain.MINUTE : Grain.HOUR;
    }

    /** What is read for groups. */
    Grain groupGrain() {
        return Duration.between(from, to).compareTo(SHORT) > 0 ? Grain.HOUR : grain();
    }

    /** True if it is about the tenant as a whole. */
    boolean isAboutAll() {
        return connectionId == null && practiceId == null && applicationId == null && environments.isAll();
    }
}
