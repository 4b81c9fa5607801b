package dev.gatehouse.gateway.calls;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sums as they stand in answers: everything that can be added up or plotted is a number, and nothing is missing. */
final class StatsJson {
    private StatsJson() {}

    static JsonObject of(Sums sums) {
        JsonObject codes = new JsonObject();
        sums.codes.forEach(codes::put);
        return new JsonObject()
                .put("calls", sums.calls)
                .put("answered", sums.answered)
                .put("ehrErrors", sums.ehrErrors)
                .put("gatewayErrors", sums.gatewayErrors)
                .put("limited", sums.limited)
                .put(
                        "status",
                        new JsonObject()
                                .put("2xx", sums.status2xx)
                                .put("3xx", sums.status3xx)
                                .put("4xx", sums.status4xx)
                                .put("5xx", sums.status5xx))
                .put("codes", codes)
                .put("bytesIn", sums.bytesIn)
                .put("bytesOut", sums.bytesOut)
                .put("tookMs", times(sums.took, sums.tookMicros))
                .put("waitedMs", times(sums.waited, sums.waitedMicros))
                .put(
                        "refreshes",
                        new JsonObject().put("succeeded", sums.refreshed).put("failed", sums.refreshesFailed));
    }

    private static @Nullable JsonObject times(LatencyHistogram times, long micros) {
        if (times.count() == 0) {
            return null;
        }
        return new JsonObject()
                .put("count", times.count())
                .put("mean", (double) micros / times.count() / 1_000.0)
                .put("p50", millis(times.percentile(0.5)))
                .put("p90", millis(times.percentile(0.9)))
                .put("p95", millis(times.percentile(0.95)))
                .put("p99", millis(times.percentile(0.99)));
    }

    private static double millis(Duration time) {
        long micros = time.toNanos() / 1_000;
        return micros / 1_000.0;
    }
}
