package dev.gatehouse.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** What can be done with tenants. None is ever removed here, so one that was seen may be believed. */
public final class Tenants {
    private final Database database;
    private final AuditTrail audit;
    private final AccessStore store = new AccessStore();
    private final Clock clock;
    private final Cache<TenantId, Tenant> known =
            Caffeine.newBuilder().maximumSize(10_000).build();

    public Tenants(Database database, AuditTrail audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** Makes sure that {@link TenantId#DEFAULT} is there; for the start. */
    public Future<Tenant> ensureDefault() {
        return create(Author.system(TenantId.DEFAULT, "start"), TenantId.DEFAULT, "Default")
                .recover(failure ->
                        failure instanceof Failure.Conflict ? of(TenantId.DEFAULT) : Future.failedFuture(failure));
    }

    /** Fails with 409 {@code tenant-exists}. */
    public Future<Tenant> create(Author by, TenantId id, String name) {
        Tenant tenant = new Tenant(id, name, clock.instant().truncatedTo(ChronoUnit.MICROS));
        return database.inTransaction(tx -> {
                    audit.record(tx, by, "tenant.created", id.value(), Map.of("name", name));
                    return store.add(tx, tenant);
                })
                .recover(failure -> Future.failedFuture(
                        failure instanceof UniqueViolation
                                ? new Failure.Conflict("tenant-exists", "There is a tenant with this id already.")
                                : failure));
    }

    /** Fails with 404 {@code tenant-unknown}. */
    public Future<Tenant> of(TenantId id) {
        Tenant seen = known.getIfPresent(id);
        if (seen != null) {
            return Future.succeededFuture(seen);
        }
        return database.read(tx -> store.tenant(tx, id))
                .map(found -> found.orElseThrow(
                        () -> new Failure.Missing("tenant-unknown", "There is no tenant with this id.")))
                .onSuccess(tenant -> known.put(id, tenant));
    }

    public Future<List<Tenant>> list(String after, int limit) {
        return database.read(tx -> store.tenants(tx, after, limit));
    }

    /** Those whose name or id has the text in it, whatever its case. */
    public Future<List<Tenant>> search(String text, String after, int limit) {
        return database.read(tx -> store.tenantsLike(tx, text, after, limit));
    }
}
