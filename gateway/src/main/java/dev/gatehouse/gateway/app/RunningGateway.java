package dev.gatehouse.gateway.app;

import dev.gatehouse.common.failure.StartRefused;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.net.BindException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway with the Vert.x it runs on: started and stopped from a thread that may wait. */
final class RunningGateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RunningGateway.class);

    private final Vertx vertx;
    private final Gateway gateway;

    private RunningGateway(Vertx vertx, Gateway gateway) {
        this.vertx = vertx;
        this.gateway = gateway;
    }

    /** @throws StartRefused also when a port is taken */
    static RunningGateway start(GatewaySettings settings) throws InterruptedException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setPreferNativeTransport(true)
                        .setEventLoopPoolSize(settings.eventLoops())
                        .setMetricsOptions(new MicrometerMetricsOptions()
                                .setEnabled(true)
                                // a dozen labelled meters for each call, twice: more than a tenth of all its time
                                .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER)
                                .addDisabledMetricsCategory(MetricsDomain.HTTP_CLIENT)))
                .withMetrics(new MicrometerMetricsFactory(meters))
                .build();
        try {
            Gateway gateway =
                    await(Gateway.start(Surroundings.of(vertx, meters, SteadyClock.ofThisMachine()), settings));
            log.info(
                    "Gatehouse is ready at {}, native transport {}",
                    gateway.publicUrl(),
                    vertx.isNativeTransportEnabled());
            return new RunningGateway(vertx, gateway);
        } catch (ExecutionException e) {
            await(vertx);
            throw refused(e.getCause() == null ? e : e.getCause(), settings);
        } catch (RuntimeException e) {
            await(vertx);
            throw e;
        }
    }

    private static RuntimeException refused(Throwable cause, GatewaySettings settings) {
        if (cause instanceof StartRefused refused) {
            return refused;
        }
        if (cause instanceof BindException || String.valueOf(cause.getMessage()).contains("in use")) {
            return new StartRefused("A port is taken: " + settings.host() + ":" + settings.port() + " or "
                    + settings.managementHost() + ":" + settings.managementPort()
                    + ". Choose others with GATEHOUSE_PORT and GATEHOUSE_MANAGEMENT_PORT.");
        }
        return new IllegalStateException("the gateway did not start", cause);
    }

    Gateway gateway() {
        return gateway;
    }

    Vertx vertx() {
        return vertx;
    }

    /** Ends when what runs has ended; {@link #close} comes next. */
    void leave(StopTimes times) {
        try {
            await(gateway.leave(times.grace(), times.drain()));
        } catch (ExecutionException e) {
            log.warn("leaving was not clean", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            await(gateway.close());
        } catch (ExecutionException e) {
            log.warn("closing was not clean", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        await(vertx);
    }

    static <T> T await(Future<T> future) throws ExecutionException, InterruptedException {
        return future.toCompletionStage().toCompletableFuture().get();
    }

    private static void await(Vertx vertx) {
        try {
            await(vertx.close());
        } catch (ExecutionException e) {
            log.debug("Vert.x did not close cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
