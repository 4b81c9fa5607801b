package dev.gatehouse.gateway.app;

import dev.gatehouse.common.settings.SettingsSource;
import java.time.Duration;

/**
 * How long a process that is told to stop takes for what.
 *
 * @param grace it still takes calls, while balancers notice that it is not ready any more
 * @param drain then, at most, calls and refreshes that run may still take
 */
record StopTimes(Duration grace, Duration drain) {
    private static final int GRACE_SECONDS = 5;
    private static final int DRAIN_SECONDS = 25;
    private static final int MOST_SECONDS = 600;

    static StopTimes read(SettingsSource source) {
        return new StopTimes(
                Duration.ofSeconds(source.number("GATEHOUSE_STOP_GRACE_SECONDS", GRACE_SECONDS, 0, MOST_SECONDS)),
                Duration.ofSeconds(source.number("GATEHOUSE_STOP_DRAIN_SECONDS", DRAIN_SECONDS, 0, MOST_SECONDS)));
    }
}
