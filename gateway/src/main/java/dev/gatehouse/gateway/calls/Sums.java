package dev.gatehouse.gateway.calls;

import dev.gatehouse.gateway.proxy.CallRecord;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Calls and refreshes, summed up. Not for use by several threads. */
final class Sums {
    private static final int MANY_CODES = 40;
    private static final String OTHER = "other";

    long calls;
    long answered;
    long ehrErrors;
    long gatewayErrors;
    long limited;
    long status2xx;
    long status3xx;
    long status4xx;
    long status5xx;
    long bytesIn;
    long bytesOut;
    long tookMicros;
    long waitedMicros;
    long refreshed;
    long refreshesFailed;
    final Map<String, Long> codes = new TreeMap<>();
    final LatencyHistogram took = new LatencyHistogram();
    final LatencyHistogram waited = new LatencyHistogram();

    void add(CallRecord call) {
        add(Addend.of(call));
    }

    void add(Addend call) {
        calls++;
        String code = call.code();
        if (code != null) {
            addCode(code, 1);
        }
        switch (call.outcome()) {
            case LIMITED -> limited++;
            case GATEWAY_ERROR -> gatewayErrors++;
            case EHR_ERROR -> ehrErrors++;
            case ANSWERED -> answered++;
        }
        switch (call.statusClass()) {
            case 2 -> status2xx++;
            case 3 -> status3xx++;
            case 4 -> status4xx++;
            default -> status5xx++;
        }
        bytesIn += call.bytesIn();
        bytesOut += call.bytesOut();
        took.addToBucket(call.tookBucket());
        tookMicros += call.tookMicros();
        if (call.hasWaited()) {
            waited.addToBucket(call.waitedBucket());
            waitedMicros += call.waitedMicros();
        }
    }

    /** What a call adds, worked out once for all sums that it is counted in. */
    record Addend(
            @Nullable String code,
            Outcome outcome,
            int statusClass,
            long bytesIn,
            long bytesOut,
            long tookMicros,
            int tookBucket,
            boolean hasWaited,
            long waitedMicros,
            int waitedBucket) {
        static Addend of(CallRecord call) {
            long took = call.took().toNanos() / 1_000;
            long waited = call.waited().toNanos() / 1_000;
            return new Addend(
                    call.code(),
                    Outcome.of(call.status(), call.code() != null),
                    call.status() / 100,
                    call.bytesIn(),
                    call.bytesOut(),
                    took,
                    LatencyHistogram.bucket(took),
                    !call.waited().isZero(),
                    waited,
                    LatencyHistogram.bucket(waited));
        }
    }

    void addCode(String code, long times) {
        boolean known = codes.containsKey(code) || codes.size() < MANY_CODES;
        codes.merge(known ? code : OTHER, times, Long::sum);
    }

    void addRefresh(boolean succeeded) {
        if (succeeded) {
            refreshed++;
        } else {
            refreshesFailed++;
        }
    }

    void add(Sums other) {
        calls += other.calls;
        answered += other.answered;
        ehrErrors += other.ehrErrors;
        gatewayErrors += other.gatewayErrors;
        limited += other.limited;
        status2xx += other.status2xx;
        status3xx += other.status3xx;
        status4xx += other.status4xx;
        status5xx += other.status5xx;
        bytesIn += other.bytesIn;
        bytesOut += other.bytesOut;
        tookMicros += other.tookMicros;
        waitedMicros += other.waitedMicros;
        refreshed += other.refreshed;
        refreshesFailed += other.refreshesFailed;
        other.codes.forEach(this::addCode);
        took.add(other.took);
        waited.add(other.waited);
    }
}
