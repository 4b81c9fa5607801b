package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.egress.NoAnswer;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.gateway.token.NoToken;
import java.time.Duration;
import java.util.Optional;

/** What a failed step means: whether the same is worth trying again, and when. */
final class Setback {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    /** With the pauses between them, some five hours. */
    private static final int MOST = 32;
    /** Of a file that came and was not what the manifest says. */
    private static final int MOST_DAMAGED = 3;

    private Setback() {}

    /**
     * How long to wait; empty if it is the end.
     *
     * @param before setbacks since the last step that went well
     */
    static Optional<Duration> pause(Failure failure, int before) {
        if (!mayPass(failure)) {
            return Optional.empty();
        }
        int most = isOfTheFile(failure) ? MOST_DAMAGED : MOST;
        if (before + 1 >= most) {
            return Optional.empty();
        }
        Duration ours = FIRST.multipliedBy(1L << Math.min(before, 10));
        Duration bounded = ours.compareTo(LONGEST) > 0 ? LONGEST : ours;
        Duration asked = asked(failure);
        return Optional.of(asked.compareTo(bounded) > 0 ? asked : bounded);
    }

    private static Duration asked(Failure failure) {
        if (failure instanceof Failure.Unavailable later) {
            return later.retryAfter();
        }
        if (failure instanceof Failure.TooMany later) {
            return later.retryAfter();
        }
        return failure instanceof NoToken none ? none.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
    }

    private static boolean mayPass(Failure failure) {
        if (failure instanceof NoToken none) {
            return none.outcome() == NoToken.Outcome.RETRYABLE || none.outcome() == NoToken.Outcome.UNKNOWN;
        }
        if (NoAnswer.stageOf(failure)
                .filter(stage -> stage == NoAnswer.Stage.REFUSED_BY_US)
                .isPresent()) {
            return false;
        }
        return switch (failure.kind()) {
            case UNAVAILABLE, TOO_MANY, UPSTREAM_TIMEOUT -> true;
            case UPSTREAM ->
                isOfTheFile(failure)
                        || (!failure.code().startsWith("bulk-")
                                && !failure.code().equals("ehr-refused-token")
                                && !failure.code().equals("ehr-certificate-refused"));
            default -> false;
        };
    }

    /** Worth asking for the manifest again: signed addresses end. */
    static boolean isOfTheFile(Failure failure) {
        return failure.code().equals("bulk-file-refused") || failure.code().equals("bulk-file-damaged");
    }
}
