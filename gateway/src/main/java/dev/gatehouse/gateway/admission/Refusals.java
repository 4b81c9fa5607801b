package dev.gatehouse.gateway.admission;

import dev.gatehouse.common.failure.Failure;
import java.time.Duration;

/** What a caller is told whose call is not sent. */
final class Refusals {
    /** Places are given back all the time. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private Refusals() {}

    static Failure gateway() {
        return new Failure.Unavailable(
                "gateway-busy", "More calls are under way here than we take at once.", SOON, null);
    }

    static Failure ehrHost(String host) {
        return new Failure.Unavailable(
                "ehr-calls-queued", "Too many calls to " + host + " are under way already.", SOON, null);
    }

    static Failure tenant(int most) {
        return new Failure.TooMany(
                "tenant-busy", "Your tenant has " + most + " calls under way, which is as many as it may have.", SOON);
    }

    static Failure connection(int most) {
        return new Failure.TooMany(
                "connection-busy",
                "This connection has " + most + " calls under way, and others wait already. Send fewer at once.",
                SOON);
    }

    /** Nobody reads this one. */
    static Failure clientGone() {
        return new Failure.Gone("client-gone", "The client closed the connection while it waited.");
    }

    static Failure rate(Duration wait) {
        return new Failure.TooMany(
                "ehr-rate-limit",
                "This EHR states how many calls it takes in a minute, and yours would be one too many. It was not sent.",
                wait);
    }

    /** @param status with which the EHR asked for quiet */
    static Failure askedToWait(int status, Duration left) {
        String text = "The EHR answered calls of a moment ago with " + status
                + " and wants to be left alone for a while, so" + " this one was not sent.";
        return status == Pace.TOO_MANY
                ? new Failure.TooMany("ehr-asked-to-wait", text, left)
                : new Failure.Unavailable("ehr-asked-to-wait", text, left, null);
    }
}
