package dev.gatehouse.gateway.live;

import java.time.Duration;

/**
 * How streams behave.
 *
 * @param gather how long hints are gathered before they are sent
 * @param beat how often a stream shows that it lives, and whoever reads it that they still may
 * @param mostOfOne streams of one person or API key
 * @param mostOfTenant streams that look at one tenant
 * @param most streams of this node
 */
public record LiveSettings(Duration gather, Duration beat, int mostOfOne, int mostOfTenant, int most) {
    public static final LiveSettings DEFAULT =
            new LiveSettings(Duration.ofMillis(250), Duration.ofSeconds(15), 10, 200, 2_000);
}
