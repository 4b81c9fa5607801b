package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.gateway.tracing.TraceSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is kept and shown of calls.
 *
 * @param kept how long records are kept; zero for no records, only sums
 * @param practicesInMetrics how many practices may have series of their own among the metrics; the others share one
 * @param traces where traces go; null for none
 */
public record CallSettings(
        Duration kept, int practicesInMetrics, @Nullable TraceSettings traces) {
    public static final CallSettings DEFAULT = new CallSettings(Duration.ofDays(30), 0, null);

    public static CallSettings read(SettingsSource source) {
        return new CallSettings(
                Duration.ofDays(source.number(
                        "GATEHOUSE_CALLS_KEPT_DAYS", (int) DEFAULT.kept().toDays(), 0, 3_650)),
                source.number("GATEHOUSE_METRICS_PRACTICES", DEFAULT.practicesInMetrics(), 0, 5_000),
                TraceSettings.read(source).orElse(null));
    }

    /** True if there are records at all. */
    boolean keeps() {
        return !kept.isZero();
    }
}
