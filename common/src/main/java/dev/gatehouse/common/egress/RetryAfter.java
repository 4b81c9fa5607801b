package dev.gatehouse.common.egress;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * {@code Retry-After} in both forms (RFC 9110, section 10.2.3), kept between a second and a limit: a server can't make us
 * hammer it, nor silence us for a year. An unreadable one is taken as thirty seconds.
 */
public final class RetryAfter {
    public static final Duration SHORTEST = Duration.ofSeconds(1);
    /** The usual limit. */
    public static final Duration LONGEST = Duration.ofMinutes(15);

    private static final Duration UNREADABLE = Duration.ofSeconds(30);
    private static final Pattern SECONDS = Pattern.compile("-?\\d+");
    private static final int DIGITS = 9;

    private RetryAfter() {}

    /** Bounded by {@link #LONGEST}. */
    public static Duration of(String header, Instant now) {
        return of(header, now, LONGEST);
    }

    /** @param now when the answer came, for a date */
    public static Duration of(String header, Instant now, Duration longest) {
        String text = header.trim();
        if (SECONDS.matcher(text).matches()) {
            boolean negative = text.startsWith("-");
            return negative
                    ? SHORTEST
                    : text.length() > DIGITS ? longest : bounded(Duration.ofSeconds(Long.parseLong(text)), longest);
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return bounded(Duration.between(now, until), longest);
        } catch (DateTimeException noDate) {
            return UNREADABLE;
        }
    }

    private static Duration bounded(Duration wait, Duration longest) {
        if (wait.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
