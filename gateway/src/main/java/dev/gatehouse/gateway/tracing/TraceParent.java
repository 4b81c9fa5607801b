package dev.gatehouse.gateway.tracing;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code traceparent} header says (W3C Trace Context, 2021-11-23, section 3.2).
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param sampled true if whoever sent it keeps the trace
 */
record TraceParent(String traceId, String spanId, boolean sampled) {
    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
    private static final String NO_TRACE = "0".repeat(32);
    private static final String NO_SPAN = "0".repeat(16);

    /** Empty for none, and for one that is not as it should be: then a new trace begins. */
    static Optional<TraceParent> read(@Nullable String header) {
        if (header == null || header.length() > 200 || !FORM.matcher(header).matches()) {
            return Optional.empty();
        }
        String traceId = header.substring(3, 35);
        String spanId = header.substring(36, 52);
        boolean longer = header.length() > 55;
        if (traceId.equals(NO_TRACE) || spanId.equals(NO_SPAN) || (longer && header.startsWith("00"))) {
            return Optional.empty();
        }
        return Optional.of(new TraceParent(traceId, spanId, (Character.digit(header.charAt(54), 16) & 1) == 1));
    }

    String header() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    static String newTraceId() {
        return newSpanId() + newSpanId();
    }

    static String newSpanId() {
        long number = ThreadLocalRandom.current().nextLong();
        return String.format("%016x", number == 0 ? 1 : number);
    }
}
