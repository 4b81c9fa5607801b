package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Webhook endpoints and their secrets in the database. */
public final class WebhookStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS =
            List.of(WebhookEndpointRow.class, WebhookSecretRow.class, DeliveryRow.class);

    /** What is sealed in their tables. */
    public static final List<SealedColumn> SEALED = List.of(new SealedColumn("webhook_secret", "secret"));

    WebhookStore() {}

    Future<Void> add(Transaction tx, WebhookEndpoint endpoint) {
        return tx.run(
                session -> session.persist(new WebhookEndpointRow(endpoint)).thenCompose(done -> session.flush()));
    }

    Future<Optional<WebhookEndpointRow>> find(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from WebhookEndpointRow where tenantId = :tenant and id = :id",
                                WebhookEndpointRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** By id ascending, those after {@code after}. */
    Future<List<WebhookEndpoint>> list(Transaction tx, TenantId tenant, String after, int limit) {
        return tx.run(session -> session.createSelectionQuery(
                                "from WebhookEndpointRow where tenantId = :tenant and id > :after order by id",
                                WebhookEndpointRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("after", after)
                        .setMaxResults(limit)
                        .getResultList())
                .map(rows -> rows.stream().map(WebhookEndpointRow::toEndpoint).toList());
    }

    /** Writes what may change of an endpoint. */
    Future<WebhookEndpoint> change(Transaction tx, WebhookEndpointRow row, WebhookEndpoint changed) {
        row.take(changed);
        return tx.run(session -> session.flush()).map(changed);
    }

    Future<Boolean> remove(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createMutationQuery(
                                "delete from WebhookEndpointRow where tenantId = :tenant and id = :id")
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .executeUpdate())
                .map(count -> count == 1);
    }

    Future<Void> add(Transaction tx, WebhookSecretRow secret) {
        return tx.run(session -> session.persist(secret).thenCompose(done -> session.flush()));
    }

    /** Newest first; those that have ended are left out. */
    Future<List<WebhookSecretRow>> secrets(Transaction tx, TenantId tenant, String endpointId, Instant now) {
        return tx.run(session -> session.createSelectionQuery(
                        "from WebhookSecretRow where tenantId = :tenant and endpointId = :endpoint"
                                + " and (endsAt is null or endsAt > :now) order by createdAt desc, id",
                        WebhookSecretRow.class)
                .setParameter("tenant", tenant.value())
                .setParameter("endpoint", endpointId)
                .setParameter("now", now)
                .getResultList());
    }

    /** Keeps one secret beside the newest, until {@code endsAt}. */
    Future<Void> endSecrets(Transaction tx, TenantId tenant, String endpointId, String current, Instant endsAt) {
        return tx.run(session -> session.createMutationQuery(
                                "delete from WebhookSecretRow where tenantId = :tenant and endpointId = :endpoint"
                                        + " and id <> :current")
                        .setParameter("tenant", tenant.value())
                        .setParameter("endpoint", endpointId)
                        .setParameter("current", current)
                        .executeUpdate()
                        .thenCompose(done -> session.createMutationQuery(
                                        "update WebhookSecretRow set endsAt = :endsAt where tenantId = :tenant"
                                                + " and endpointId = :endpoint and id = :current")
                                .setParameter("endsAt", endsAt)
                                .setParameter("tenant", tenant.value())
                                .setParameter("endpoint", endpointId)
                                .setParameter("current", current)
                                .executeUpdate()))
                .mapEmpty();
    }
}
