package dev.gatehouse.common.database;

import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.hibernate.reactive.pool.impl.SqlClientPoolConfiguration;
import org.hibernate.service.spi.Configurable;
import org.jspecify.annotations.NullUnmarked;

/**
 * How connections to PostgreSQL are made. Hibernate Reactive's own way reads neither TLS settings nor anything else from
 * the address. Public only because Hibernate creates it by name.
 */
@NullUnmarked
public final class PostgresOptions implements SqlClientPoolConfiguration, Configurable {
    /** The setting under which {@link Sessions} hands over the {@link DatabaseSettings}. */
    static final String SETTINGS = "dev.gatehouse.postgres.settings";

    private DatabaseSettings settings;

    @Override
    public void configure(Map<String, Object> configuration) {
        settings = (DatabaseSettings) Objects.requireNonNull(configuration.get(SETTINGS));
    }

    @Override
    public PoolOptions poolOptions() {
        return new PoolOptions()
                .setMaxSize(settings.poolSize())
                .setConnectionTimeout(10)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS);
    }

    @Override
    public SqlConnectOptions connectOptions(URI ignored) {
        return of(settings);
    }

    static PgConnectOptions of(DatabaseSettings settings) {
        URI address = URI.create(settings.jdbcUrl().substring("jdbc:".length()));
        Map<String, String> parameters = DatabaseSettings.parameters(address);
        PgConnectOptions options = new PgConnectOptions()
                .setHost(address.getHost().replaceAll("[\\[\\]]", ""))
                .setPort(address.getPort())
                .setDatabase(address.getPath().substring(1))
                .setUser(settings.user())
                .setPassword(settings.password())
                .setSslMode(SslMode.of(parameters.getOrDefault("sslmode", "prefer")))
                .setCachePreparedStatements(true);
        options.setConnectTimeout(10_000);
        // PostgreSQL waits for ever on a lock; H2 is told ten seconds too.
        options.addProperty("lock_timeout", "10000");
        options.addProperty("idle_in_transaction_session_timeout", "60000");
        options.addProperty("application_name", "gatehouse");
        if (parameters.containsKey("sslrootcert")) {
            options.setPemTrustOptions(new PemTrustOptions().addCertPath(parameters.get("sslrootcert")));
        } else if (!options.getSslMode().name().startsWith("VERIFY")) {
            // encrypted, but whoever answers is believed: what libpq's "prefer" and "require" mean
            options.setTrustAll(true);
        }
        if (options.getSslMode() == SslMode.VERIFY_FULL) {
            options.setHostnameVerificationAlgorithm("HTTPS");
        }
        return options;
    }
}
