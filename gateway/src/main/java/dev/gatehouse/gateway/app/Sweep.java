package dev.gatehouse.gateway.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what is too old to be of use, every ten minutes. */
final class Sweep {
    private static final Logger log = LoggerFactory.getLogger(Sweep.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    private Sweep() {}

    /** The timer's id, by which it can be cancelled. */
    static long start(Vertx vertx, List<Supplier<Future<?>>> sweeps) {
        return vertx.setPeriodic(
                EVERY.toMillis(),
                tick -> sweeps.forEach(each -> each.get()
                        .onFailure(failure -> log.warn(
                                "something old could not be removed: {}",
                                failure.getClass().getName()))));
    }
}
