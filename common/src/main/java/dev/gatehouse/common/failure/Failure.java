package dev.gatehouse.common.failure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that went wrong in a way we understand. Each kind is one class below; a feature names its own beside its
 * code by extending a kind ({@code ReconnectNeeded extends Failure.Conflict}).
 *
 * <p>The message is written for the person who gets it and never holds a secret, a token, a code or patient data. The
 * {@linkplain #code() code} is stable: clients compare it. Expected failures have no stack trace; the cause, if any, is
 * for the log only.
 */
public abstract sealed class Failure extends RuntimeException {

    /** What a failure means to whoever asked, in the order of HTTP's status codes. */
    public enum Kind {
        INVALID(400),
        UNAUTHORIZED(401),
        FORBIDDEN(403),
        MISSING(404),
        CONFLICT(409),
        GONE(410),
        OUTDATED(412),
        TOO_LARGE(413),
        UNPROCESSABLE(422),
        TOO_MANY(429),
        UPSTREAM(502),
        UNAVAILABLE(503),
        UPSTREAM_TIMEOUT(504);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** HTTP status code. */
        public int status() {
            return status;
        }
    }

    private final Kind kind;
    private final String code;

    private Failure(Kind kind, String code, String message, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message), cause, false, false);
        this.kind = kind;
        this.code = code;
        if (!code.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("a failure's code is kebab-case, not " + code);
        }
    }

    public Kind kind() {
        return kind;
    }

    /** Stable, kebab-case: what programs compare. */
    public String code() {
        return code;
    }

    /** The message, never null: one or two plain sentences. */
    public String detail() {
        return Objects.requireNonNull(getMessage());
    }

    /** The request itself is wrong: 400. */
    public static non-sealed class Invalid extends Failure {
        private final transient List<Mistake> mistakes;

        public Invalid(String code, String message) {
            this(code, message, List.of());
        }

        public Invalid(String code, String message, List<Mistake> mistakes) {
            super(Kind.INVALID, code, message, null);
            this.mistakes = List.copyOf(mistakes);
        }

        /** Each wrong field; empty when the fault is not in a field. */
        public List<Mistake> mistakes() {
            return mistakes;
        }
    }

    /** Readable, but its content breaks rules: 422 with every mistake at once. */
    public static non-sealed class Unprocessable extends Failure {
        private final transient List<Mistake> mistakes;

        public Unprocessable(String code, String message, List<Mistake> mistakes) {
            super(Kind.UNPROCESSABLE, code, message, null);
            this.mistakes = List.copyOf(mistakes);
        }

        public List<Mistake> mistakes() {
            return mistakes;
        }
    }

    /** No key, or one that is not good: 401. The text is the same for every reason. */
    public static non-sealed class Unauthorized extends Failure {
        public Unauthorized(String code, String message) {
            super(Kind.UNAUTHORIZED, code, message, null);
        }
    }

    /** A known caller who may not do this: 403. */
    public static non-sealed class Forbidden extends Failure {
        public Forbidden(String code, String message) {
            super(Kind.FORBIDDEN, code, message, null);
        }
    }

    /** Not there, or somebody else's; never told apart: 404. */
    public static non-sealed class Missing extends Failure {
        public Missing(String code, String message) {
            super(Kind.MISSING, code, message, null);
        }
    }

    /** Does not fit the present state: 409. */
    public static non-sealed class Conflict extends Failure {
        public Conflict(String code, String message) {
            super(Kind.CONFLICT, code, message, null);
        }

        public Conflict(String code, String message, @Nullable Throwable cause) {
            super(Kind.CONFLICT, code, message, cause);
        }
    }

    /** Was here and is over (an expired link, a used invitation): 410. */
    public static non-sealed class Gone extends Failure {
        public Gone(String code, String message) {
            super(Kind.GONE, code, message, null);
        }
    }

    /** Made for a state that is over ({@code If-Match}): 412, with what is there now, so that nothing typed is lost. */
    public static non-sealed class Outdated extends Failure {
        private final transient Map<String, Object> now;

        /** @param now more members of the answer, fit for JSON */
        public Outdated(String code, String message, Map<String, Object> now) {
            super(Kind.OUTDATED, code, message, null);
            this.now = Map.copyOf(now);
        }

        public Map<String, Object> now() {
            return now;
        }
    }

    /** More bytes or entries than we take: 413. */
    public static non-sealed class TooLarge extends Failure {
        public TooLarge(String code, String message) {
            super(Kind.TOO_LARGE, code, message, null);
        }
    }

    /** Asked too often: 429 with the time to wait. */
    public static non-sealed class TooMany extends Failure {
        private final Duration retryAfter;

        public TooMany(String code, String message, Duration retryAfter) {
            super(Kind.TOO_MANY, code, message, null);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** An EHR gave no usable answer: 502. */
    public static non-sealed class Upstream extends Failure {
        public Upstream(String code, String message) {
            this(code, message, null);
        }

        public Upstream(String code, String message, @Nullable Throwable cause) {
            super(Kind.UPSTREAM, code, message, cause);
        }
    }

    /** An EHR did not answer in time: 504. */
    public static non-sealed class UpstreamTimeout extends Failure {
        public UpstreamTimeout(String code, String message) {
            super(Kind.UPSTREAM_TIMEOUT, code, message, null);
        }
    }

    /** We can't do it now and it is worth trying again: 503. */
    public static non-sealed class Unavailable extends Failure {
        private final Duration retryAfter;

        public Unavailable(String code, String message, Duration retryAfter, @Nullable Throwable cause) {
            super(Kind.UNAVAILABLE, code, message, cause);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }
}
