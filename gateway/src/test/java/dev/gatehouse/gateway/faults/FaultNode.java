package dev.gatehouse.gateway.faults;

import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.gateway.app.Gateway;
import dev.gatehouse.gateway.app.GatewaySettings;
import dev.gatehouse.gateway.app.Surroundings;
import dev.gatehouse.gateway.token.RefreshPace;
import dev.gatehouse.gateway.token.RefreshSteps;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * The process that {@link Installation} starts: a gateway with the settings of its environment, as the command line would
 * start it, with a clock that can be moved and an end at a named step of the so-manieth refresh.
 */
final class FaultNode {
    private static final int REFUSED = 78;
    private static final int KILLED = 137;

    /** Ends the process at once, as power loss would, or stops it, when a step is reached for the so-manieth time. */
    private static final class HaltAt implements RefreshSteps {
        private final Map<Step, Integer> seen = new EnumMap<>(Step.class);
        private final Path file;
        private String order = "";

        /** @param file where an order such as {@code SENT@3} or {@code stop SENT@3} may appear; steps are counted from then on */
        HaltAt(Path file) {
            this.file = file;
        }

        @Override
        public synchronized void at(Step reached) {
            if (!order()) {
                return;
            }
            int times = seen.merge(reached, 1, Integer::sum);
            if (order.equals("stop " + reached + "@" + times)) {
                stop();
            }
            if (order.equals(reached + "@" + times)) {
                System.out.println("halted " + seen);
                System.out.flush();
                Runtime.getRuntime().halt(KILLED);
            }
        }

        /** SIGSTOP to ourselves; goes on with SIGCONT. */
        private static void stop() {
            String own = Long.toString(ProcessHandle.current().pid());
            try {
                new ProcessBuilder("kill", "-STOP", own).start().waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean order() {
            try {
                String now = Files.exists(file) ? Files.readString(file) : "";
                if (!now.equals(order)) {
                    order = now;
                    seen.clear();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return !order.isEmpty();
        }
    }

    private FaultNode() {}

    public static void main(String[] args) throws InterruptedException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
        Clock clock = new OffsetClock(Path.of(System.getProperty("fault.clock")));
        try {
            GatewaySettings settings = GatewaySettings.read(new SettingsSource(System.getenv(), null));
            Gateway gateway = Gateway.start(
                            Surroundings.of(vertx, meters, clock)
                                    .with(pace(System.getProperty("fault.pace", "")))
                                    .watchedBy(new HaltAt(Path.of(System.getProperty("fault.halt")))),
                            settings)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway), "stop"));
            System.out.println("ready " + gateway.port() + " " + gateway.managementPort());
        } catch (StartRefused refused) {
            System.out.println("refused " + refused.getMessage());
            System.exit(REFUSED);
        } catch (ExecutionException | RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void stop(Gateway gateway) {
        try {
            gateway.close().toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            System.out.println("not closed cleanly: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Milliseconds: {@code again,again,…;confirm;lease}. */
    private static RefreshPace pace(String text) {
        if (text.isEmpty()) {
            return RefreshPace.DEFAULT;
        }
        String[] parts = text.split(";", -1);
        List<Duration> again = new ArrayList<>();
        for (String each : parts[0].split(",", -1)) {
            again.add(Duration.ofMillis(Long.parseLong(each)));
        }
        return new RefreshPace(
                again, Duration.ofMillis(Long.parseLong(parts[1])), Duration.ofMillis(Long.parseLong(parts[2])));
    }
}
