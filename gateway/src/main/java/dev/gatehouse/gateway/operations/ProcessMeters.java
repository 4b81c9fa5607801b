package dev.gatehouse.gateway.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How the process itself is: memory, garbage collection, threads, files, processor, and how late its event loops are. */
public final class ProcessMeters {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final JvmGcMetrics collections = new JvmGcMetrics();

    private final Vertx vertx;
    private final Future<String> looking;

    private ProcessMeters(Vertx vertx, Timer lag, int eventLoops) {
        this.vertx = vertx;
        this.looking = vertx.deployVerticle(() -> new Look(lag), new DeploymentOptions().setInstances(eventLoops));
    }

    /** @param eventLoops how many there are */
    public static ProcessMeters watch(Vertx vertx, MeterRegistry meters, int eventLoops) {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        Timer lag = Timer.builder("gatehouse.event.loop.lag")
                .description(
                        "How much later than it should an event loop comes to a task, looked at five times a second")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2))
                .register(meters);
        ProcessMeters watching = new ProcessMeters(vertx, lag, eventLoops);
        watching.collections.bindTo(meters);
        return watching;
    }

    /** One for each event loop, for Vert.x hands them out in turn. */
    private static final class Look extends AbstractVerticle {
        private final Timer lag;
        private long expected;

        Look(Timer lag) {
            this.lag = lag;
        }

        @Override
        public void start() {
            next();
        }

        private void next() {
            expected = System.nanoTime() + LOOK.toNanos();
            vertx.setTimer(LOOK.toMillis(), tick -> {
                lag.record(Math.max(0, System.nanoTime() - expected), TimeUnit.NANOSECONDS);
                next();
            });
        }
    }

    /** Ends the looking. */
    public Future<Void> close() {
        collections.close();
        return looking.compose(vertx::undeploy);
    }
}
