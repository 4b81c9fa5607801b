package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.egress.RetryAfter;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.failure.Failure;
import java.time.Duration;
import java.util.Optional;

/**
 * What the answer to a poll means (Bulk Data Access IG 2.0, "Bulk Data Status Request").
 *
 * @param ready true if the body is the manifest; else it is polled again after the pause
 */
record StatusAnswer(boolean ready, Optional<String> progress, Duration pause) {
    /** As long as an EHR may ask us to wait; a longer pause would leave a finished export lying. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST_OURS = Duration.ofMinutes(2);
    private static final Duration THROTTLED = Duration.ofSeconds(60);

    /**
     * Reads an answer. What is no state of an export fails, in a way that tells if it may pass.
     *
     * @param polls how many there were before
     */
    static StatusAnswer of(SmallAnswer answer, int polls) {
        int status = answer.status();
        Optional<Duration> asked =
                answer.header("Retry-After").map(text -> RetryAfter.of(text, answer.receivedAt(), LONGEST));
        if (status == 200) {
            return new StatusAnswer(true, Optional.empty(), Duration.ZERO);
        }
        if (status == 202) {
            return new StatusAnswer(false, EhrWords.progress(answer), asked.orElse(backOff(polls)));
        }
        if (status == 429 || status == 503) {
            throw busy(asked.orElse(THROTTLED));
        }
        if (status == 404 || status == 410) {
            throw new Failure.Upstream(
                    "bulk-export-gone", "The EHR no longer knows this export (" + EhrWords.status(answer) + ").");
        }
        boolean passing = EhrWords.issueType(answer)
                .map(type -> type.equals("transient") || type.equals("throttled") || type.equals("timeout"))
                .orElse(status >= 500);
        if (passing) {
            throw new Failure.Unavailable(
                    "ehr-unreachable",
                    "The EHR could not tell how the export is (" + EhrWords.status(answer) + ").",
                    asked.orElse(Duration.ZERO),
                    null);
        }
        throw new Failure.Upstream(
                "bulk-export-failed", "The EHR says that the export has failed (" + EhrWords.status(answer) + ").");
    }

    /** The EHR has enough of us for now. */
    static Failure busy(Duration wait) {
        return new Failure.Unavailable("bulk-throttled", "The EHR asks us to wait.", wait, null);
    }

    /** Where the EHR names no time: from five seconds to two minutes, half as long again with each poll. */
    private static Duration backOff(int polls) {
        double factor = Math.pow(1.5, Math.min(polls, 20));
        Duration wait = Duration.ofMillis(Math.round(FIRST.toMillis() * factor));
        return wait.compareTo(LONGEST_OURS) > 0 ? LONGEST_OURS : wait;
    }
}
