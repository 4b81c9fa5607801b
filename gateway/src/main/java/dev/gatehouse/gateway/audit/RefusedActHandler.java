package dev.gatehouse.gateway.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.PermissionMissing;
import dev.gatehouse.common.web.Callers;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who tried something with secrets, keys or the audit itself that they may not do; then the refusal is answered as
 * ever. One entry a minute for each caller and permission: whoever tries in a loop must not fill the audit.
 */
public final class RefusedActHandler implements Handler<RoutingContext> {
    private static final Logger log = LoggerFactory.getLogger(RefusedActHandler.class);
    private static final Set<Permission> SECRET = Set.of(
            Permission.CREDENTIALS,
            Permission.CREDENTIALS_REVEAL,
            Permission.TOKEN_EXPORT,
            Permission.KEYS,
            Permission.TENANTS,
            Permission.AUDIT);

    private record Attempt(String caller, Permission permission) {}

    private final Database database;
    private final AuditTrail audit;
    private final Cache<Attempt, Boolean> noted = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    public RefusedActHandler(Database database, AuditTrail audit) {
        this.database = database;
        this.audit = audit;
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (!(ctx.failure() instanceof PermissionMissing missing) || !SECRET.contains(missing.permission())) {
            ctx.next();
            return;
        }
        Caller caller = Callers.of(ctx);
        boolean first = noted.asMap().putIfAbsent(new Attempt(caller.id(), missing.permission()), true) == null;
        Future<Void> written = first ? write(ctx, caller, missing.permission()) : Future.succeededFuture();
        written.onFailure(failure -> log.warn(
                        "A refusal could not be audited: {}", failure.getClass().getName()))
                .onComplete(done -> ctx.next());
    }

    private Future<Void> write(RoutingContext ctx, Caller caller, Permission permission) {
        Map<String, String> details = Map.of("method", ctx.request().method().name(), "path", ctx.normalizedPath());
        return database.inTransaction(tx -> {
            audit.recordRefusal(tx, caller.author(), "permission.refused", permission.text(), details);
            return Future.succeededFuture();
        });
    }
}
