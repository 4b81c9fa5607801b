package dev.gatehouse.sandbox.fault;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that goes wrong, once unless said otherwise.
 *
 * @param mode what happens
 * @param times for how many requests; {@link #ALWAYS} for all until the next reset
 * @param practice GUID of the only practice it happens to, or null for all
 * @param delay waited first, whatever the mode
 * @param status of an ANSWER
 * @param contentType of an ANSWER
 * @param body of an ANSWER
 * @param headers of an ANSWER, more than the content type; names in lower case
 * @param bytes for CUT how many bytes of the body are sent, for DRIBBLE how many each second
 */
public record Fault(
        Mode mode,
        int times,
        @Nullable String practice,
        Duration delay,
        int status,
        String contentType,
        String body,
        Map<String, String> headers,
        long bytes) {

    public static final int ALWAYS = Integer.MAX_VALUE;

    /** What happens to the request. */
    public enum Mode {
        /** Only the delay; then all goes well. */
        LATE,
        /** Not processed; this answer is given. */
        ANSWER,
        /** Not processed; the connection is closed without a word. */
        DROP_BEFORE,
        /** Processed (a code is spent, a token rotated); then the connection is closed without a word. */
        DROP_AFTER,
        /** Processed; the connection is closed in the middle of the body. */
        CUT,
        /** Processed; the body comes a few bytes a second. */
        DRIBBLE,
        /** Processed; the body goes on with white space and never ends. */
        ENDLESS,
        /** Not processed, never answered. */
        HANG
    }

    public Fault {
        headers = Map.copyOf(headers);
        if (times < 1 || bytes < 0 || delay.isNegative()) {
            throw new IllegalArgumentException("A fault needs times of 1 or more, and no negative bytes or delay");
        }
    }

    private static Fault of(Mode mode, long bytes) {
        return new Fault(mode, 1, null, Duration.ZERO, 500, "application/json", "", Map.of(), bytes);
    }

    public static Fault status(int status) {
        return new Fault(
                Mode.ANSWER,
                1,
                null,
                Duration.ZERO,
                status,
                "application/json",
                "{\"message\":\"fault\"}",
                Map.of(),
                0);
    }

    /** 429 with that {@code Retry-After}, or without one when it is null. */
    public static Fault tooMany(@Nullable String retryAfter) {
        Fault fault = status(429);
        return retryAfter == null ? fault : fault.withHeader("retry-after", retryAfter);
    }

    public static Fault late(Duration delay) {
        return of(Mode.LATE, 0).after(delay);
    }

    public static Fault dropBefore() {
        return of(Mode.DROP_BEFORE, 0);
    }

    public static Fault dropAfter() {
        return of(Mode.DROP_AFTER, 0);
    }

    public static Fault cutAfter(long bytes) {
        return of(Mode.CUT, bytes);
    }

    public static Fault dribble(long bytesPerSecond) {
        if (bytesPerSecond < 1 || bytesPerSecond > 1_000_000) {
            throw new IllegalArgumentException("Between 1 and 1,000,000 bytes a second, not " + bytesPerSecond);
        }
        return of(Mode.DRIBBLE, bytesPerSecond);
    }

    public static Fault endless() {
        return of(Mode.ENDLESS, 0);
    }

    public static Fault hang() {
        return of(Mode.HANG, 0);
    }

    public Fault times(int number) {
        return new Fault(mode, number, practice, delay, status, contentType, body, headers, bytes);
    }

    public Fault always() {
        return times(ALWAYS);
    }

    /** Only for the practice with that GUID. */
    public Fault at(String guid) {
        return new Fault(mode, times, guid, delay, status, contentType, body, headers, bytes);
    }

    public Fault after(Duration wait) {
        return new Fault(mode, times, practice, wait, status, contentType, body, headers, bytes);
    }

    public Fault withBody(String type, String text) {
        return new Fault(mode, times, practice, delay, status, type, text, headers, bytes);
    }

    public Fault withHeader(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Fault(mode, times, practice, delay, status, contentType, body, more, bytes);
    }
}
