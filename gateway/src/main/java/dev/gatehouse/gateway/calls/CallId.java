package dev.gatehouse.gateway.calls;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * Ids of records, in the order of the times at which the calls began: they are the list's order and its cursor. The time in
 * microseconds, eight digits of base sixteen that no other process has, and a number within that process.
 */
final class CallId {
    /** Above it numbers begin again; a time stands before them. */
    static final int MOST_NUMBER = 0xfffffff;

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{28}");
    private static final int TIME = 13;
    private static final int NUMBER = 7;

    private CallId() {}

    static String of(long micros, String run, int number) {
        return hex(micros, TIME) + run + hex(number, NUMBER);
    }

    /** The lowest id of calls that began at this time or later. */
    static String from(Instant at) {
        return hex(micros(at), TIME);
    }

    /** Since 1970; what was before counts as then. */
    static long micros(Instant at) {
        return Math.max(0, at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000);
    }

    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** When the call began, to the microsecond. */
    static Instant began(String id) {
        return Instant.EPOCH.plus(Long.parseLong(id.substring(0, TIME), 16), ChronoUnit.MICROS);
    }

    private static String hex(long number, int digits) {
        String text = Long.toHexString(number);
        return "0".repeat(digits - text.length()) + text;
    }
}
