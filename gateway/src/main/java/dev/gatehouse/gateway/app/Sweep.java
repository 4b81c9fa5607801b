package dev.gatehouse.gateway.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small upkeep in the background: usually what removes things too old to be of use, every ten minutes. */
final class Sweep {
    private static final Logger log = LoggerFactory.getLogger(Sweep.class);
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Duration every;
    private final List<Supplier<Future<?>>> sweeps;
    private long timer = NONE;

    Sweep(Vertx vertx, List<Supplier<Future<?>>> sweeps) {
        this(vertx, EVERY, sweeps);
    }

    Sweep(Vertx vertx, Duration every, List<Supplier<Future<?>>> sweeps) {
        this.vertx = vertx;
        this.every = every;
        this.sweeps = List.copyOf(sweeps);
    }

    void start() {
        timer = vertx.setPeriodic(every.toMillis(), tick -> sweeps.forEach(Sweep::run));
    }

    void stop() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    private static void run(Supplier<Future<?>> sweep) {
        sweep.get()
                .onFailure(failure ->
                        log.warn("upkeep failed: {}", failure.getClass().getName()));
    }
}
