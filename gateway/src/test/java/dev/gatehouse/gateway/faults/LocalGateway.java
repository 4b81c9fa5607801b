package dev.gatehouse.gateway.faults;

import static dev.gatehouse.common.testing.Answers.await;

import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.gateway.app.Gateway;
import dev.gatehouse.gateway.app.GatewaySettings;
import dev.gatehouse.gateway.app.Surroundings;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.LogCapture;
import dev.gatehouse.gateway.token.RefreshPace;
import dev.gatehouse.gateway.token.RefreshSteps;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gateway in this process, its log kept down to TRACE and searched for tokens when it is closed. */
final class LocalGateway implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final LogCapture log = new LogCapture();
    private final Path directory;
    private final Path clock;
    private final @Nullable String databaseUrl;
    private final Gateway gateway;

    private LocalGateway(Path directory, @Nullable String databaseUrl, RefreshPace pace, RefreshSteps steps) {
        this.directory = directory;
        this.databaseUrl = databaseUrl;
        this.clock = directory.resolve("clock");
        gateway = await(Gateway.start(
                Surroundings.of(vertx, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), new OffsetClock(clock))
                        .with(pace)
                        .watchedBy(steps),
                GatewaySettings.read(new SettingsSource(environment(), null))));
    }

    static LocalGateway start(Path directory, RefreshPace pace) {
        return new LocalGateway(directory, null, pace, RefreshSteps.UNWATCHED);
    }

    static LocalGateway start(Path directory, String databaseUrl, RefreshPace pace, RefreshSteps steps) {
        return new LocalGateway(directory, databaseUrl, pace, steps);
    }

    private Map<String, String> environment() {
        Map<String, String> values = new HashMap<>(Map.of(
                "GATEHOUSE_PORT", "0",
                "GATEHOUSE_MANAGEMENT_PORT", "0",
                "GATEHOUSE_DATA_DIR", data().toString(),
                "GATEHOUSE_MASTER_KEY_FILE", masterKey().toString(),
                "GATEHOUSE_REFRESH_DIRECTORIES", "none",
                "GATEHOUSE_BOOTSTRAP_API_KEY", Installation.KEY,
                "GATEHOUSE_ALLOW_PRIVATE_EHR_HOSTS", "127.0.0.1,localhost",
                "GATEHOUSE_ALLOW_PRIVATE_WEBHOOK_HOSTS", "127.0.0.1"));
        values.putAll(Installation.WITHOUT_LIMITS);
        if (databaseUrl != null) {
            values.put("GATEHOUSE_DATABASE_URL", databaseUrl);
        }
        return values;
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path masterKey() {
        return directory.resolve("gatehouse.key");
    }

    int port() {
        return gateway.port();
    }

    Api api() {
        return new Api(gateway.publicUrl(), Installation.KEY);
    }

    Vertx vertx() {
        return vertx;
    }

    /** What its time is ahead of the system's. */
    void setClock(Duration offset) {
        OffsetClock.set(clock, offset);
        Eventually.pass(Duration.ofMillis(30));
    }

    String log() {
        return String.join("\n", log.lines());
    }

    /** Its database; the H2 file can be opened in the same process while it runs. */
    Truth truth() {
        return Truth.of(data(), masterKey(), databaseUrl);
    }

    @Override
    public void close() {
        await(gateway.close());
        log.close();
        await(vertx.close());
    }
}
