package dev.gatehouse.gateway.calls;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which calls are asked for; null means any.
 *
 * @param applications through one of these; empty for none at all
 * @param leastStatus the lowest status, with {@code mostStatus} for a range
 * @param part what the route holds somewhere, in letters of any case
 * @param kind by which door they came, as {@link dev.gatehouse.gateway.proxy.CallKind#text}
 * @param failed true for those that got no whole answer of the EHR
 * @param from at that time or later
 * @param to before that time
 * @param slowerThan those that took at least so long
 */
record CallFilter(
        @Nullable String connectionId,
        @Nullable String practiceId,
        @Nullable String applicationId,
        @Nullable Set<String> applications,
        @Nullable String callerId,
        @Nullable Integer leastStatus,
        @Nullable Integer mostStatus,
        boolean failed,
        @Nullable String code,
        @Nullable String route,
        @Nullable String method,
        @Nullable String requestId,
        @Nullable String part,
        @Nullable String kind,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Duration slowerThan) {

    static CallFilter ofRequest(String requestId) {
        return new CallFilter(
                null, null, null, null, null, null, null, false, null, null, null, requestId, null, null, null, null,
                null);
    }

    /** The same calls of a certain time. */
    CallFilter during(Instant begin, Instant end) {
        return narrowed(applications, begin, end);
    }

    /** The same calls through some applications only. */
    CallFilter through(Set<String> some) {
        return narrowed(some, from, to);
    }

    private CallFilter narrowed(@Nullable Set<String> some, @Nullable Instant begin, @Nullable Instant end) {
        return new CallFilter(
                connectionId,
                practiceId,
                applicationId,
                some,
                callerId,
                leastStatus,
                mostStatus,
                failed,
                code,
                route,
                method,
                requestId,
                part,
                kind,
                begin,
                end,
                slowerThan);
    }

    /** What a call must hold as one of its texts. */
    Stream<String> texts() {
        return Stream.of(connectionId, practiceId, applicationId, callerId, code, route, method, requestId)
                .filter(Objects::nonNull);
    }

    /** True if only calls with a status from 400 or with a code can fit. */
    boolean troubleOnly() {
        return failed || code != null || (leastStatus != null && leastStatus >= 400);
    }
}
