package dev.gatehouse.common.database;

import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.Objects;
import org.hibernate.bytecode.spi.BytecodeProvider;
import org.hibernate.cfg.Configuration;
import org.hibernate.reactive.provider.ReactiveServiceRegistryBuilder;
import org.hibernate.reactive.stage.Stage;
import org.hibernate.reactive.vertx.VertxInstance;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.jspecify.annotations.Nullable;

/** How Hibernate Reactive is set up, the same for both databases as far as they let us. */
final class Sessions {
    private Sessions() {}

    /** @param h2 null on PostgreSQL */
    static Stage.SessionFactory open(
            Vertx vertx, DatabaseSettings settings, Collection<Class<?>> rows, @Nullable H2Connections h2) {
        Configuration config = new Configuration();
        // An Instant mapped any other way reads back null on H2, and native enum columns differ between the two.
        config.setProperty("hibernate.type.preferred_instant_jdbc_type", "TIMESTAMP_WITH_TIMEZONE");
        config.setProperty("hibernate.type.preferred_enum_jdbc_type", "VARCHAR");
        config.setProperty("hibernate.jdbc.batch_size", "50");
        // Without this the factory asks the database about itself, over JDBC and while it is built.
        config.setProperty("hibernate.boot.allow_jdbc_metadata_access", "false");
        config.setProperty("jakarta.persistence.jdbc.url", settings.jdbcUrl());
        config.setProperty("jakarta.persistence.jdbc.user", settings.user());
        config.setProperty("jakarta.persistence.jdbc.password", settings.password());
        if (h2 != null) {
            config.getProperties().put(H2Pool.DATA_SOURCE, h2);
            config.setProperty("hibernate.vertx.pool.class", H2Pool.class.getName());
            config.setProperty("jakarta.persistence.database-product-name", "H2");
            config.setProperty("jakarta.persistence.database-major-version", "2");
            config.setProperty("jakarta.persistence.database-minor-version", "4");
        } else {
            config.getProperties().put(PostgresOptions.SETTINGS, settings);
            config.setProperty("hibernate.vertx.pool.configuration_class", PostgresOptions.class.getName());
            config.setProperty("jakarta.persistence.database-product-name", "PostgreSQL");
            config.setProperty("jakarta.persistence.database-major-version", "14");
        }
        rows.forEach(config::addAnnotatedClass);
        VertxInstance instance = () -> vertx;
        ServiceRegistry registry = new ReactiveServiceRegistryBuilder()
                .addService(VertxInstance.class, instance)
                .addService(BytecodeProvider.class, new PlainRows())
                .applySettings(config.getProperties())
                .build();
        try {
            return Objects.requireNonNull(config.buildSessionFactory(registry)).unwrap(Stage.SessionFactory.class);
        } catch (RuntimeException e) {
            ((ServiceRegistryImplementor) registry).destroy();
            throw e;
        }
    }
}
