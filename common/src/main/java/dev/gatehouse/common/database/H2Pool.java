package dev.gatehouse.common.database;

import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.engine.jdbc.spi.SqlExceptionHelper;
import org.hibernate.engine.jdbc.spi.SqlStatementLogger;
import org.hibernate.reactive.pool.ReactiveConnection;
import org.hibernate.reactive.pool.impl.SqlClientPool;
import org.hibernate.reactive.vertx.VertxInstance;
import org.hibernate.service.Service;
import org.hibernate.service.spi.Configurable;
import org.hibernate.service.spi.ServiceRegistryAwareService;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.hibernate.service.spi.Startable;
import org.hibernate.service.spi.Stoppable;
import org.jspecify.annotations.NullUnmarked;

/**
 * What Hibernate Reactive needs to speak to an embedded H2, which it does not know: a pool over the Vert.x JDBC client,
 * whose bare {@link SQLException}s are turned into Hibernate's own, as its PostgreSQL pool does. Public only because
 * Hibernate creates it by name.
 */
@NullUnmarked
public final class H2Pool extends SqlClientPool
        implements ServiceRegistryAwareService, Configurable, Startable, Stoppable {
    /** The setting under which {@link Sessions} hands over the {@link DataSource}. */
    static final String DATA_SOURCE = "dev.gatehouse.h2.dataSource";

    private ServiceRegistryImplementor services;
    private DataSource source;
    private Pool pool;
    private CompletableFuture<Void> closed = CompletableFuture.completedFuture(null);

    @Override
    public void injectServices(ServiceRegistryImplementor registry) {
        services = registry;
    }

    @Override
    public void configure(Map<String, Object> settings) {
        source = (DataSource) Objects.requireNonNull(settings.get(DATA_SOURCE));
    }

    @Override
    public void start() {
        if (pool == null) {
            Vertx vertx = service(VertxInstance.class).getVertx();
            pool = JDBCPool.pool(vertx, source);
        }
    }

    @Override
    public void stop() {
        if (pool != null) {
            closed = pool.close().toCompletionStage().toCompletableFuture();
        }
    }

    @Override
    public CompletionStage<Void> getCloseFuture() {
        return closed;
    }

    @Override
    protected Pool getPool() {
        return pool;
    }

    @Override
    protected SqlStatementLogger getSqlStatementLogger() {
        return service(JdbcServices.class).getSqlStatementLogger();
    }

    @Override
    public SqlExceptionHelper getSqlExceptionHelper() {
        return service(JdbcServices.class).getSqlExceptionHelper();
    }

    @Override
    public CompletionStage<ReactiveConnection> getConnection() {
        return super.getConnection().thenApply(this::translating);
    }

    @Override
    public CompletionStage<ReactiveConnection> getConnection(SqlExceptionHelper helper) {
        return super.getConnection(helper).thenApply(this::translating);
    }

    private ReactiveConnection translating(ReactiveConnection connection) {
        return (ReactiveConnection) Proxy.newProxyInstance(
                H2Pool.class.getClassLoader(), new Class<?>[] {ReactiveConnection.class}, (proxy, method, args) -> {
                    try {
                        Object answer = method.invoke(connection, args);
                        if (answer instanceof ReactiveConnection other) {
                            return translating(other);
                        }
                        String statement = args != null && args[0] instanceof String sql ? sql : "";
                        return answer instanceof CompletionStage<?> stage ? translating(stage, statement) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private <T> CompletionStage<T> translating(CompletionStage<T> stage, String statement) {
        CompletableFuture<T> translated = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                translated.complete(value);
            } else if (Translation.unwrap(failure) instanceof SQLException sql) {
                translated.completeExceptionally(getSqlExceptionHelper().convert(sql, "statement failed", statement));
            } else {
                translated.completeExceptionally(failure);
            }
        });
        return translated;
    }

    private <S extends Service> S service(Class<S> type) {
        return Objects.requireNonNull(services.getService(type));
    }
}
