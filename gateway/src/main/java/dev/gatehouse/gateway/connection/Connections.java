package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Remembered;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.smart.LaunchContext;
import dev.gatehouse.gateway.smart.Scopes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be done with connections. Those in use are kept in memory, so that a call needs no database; each change is
 * announced to all nodes under {@link #TOPIC}.
 */
public final class Connections {
    /** What is announced of a connection: its tenant's id and its own, joined by a slash. */
    public static final String TOPIC = "connection";

    private static final Logger log = LoggerFactory.getLogger(Connections.class);
    private static final int IN_MEMORY = 200_000;

    private record Key(TenantId tenant, ConnectionId id) {}

    private final Database database;
    private final ConnectionStore store = new ConnectionStore();
    private final AuditTrail audit;
    private final Sealer sealer;
    private final Ids ids;
    private final Clock clock;
    private final List<ConnectionListener> listeners;
    private final Remembered<Key, PracticeConnection> inUse = new Remembered<>(IN_MEMORY);

    /** @param listeners hear of each event, one after the other, in the transaction of the change */
    public Connections(
            Database database,
            AuditTrail audit,
            Sealer sealer,
            Ids ids,
            Clock clock,
            List<ConnectionListener> listeners) {
        this.database = database;
        this.audit = audit;
        this.sealer = sealer;
        this.ids = ids;
        this.clock = clock;
        this.listeners = List.copyOf(listeners);
        database.announcements().on(TOPIC, this::heard, inUse::doubt);
    }

    private void heard(String key) {
        String[] parts = key.split("/", 2);
        changed(new TenantId(parts[0]), new ConnectionId(parts[1]));
    }

    /** For calls; answered from memory when it is in use. Fails with 404 {@code connection-unknown}. */
    public Future<PracticeConnection> of(Caller caller, ConnectionId id) {
        return inUse.get(
                new Key(caller.tenant(), id), () -> find(caller.tenant(), id).map(Connection::forCalls));
    }

    /** Fails with 404 {@code connection-unknown}. */
    public Future<Connection> find(TenantId tenant, ConnectionId id) {
        return database.read(tx -> row(tx, tenant, id).map(row -> row.toConnection(sealer)));
    }

    /** Those there are of these, in no order. */
    public Future<List<Connection>> named(Transaction tx, TenantId tenant, List<ConnectionId> ids) {
        return ids.isEmpty()
                ? Future.succeededFuture(List.of())
                : store.named(tx, tenant, ids)
                        .map(rows -> rows.stream()
                                .map(row -> row.toConnection(sealer))
                                .toList());
    }

    /** The living connection of an application at an endpoint for this end user. */
    public Future<Optional<Connection>> living(
            TenantId tenant, String applicationId, String endpointId, String endUserId) {
        return database.read(tx -> living(tx, tenant, applicationId, endpointId, endUserId));
    }

    /** The same within a transaction of the caller's. */
    public Future<Optional<Connection>> living(
            Transaction tx, TenantId tenant, String applicationId, String endpointId, String endUserId) {
        return store.living(tx, tenant, applicationId, ConnectionRow.liveKey(endpointId, endUserId))
                .map(found -> found.map(row -> row.toConnection(sealer)));
    }

    /**
     * Newest first; 404 {@code connection-unknown}.
     *
     * @param kinds empty for all
     * @param before only older ones than this; empty for the newest
     */
    Future<List<ConnectionEvent>> events(
            TenantId tenant, ConnectionId id, List<String> kinds, Optional<ConnectionEvent.Place> before, int limit) {
        return database.read(
                tx -> row(tx, tenant, id).compose(row -> store.events(tx, tenant, id, kinds, before, limit)));
    }

    /** How many are in which state; states without any are left out. */
    public Future<Map<ConnectionState, Integer>> byState(TenantId tenant) {
        return database.read(tx -> store.byState(tx, tenant));
    }

    /** What last kept the EHR from giving tokens, however the connection is now. */
    Future<Optional<ConnectionEvent>> lastError(TenantId tenant, ConnectionId id) {
        return database.read(tx -> store.lastError(tx, tenant, id));
    }

    /** True while anything of an application's connections is kept. */
    public Future<Boolean> dependOn(Transaction tx, TenantId tenant, String applicationId) {
        return store.anyLiving(tx, tenant, applicationId);
    }

    /**
     * Makes the connection, or renews the living one of the same application, endpoint and end user. In the caller's
     * transaction, together with its grant; after the commit call {@link #changed}.
     */
    public Future<Connection> connected(Transaction tx, Author by, Granted granted) {
        return existing(tx, granted)
                .compose(found -> granted(
                        tx,
                        by,
                        granted,
                        found,
                        ConnectionState.ACTIVE,
                        found.isPresent() ? Cause.RECONNECTED : Cause.CONNECTED));
    }

    /**
     * The same with a grant from elsewhere.
     *
     * @param proven false if its first refresh must show whether it is good
     */
    public Future<Connection> takenOver(Transaction tx, Author by, Granted granted, boolean proven) {
        return existing(tx, granted)
                .compose(found -> granted(
                        tx,
                        by,
                        granted,
                        found,
                        proven ? ConnectionState.ACTIVE : ConnectionState.PENDING,
                        proven ? Cause.IMPORTED : Cause.IMPORT_UNPROVEN));
    }

    private Future<Connection> granted(
            Transaction tx,
            Author by,
            Granted granted,
            Optional<ConnectionRow> found,
            ConnectionState state,
            Cause cause) {
        return found.isPresent()
                ? granted(tx, by, granted, found.get(), true, state, cause)
                : fresh(tx, granted).compose(row -> granted(tx, by, granted, row, false, state, cause));
    }

    private Future<Connection> granted(
            Transaction tx,
            Author by,
            Granted granted,
            ConnectionRow row,
            boolean known,
            ConnectionState state,
            Cause cause) {
        Instant now = now();
        row.grant(granted, now, sealer);
        row.state(state, cause, now);
        Future<Void> kept = known ? Future.succeededFuture() : store.add(tx, row);
        audit.record(tx, by, known ? "connection.renewed" : "connection.made", row.id, details(row));
        return kept.compose(done -> event(tx, row, "connected", cause, now))
                .compose(done -> warn(tx, row, List.of(), warnings(row, granted.refreshable()), now))
                .map(done -> row.toConnection(sealer));
    }

    private static List<ConnectionWarning> warnings(ConnectionRow row, boolean refreshable) {
        return ConnectionWarning.of(
                row.grantType, Scopes.parse(row.scopesRequested), Scopes.parse(row.scopesGranted), refreshable);
    }

    /** An event for each that is new. */
    private Future<Void> warn(
            Transaction tx,
            ConnectionRow row,
            List<ConnectionWarning> before,
            List<ConnectionWarning> now,
            Instant at) {
        Future<Void> told = Future.succeededFuture();
        for (ConnectionWarning each : now) {
            if (!before.contains(each)) {
                log.warn("connection {} of tenant {}: {}", row.id, row.tenantId, each.code());
                told = told.compose(done -> event(tx, row, "warning", new Cause(each.code(), each.text()), at));
            }
        }
        return told;
    }

    /** Nothing of the launch context: it names the patient. */
    private static Map<String, String> details(ConnectionRow row) {
        return Map.of(
                "application", row.applicationId,
                "ehr", row.ehr,
                "practice", row.practiceId,
                "endpoint", row.endpointId,
                "scopes", row.scopesGranted);
    }

    private Future<Optional<ConnectionRow>> existing(Transaction tx, Granted granted) {
        ConnectionId reconnects = granted.reconnects();
        if (reconnects != null) {
            return row(tx, granted.tenant(), reconnects).map(row -> {
                if (row.state == ConnectionState.REVOKED) {
                    throw new Failure.Conflict(
                            "connection-revoked", "This connection was ended meanwhile. Connect the practice anew.");
                }
                return Optional.of(row);
            });
        }
        return store.living(tx, granted.tenant(), granted.applicationId(), granted.liveKey());
    }

    /** What it may be used for follows its application, or else what is asked for. */
    private Future<ConnectionRow> fresh(Transaction tx, Granted granted) {
        return store.readOnlyByApplication(tx, granted.tenant(), granted.applicationId())
                .map(said -> fresh(
                        granted,
                        said.orElseGet(
                                () -> !Scopes.of(granted.requestedScopes()).askToWrite())));
    }

    private ConnectionRow fresh(Granted granted, boolean readOnly) {
        ConnectionRow row = new ConnectionRow();
        row.id = ids.next("con");
        row.tenantId = granted.tenant().value();
        row.applicationId = granted.applicationId();
        row.ehr = granted.ehr();
        row.practiceId = granted.practiceId();
        row.endpointId = granted.endpointId();
        row.endpointKind = granted.endpointKind();
        row.endUserId = granted.endUser().id();
        row.liveKey = granted.liveKey();
        row.readOnly = readOnly;
        row.createdAt = now();
        return row;
    }

    /**
     * Moves a connection to a state, with an event, unless it is in it for the same cause already. A revoked one stays
     * revoked.
     */
    public Future<Void> become(TenantId tenant, ConnectionId id, ConnectionState state, Cause cause) {
        return database.inTransaction(tx -> become(tx, tenant, id, state, cause))
                .onComplete(done -> changed(tenant, id));
    }

    /** The same within a transaction of the caller's; after the commit call {@link #changed}. */
    public Future<Void> become(Transaction tx, TenantId tenant, ConnectionId id, ConnectionState state, Cause cause) {
        return row(tx, tenant, id).compose(row -> {
            // what never worked is not degraded by a failure that may pass
            boolean waits = row.state == ConnectionState.PENDING && state == ConnectionState.DEGRADED;
            ConnectionState next = waits ? ConnectionState.PENDING : state;
            boolean same = row.state == next && (next == ConnectionState.ACTIVE || row.causeCode.equals(cause.code()));
            // a node that heard of it late may still be trying the dead token
            boolean over = row.state == ConnectionState.NEEDS_RECONNECT && next != ConnectionState.ACTIVE;
            if (row.state == ConnectionState.REVOKED || same || over) {
                return Future.succeededFuture();
            }
            Instant now = now();
            row.state(next, cause, now);
            return event(tx, row, "state-changed", cause, now);
        });
    }

    /**
     * Keeps what a refresh told anew: the scopes if it named them, and members of the launch context in place of the old
     * ones. In the caller's transaction; after the commit call {@link #changed}.
     */
    public Future<Void> refreshed(
            Transaction tx, TenantId tenant, ConnectionId id, Optional<List<String>> scopes, LaunchContext told) {
        return row(tx, tenant, id).compose(row -> {
            // that there was a refresh token to use says nothing of the next one, so that is left out of it
            List<ConnectionWarning> known = warnings(row, true);
            String before = row.scopesGranted;
            scopes.ifPresent(granted -> row.scopesGranted = String.join(" ", granted));
            if (!before.equals(row.scopesGranted)) {
                announce(tx, row);
            }
            if (!told.toJson().isEmpty()) {
                String kept = row.toConnection(sealer).launchContext();
                JsonObject old = kept == null ? new JsonObject() : new JsonObject(kept);
                row.launchContext(LaunchContext.of(old).updatedBy(told).toJson().encode(), sealer);
            }
            return warn(tx, row, known, warnings(row, true), now())
                    .compose(done -> become(tx, tenant, id, ConnectionState.ACTIVE, Cause.REFRESHED));
        });
    }

    /** Remembers the spelling of scopes that the practice took, so that the next request begins with it. */
    public Future<Void> spoke(TenantId tenant, ConnectionId id, @Nullable Dialect dialect) {
        return database.inTransaction(tx -> row(tx, tenant, id).map(row -> {
                    row.scopeDialect = dialect;
                    announce(tx, row);
                    return (Void) null;
                }))
                .onComplete(done -> changed(tenant, id));
    }

    /** Lets nothing more be written through it, or lets writing through again; 404 {@code connection-unknown}. */
    public Future<Void> readOnly(Author by, ConnectionId id, boolean readOnly) {
        return database.inTransaction(tx -> row(tx, by.tenant(), id).map(row -> {
                    if (row.readOnly != readOnly) {
                        row.readOnly = readOnly;
                        Map<String, String> details = Map.of("readOnly", Boolean.toString(readOnly));
                        audit.record(tx, by, "connection.changed", row.id, details);
                        announce(tx, row);
                    }
                    return (Void) null;
                }))
                .onComplete(done -> changed(by.tenant(), id));
    }

    /**
     * Lets nothing more through it, or takes that back, with an event. In the caller's transaction; after the commit call
     * {@link #changed}. False if it is so already; fails with 409 {@code connection-revoked}.
     */
    public Future<Boolean> paused(Transaction tx, Author by, ConnectionId id, boolean paused, @Nullable String reason) {
        return row(tx, by.tenant(), id).compose(row -> {
            row.state.needPausable();
            if ((row.pausedAt != null) == paused) {
                return Future.succeededFuture(false);
            }
            Instant now = now();
            row.pausedAt = paused ? now : null;
            row.pauseReason = paused ? reason : null;
            audit.record(
                    tx,
                    by,
                    paused ? "connection.paused" : "connection.resumed",
                    row.id,
                    reason == null ? Map.of() : Map.of("reason", reason));
            return event(tx, row, paused ? "paused" : "resumed", paused ? Cause.PAUSED : Cause.RESUMED, now)
                    .map(true);
        });
    }

    /** Ends it; its launch context is erased. In the caller's transaction, which erases the grant too. */
    public Future<Void> revoked(Transaction tx, Author by, ConnectionId id, Cause cause) {
        return row(tx, by.tenant(), id).compose(row -> {
            if (row.state == ConnectionState.REVOKED) {
                return Future.succeededFuture();
            }
            Instant now = now();
            row.erase();
            audit.record(tx, by, "connection.ended", row.id, Map.of("application", row.applicationId));
            row.state(ConnectionState.REVOKED, cause, now);
            return event(tx, row, "disconnected", cause, now);
        });
    }

    /** Tells of something that changes no state, in the caller's transaction. */
    public Future<Void> warned(Transaction tx, TenantId tenant, ConnectionId id, Cause cause) {
        return row(tx, tenant, id).compose(row -> event(tx, row, "warning", cause, now()));
    }

    /** Keeps something in its history of which nobody else is told. */
    public Future<Void> noted(TenantId tenant, ConnectionId id, String kind, Cause cause) {
        return database.inBackground(tx ->
                row(tx, tenant, id).compose(row -> store.add(tx, entry(row, kind, cause, now()))));
    }

    /** Forgets what is in memory of a connection. */
    public void changed(TenantId tenant, ConnectionId id) {
        inUse.forget(new Key(tenant, id));
    }

    private void announce(Transaction tx, ConnectionRow row) {
        database.announcements().tell(tx, TOPIC, row.tenantId + "/" + row.id);
    }

    private Future<ConnectionRow> row(Transaction tx, TenantId tenant, ConnectionId id) {
        return store.find(tx, tenant, id)
                .map(found -> found.orElseThrow(
                        () -> new Failure.Missing("connection-unknown", "There is no connection with this id.")));
    }

    private Future<Void> event(Transaction tx, ConnectionRow row, String kind, Cause cause, Instant at) {
        announce(tx, row);
        ConnectionEventRow event = entry(row, kind, cause, at);
        Future<Void> told = store.add(tx, event);
        for (ConnectionListener each : listeners) {
            told = told.compose(done -> each.changed(tx, row.toConnection(sealer), event.toEvent()));
        }
        return told;
    }

    private ConnectionEventRow entry(ConnectionRow row, String kind, Cause cause, Instant at) {
        ConnectionEventRow event = new ConnectionEventRow();
        event.id = ids.next("evt");
        event.tenantId = row.tenantId;
        event.connectionId = row.id;
        event.at = at;
        event.kind = kind;
        event.code = cause.code();
        event.text = cause.text();
        return event;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
