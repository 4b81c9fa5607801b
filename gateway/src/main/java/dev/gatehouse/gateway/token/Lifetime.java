package dev.gatehouse.gateway.token;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an access token lives, out of whatever an EHR wrote as {@code expires_in}: whole seconds, a text of digits, a
 * fraction, nothing, zero, or nonsense.
 *
 * @param duration at least a second, at most a day
 * @param basis why it is that
 */
public record Lifetime(Duration duration, Basis basis) {

    /** Where a lifetime is from. */
    public enum Basis {
        /** The EHR's own number; a fraction of a second is dropped. */
        STATED,
        /** The EHR stated more than a day, which we don't believe for that long. */
        CUT,
        /** The EHR said nothing, so the profile's default. */
        UNSAID,
        /** The EHR said nothing readable, so the profile's default. */
        UNREADABLE,
        /**
         * The EHR stated zero or less of a token it has just issued. It is used for forty seconds, or until a 401; from the
         * third in a row on, the profile's default is the better guess.
         */
        NOT_POSITIVE
    }

    static final Duration LONGEST = Duration.ofHours(24);
    static final Duration LEAST_WHEN_NOT_POSITIVE = Duration.ofSeconds(40);
    /** Stated lifetimes of zero or less in a row, from which on they are not believed any more. */
    static final int MOST_NOT_POSITIVE = 3;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int LONGEST_TEXT = 40;

    /** @param unsaid the profile's default */
    static Lifetime of(@Nullable Object expiresIn, Duration unsaid) {
        if (expiresIn == null) {
            return new Lifetime(unsaid, Basis.UNSAID);
        }
        String text = expiresIn.toString().trim();
        boolean tooLong = expiresIn instanceof String && text.length() > LONGEST_TEXT;
        if (tooLong || !(expiresIn instanceof Number || expiresIn instanceof String)) {
            return new Lifetime(unsaid, Basis.UNREADABLE);
        }
        try {
            return of(new BigDecimal(text));
        } catch (NumberFormatException nonsense) {
            return new Lifetime(unsaid, Basis.UNREADABLE);
        }
    }

    /** Compares before it converts: as an int, 10^12 would be negative, and 1e400 has no long at all. */
    private static Lifetime of(BigDecimal seconds) {
        if (seconds.signum() <= 0) {
            return new Lifetime(LEAST_WHEN_NOT_POSITIVE, Basis.NOT_POSITIVE);
        }
        if (seconds.compareTo(BigDecimal.valueOf(LONGEST.toSeconds())) > 0) {
            return new Lifetime(LONGEST, Basis.CUT);
        }
        Duration stated = Duration.ofSeconds(seconds.longValue());
        return new Lifetime(stated.isZero() ? SHORTEST : stated, Basis.STATED);
    }
}
