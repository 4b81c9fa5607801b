package dev.gatehouse.gateway.operations;

import dev.gatehouse.gateway.calls.CallLog;
import dev.gatehouse.gateway.proxy.CallRecord;
import dev.gatehouse.gateway.tracing.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times proxied calls by EHR, method, class of status and code; never by patient or connection, and by practice
 * only if that is wanted, for so many practices. The number of series is bounded.
 */
public final class CallMeters {
    private static final String NONE = "none";
    private static final String OTHER = "other";
    private static final int MANY_SERIES = 2_000;
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry meters;
    private final int practices;
    private final Map<Series, Timer> calls = new ConcurrentHashMap<>();
    private final Map<String, OfEhr> ehrs = new ConcurrentHashMap<>();
    private final Map<OfPractice, Timer> byPractice = new ConcurrentHashMap<>();
    private final Map<String, String> shownPractices = new ConcurrentHashMap<>();

    private record Series(
            String ehr,
            String method,
            int statusClass,
            @Nullable String code) {}

    private record OfPractice(String tenant, String practice, int statusClass) {}

    private record OfEhr(Timer waited, Counter in, Counter out, Counter stale, Counter token) {}

    /**
     * @param practices how many practices get series of their own; 0 for none
     * @param log whose queue and losses are shown
     * @param tracing the same; null if there are no traces
     */
    public CallMeters(MeterRegistry meters, int practices, CallLog log, @Nullable Tracing tracing) {
        this.meters = meters;
        this.practices = practices;
        Gauge.builder("gatehouse.call.records.waiting", log, CallLog::waiting)
                .description("Records of calls that are not in the database yet")
                .register(meters);
        FunctionCounter.builder("gatehouse.call.records.dropped", log, CallLog::dropped)
                .description("Records of calls thrown away for want of room, since the start")
                .register(meters);
        FunctionCounter.builder("gatehouse.call.sums.uncounted", log, CallLog::uncounted)
                .description("Calls and refreshes that are missing in the sums of /api/v1/stats, since the start")
                .register(meters);
        Gauge.builder("gatehouse.call.sums.held", log, CallLog::held)
                .description("Sums by minute and hour held in memory")
                .register(meters);
        if (tracing != null) {
            FunctionCounter.builder("gatehouse.spans.sent", tracing, Tracing::sent)
                    .description("Spans that the collector of traces took")
                    .register(meters);
            FunctionCounter.builder("gatehouse.spans.dropped", tracing, Tracing::dropped)
                    .description("Spans thrown away: too many, or not taken")
                    .register(meters);
        }
    }

    /** A call is over. */
    public void accept(CallRecord call) {
        int statusClass = call.status() / 100;
        timer(new Series(call.ehr(), call.method(), statusClass, call.code())).record(call.took());
        OfEhr ehr = ehrs.get(call.ehr());
        count(ehr == null ? ehrs.computeIfAbsent(call.ehr(), this::ofEhr) : ehr, call);
        if (practices > 0) {
            byPractice
                    .computeIfAbsent(
                            new OfPractice(call.tenant().value(), shown(call.practiceId()), statusClass),
                            this::ofPractice)
                    .record(call.took());
        }
    }

    private static void count(OfEhr ehr, CallRecord call) {
        if (!call.waited().isZero()) {
            ehr.waited().record(call.waited());
        }
        ehr.in().increment((double) call.bytesIn());
        ehr.out().increment((double) call.bytesOut());
        if (call.retried()) {
            ehr.stale().increment();
        }
        if (call.refreshed()) {
            ehr.token().increment();
        }
    }

    private Timer timer(Series series) {
        Timer known = calls.get(series);
        if (known != null) {
            return known;
        }
        Series kept = calls.size() < MANY_SERIES
                ? series
                : new Series(series.ehr(), OTHER, series.statusClass(), series.code() == null ? null : OTHER);
        return calls.computeIfAbsent(kept, this::make);
    }

    private Timer make(Series series) {
        return Timer.builder("gatehouse.proxy.calls")
                .description("Calls through the FHIR proxy, from the first look at the request to its end")
                .tag("ehr", series.ehr())
                .tag("method", series.method())
                .tag("status", series.statusClass() + "xx")
                .tag("code", series.code() == null ? NONE : series.code())
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private OfEhr ofEhr(String ehr) {
        return new OfEhr(
                Timer.builder("gatehouse.proxy.first.byte")
                        .description("From the first look at a request to the head of the EHR's answer")
                        .tag("ehr", ehr)
                        .serviceLevelObjectives(BUCKETS)
                        .register(meters),
                bytes(ehr, "in"),
                bytes(ehr, "out"),
                repeats(ehr, "stale"),
                repeats(ehr, "token"));
    }

    private Counter bytes(String ehr, String direction) {
        return Counter.builder("gatehouse.proxy.bytes")
                .description("Body bytes sent to EHRs (in) and to clients (out)")
                .tag("ehr", ehr)
                .tag("direction", direction)
                .register(meters);
    }

    private Counter repeats(String ehr, String reason) {
        return Counter.builder("gatehouse.proxy.repeats")
                .description("Calls sent again: the kept connection was stale, or the EHR refused the token")
                .tag("ehr", ehr)
                .tag("reason", reason)
                .register(meters);
    }

    /** The first practices that call get their own series, until there are enough. */
    private String shown(String practice) {
        String known = shownPractices.get(practice);
        if (known != null) {
            return known;
        }
        return shownPractices.size() < practices ? shownPractices.computeIfAbsent(practice, same -> same) : OTHER;
    }

    private Timer ofPractice(OfPractice practice) {
        return Timer.builder("gatehouse.practice.calls")
                .description("Calls through the FHIR proxy by practice, as many as GATEHOUSE_METRICS_PRACTICES allows")
                .tag("tenant", practice.tenant())
                .tag("practice", practice.practice())
                .tag("status", practice.statusClass() + "xx")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }
}
