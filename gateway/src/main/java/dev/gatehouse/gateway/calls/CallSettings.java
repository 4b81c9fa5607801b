package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.settings.SettingsSource;
import java.time.Duration;

/**
 * What is kept and shown of calls.
 *
 * @param kept how long records are kept; zero for no records, only sums
 * @param practicesInMetrics how many practices may have series of their own among the metrics; the others share one
 */
public record CallSettings(Duration kept, int practicesInMetrics) {
    public static final CallSettings DEFAULT = new CallSettings(Duration.ofDays(30), 0);

    public static CallSettings read(SettingsSource source) {
        return new CallSettings(
                Duration.ofDays(source.number("GATEHOUSE_CALLS_KEPT_DAYS", (int) DEFAULT.kept().toDays(), 0, 3_650)),
                source.number("GATEHOUSE_METRICS_PRACTICES", DEFAULT.practicesInMetrics(), 0, 5_000));
    }

    /** True if there are records at all. */
    boolean keeps() {
        return !kept.isZero();
    }
}
