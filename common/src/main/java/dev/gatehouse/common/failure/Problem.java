package dev.gatehouse.common.failure;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure as it is told to the outside: {@code application/problem+json} (RFC 9457) with a stable {@code code}.
 *
 * @param status HTTP status code
 * @param code stable, kebab-case
 * @param title the kind of problem, the same words each time
 * @param detail this occurrence, in one or two sentences
 * @param errors each wrong field of the input
 * @param retryAfterSeconds when to try again, if that is known
 * @param more further members of this problem's own
 */
public record Problem(
        int status,
        String code,
        String title,
        String detail,
        List<Mistake> errors,
        @Nullable Long retryAfterSeconds,
        Map<String, Object> more) {

    /** One without members of its own. */
    public Problem(
            int status,
            String code,
            String title,
            String detail,
            List<Mistake> errors,
            @Nullable Long retryAfterSeconds) {
        this(status, code, title, detail, errors, retryAfterSeconds, Map.of());
    }

    private static final String BUG =
            "Something went wrong on our side. The request id helps us to find it; nothing you sent was lost by us.";

    /** Any failure as a problem; what is not a {@link Failure} is a bug and tells nothing of itself. */
    public static Problem of(Throwable failure) {
        if (!(failure instanceof Failure known)) {
            return new Problem(500, "internal-error", "Internal error", BUG, List.of(), null);
        }
        Long retryAfter = null;
        if (failure instanceof Failure.TooMany tooMany) {
            retryAfter = Math.max(1, tooMany.retryAfter().toSeconds());
        } else if (failure instanceof Failure.Unavailable unavailable) {
            retryAfter = Math.max(1, unavailable.retryAfter().toSeconds());
        }
        List<Mistake> mistakes = List.of();
        if (failure instanceof Failure.Invalid invalid) {
            mistakes = invalid.mistakes();
        } else if (failure instanceof Failure.Unprocessable unprocessable) {
            mistakes = unprocessable.mistakes();
        }
        return new Problem(
                known.kind().status(),
                known.code(),
                title(known.kind()),
                known.detail(),
                mistakes,
                retryAfter,
                known instanceof Failure.Outdated outdated ? outdated.now() : Map.of());
    }

    private static String title(Failure.Kind kind) {
        return switch (kind) {
            case INVALID -> "The request is not valid";
            case UNAUTHORIZED -> "Who is asking is not known";
            case FORBIDDEN -> "Not allowed";
            case MISSING -> "Not found";
            case CONFLICT -> "Not possible in the present state";
            case GONE -> "No longer available";
            case OUTDATED -> "Changed by somebody else";
            case TOO_LARGE -> "Too large";
            case UNPROCESSABLE -> "Some values need another look";
            case TOO_MANY -> "Too many requests";
            case UPSTREAM -> "The EHR gave no usable answer";
            case UNAVAILABLE -> "Not available for the moment";
            case UPSTREAM_TIMEOUT -> "The EHR did not answer in time";
        };
    }
}
