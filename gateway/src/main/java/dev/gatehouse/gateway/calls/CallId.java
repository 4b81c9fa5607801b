package dev.gatehouse.gateway.calls;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** Ids of records, in the order of the times at which the calls began: they are the list's order and its cursor. */
final class CallId {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{28}");
    private static final int TIME = 13;

    private final String run;
    private int last;

    /** @param run of this process, eight digits of base sixteen that no other process has */
    CallId(String run) {
        this.run = run;
    }

    String next(Instant began) {
        last = (last + 1) & 0xfffffff;
        return from(began) + run + hex(last, 7);
    }

    /** The lowest id of calls that began at this time or later. */
    static String from(Instant at) {
        return hex(Math.max(0, ChronoUnit.MICROS.between(Instant.EPOCH, at)), TIME);
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
