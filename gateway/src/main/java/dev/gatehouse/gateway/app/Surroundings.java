package dev.gatehouse.gateway.app;

import dev.gatehouse.gateway.token.RefreshPace;
import dev.gatehouse.gateway.token.RefreshSteps;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * What a gateway is given by the process it runs in, beside its settings.
 *
 * @param meters where all meters are kept
 * @param steps looks on while tokens are refreshed
 */
public record Surroundings(
        Vertx vertx, PrometheusMeterRegistry meters, Clock clock, RefreshPace pace, RefreshSteps steps) {

    public static Surroundings of(Vertx vertx, PrometheusMeterRegistry meters, Clock clock) {
        return new Surroundings(vertx, meters, clock, RefreshPace.DEFAULT, RefreshSteps.UNWATCHED);
    }

    public Surroundings with(RefreshPace other) {
        return new Surroundings(vertx, meters, clock, other, steps);
    }

    public Surroundings watchedBy(RefreshSteps watcher) {
        return new Surroundings(vertx, meters, clock, pace, watcher);
    }
}
