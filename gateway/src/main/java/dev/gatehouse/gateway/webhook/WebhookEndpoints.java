package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be done with webhook endpoints. */
public final class WebhookEndpoints {
    /** Of one tenant. */
    static final int MOST = 20;

    /** An endpoint with its new secret, which is shown this once. */
    record Made(WebhookEndpoint endpoint, SecretText secret) {}

    /** A new secret; the one before signs too until then. */
    record Rotated(SecretText secret, Instant previousUntil) {}

    /**
     * What is wanted of an endpoint; empty parts stay as they are, or as usual for a new one.
     *
     * @param reason why it is switched off
     */
    record Wish(
            Optional<URI> url,
            Optional<String> description,
            Optional<WebhookFormat> format,
            Optional<List<String>> types,
            Optional<Boolean> enabled,
            Optional<String> reason) {

        Wish(Optional<URI> url, Optional<String> description, Optional<List<String>> types, Optional<Boolean> enabled) {
            this(url, description, Optional.empty(), types, enabled, Optional.empty());
        }
    }

    private final Database database;
    private final AuditTrail audit;
    private final WebhookStore store = new WebhookStore();
    private final DeliveryStore deliveries = new DeliveryStore();
    private final SigningSecrets secrets;
    private final Egress egress;
    private final Ids ids;
    private final Clock clock;

    WebhookEndpoints(Database database, AuditTrail audit, SigningSecrets secrets, Egress egress, Ids ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.secrets = secrets;
        this.egress = egress;
        this.ids = ids;
        this.clock = clock;
    }

    /** What keeps us from sending to an address, as far as its text tells; empty if nothing. */
    Optional<String> objection(URI url) {
        try {
            return egress.destination(url, WebhookSender.ANY_PUBLIC) == null ? Optional.of("") : Optional.empty();
        } catch (Failure.Invalid refused) {
            return Optional.of(refused.detail());
        }
    }

    /** Fails with 409 {@code webhook-endpoint-limit} if the tenant has {@value #MOST}. */
    Future<Made> create(Author by, URI url, Wish wish) {
        Instant now = now();
        WebhookEndpoint endpoint = new WebhookEndpoint(
                ids.next("hook"),
                by.tenant(),
                url,
                wish.description().orElse(""),
                wish.format().orElse(WebhookFormat.GATEHOUSE),
                wish.types().orElse(List.of()),
                wish.enabled().orElse(true),
                null,
                null,
                null,
                now,
                now);
        return database.inTransaction(tx -> store.list(tx, by.tenant(), "", MOST)
                .compose(there -> there.size() < MOST
                        ? store.add(tx, endpoint)
                        : Future.failedFuture(new Failure.Conflict(
                                "webhook-endpoint-limit", "A tenant has at most " + MOST + " webhook endpoints.")))
                .compose(done -> secrets.next(tx, by.tenant(), endpoint.id(), now, Duration.ZERO))
                .map(secret -> {
                    audit.record(tx, by, "webhook-endpoint.created", endpoint.id(), details(endpoint));
                    return new Made(endpoint, secret);
                }));
    }

    /** True if an endpoint of the tenant's wants notices of this type. */
    public Future<Boolean> anyWants(Transaction tx, TenantId tenant, String type) {
        return store.list(tx, tenant, "", MOST).map(found -> found.stream().anyMatch(each -> each.wants(type)));
    }

    /** By id ascending, those after {@code after}. */
    Future<List<WebhookEndpoint>> list(TenantId tenant, String after, int limit) {
        return database.read(tx -> store.list(tx, tenant, after, limit));
    }

    /** Fails with 404 {@code webhook-endpoint-unknown}. */
    Future<WebhookEndpoint> of(TenantId tenant, String id) {
        return database.read(tx -> row(tx, tenant, id).map(WebhookEndpointRow::toEndpoint));
    }

    /** Switched off, it gets nothing any more: what is on its way is given up. */
    Future<WebhookEndpoint> change(Author by, String id, Wish wish) {
        return database.inTransaction(tx -> row(tx, by.tenant(), id).compose(row -> {
            WebhookEndpoint old = row.toEndpoint();
            boolean enabled = wish.enabled().orElse(old.enabled());
            WebhookEndpoint changed = new WebhookEndpoint(
                    old.id(),
                    old.tenant(),
                    wish.url().orElse(old.url()),
                    wish.description().orElse(old.description()),
                    wish.format().orElse(old.format()),
                    wish.types().orElse(old.types()),
                    enabled,
                    enabled ? null : old.disabledCode(),
                    enabled ? null : wish.reason().orElse(old.disabledReason()),
                    enabled ? null : old.enabled() ? now() : old.disabledAt(),
                    old.createdAt(),
                    now());
            audit.record(tx, by, "webhook-endpoint.changed", id, difference(old, changed));
            return store.change(tx, row, changed)
                    .compose(done -> enabled
                            ? Future.succeededFuture()
                            : deliveries.giveUp(tx, by.tenant(), id, WebhookSender.disabled(), now()))
                    .map(changed);
        }));
    }

    /** Removes it with its secrets and deliveries. */
    Future<Void> remove(Author by, String id) {
        return database.inTransaction(tx -> row(tx, by.tenant(), id).compose(row -> {
            audit.record(tx, by, "webhook-endpoint.removed", id, details(row.toEndpoint()));
            return store.remove(tx, by.tenant(), id).mapEmpty();
        }));
    }

    /** A new secret. For {@code overlap} deliveries carry two signatures, so that the receiver can change over. */
    Future<Rotated> rotate(Author by, String id, Duration overlap) {
        Instant now = now();
        return database.inTransaction(tx -> row(tx, by.tenant(), id)
                .compose(row -> secrets.next(tx, by.tenant(), id, now, overlap))
                .map(secret -> {
                    audit.record(tx, by, "webhook-endpoint.secret-rotated", id, Map.of("overlap", overlap.toString()));
                    return new Rotated(secret, now.plus(overlap));
                }));
    }

    private Future<WebhookEndpointRow> row(Transaction tx, TenantId tenant, String id) {
        return store.find(tx, tenant, id).map(found -> found.orElseThrow(WebhookEndpoints::unknown));
    }

    static Failure.Missing unknown() {
        return new Failure.Missing("webhook-endpoint-unknown", "There is no webhook endpoint with this id.");
    }

    /** What it is now, and what was otherwise before: {@code before.types}. */
    private static Map<String, String> difference(WebhookEndpoint old, WebhookEndpoint changed) {
        Map<String, String> all = new HashMap<>(details(changed));
        Map<String, String> now = details(changed);
        details(old).forEach((name, value) -> {
            if (!value.equals(now.get(name))) {
                all.put("before." + name, value);
            }
        });
        if (changed.disabledReason() != null) {
            all.put("reason", changed.disabledReason());
        }
        return all;
    }

    /** Without the address: its path or query may hold a password of the receiver's. */
    private static Map<String, String> details(WebhookEndpoint endpoint) {
        return Map.of(
                "host", String.valueOf(endpoint.url().getHost()),
                "format", endpoint.format().text(),
                "types", String.join(" ", endpoint.types()),
                "enabled", Boolean.toString(endpoint.enabled()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
