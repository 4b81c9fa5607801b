package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.Cause;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import dev.gatehouse.gateway.smart.SmartEndpoints;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the tokens of ended connections back to EHRs (RFC 7009): the refresh token first, since it is worth most. Tokens
 * that an EHR does not take back at once wait sealed, for a day at most, and are tried again ever more rarely.
 */
public final class Revocations {
    private static final Logger log = LoggerFactory.getLogger(Revocations.class);

    /** How long whoever ends a connection waits for its EHR, before and after its tokens are erased. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration TICK = Duration.ofSeconds(5);
    private static final Duration TRY = Duration.ofMinutes(2);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofHours(24);
    private static final int AT_ONCE = 20;

    private final Vertx vertx;
    private final Database database;
    private final Connections connections;
    private final TokenClients clients;
    private final GrantAside aside;
    private final SmartDiscovery discovery;
    private final EhrProfiles profiles;
    private final Sealer sealer;
    private final Ids ids;
    private final Clock clock;
    private final RevocationStore store = new RevocationStore();
    private long timer = -1;

    public Revocations(
            Vertx vertx,
            Database database,
            Connections connections,
            TokenClients clients,
            GrantAside aside,
            SmartDiscovery discovery,
            EhrProfiles profiles,
            Sealer sealer,
            Ids ids,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.connections = connections;
        this.clients = clients;
        this.aside = aside;
        this.discovery = discovery;
        this.profiles = profiles;
        this.sealer = sealer;
        this.ids = ids;
        this.clock = clock;
    }

    public synchronized void start() {
        timer = vertx.setPeriodic(
                TICK.toMillis(),
                tick -> tryDue().onFailure(failure -> log.warn(
                        "tokens that wait to be given back could not be looked at: {}",
                        failure.getClass().getName())));
    }

    public synchronized void stop() {
        vertx.cancelTimer(timer);
    }

    /**
     * What can be known before a connection ends.
     *
     * @param possible false if the EHR is known not to take tokens back
     * @param cause of its end
     */
    record Outlook(boolean possible, Cause cause) {}

    /** Never fails, and takes a second at most. */
    Future<Outlook> outlook(PracticeConnection connection) {
        EhrProfile profile = profiles.of(connection.ehr());
        Future<SmartEndpoints> known = discovery.endpoints(profile, connection.baseUrl());
        return patiently(known).map(done -> {
            boolean impossible = known.succeeded() && known.result().revocation() == null;
            return impossible
                    ? new Outlook(false, Cause.endedHereOnly(profile.facts().disconnect()))
                    : new Outlook(true, Cause.DISCONNECTED);
        });
    }

    /** Keeps tokens to be given back, in the transaction that erases them; after the commit call {@link #tryNow}. */
    Future<String> keep(Transaction tx, PracticeConnection connection, Grant grant) {
        Instant now = now();
        RevocationRow row = new RevocationRow(ids.next("rev"), connection, grant, sealer);
        row.nextAt = now;
        row.endsAt = now.plus(KEPT);
        return store.add(tx, row).map(row.id);
    }

    /** Never fails, and takes a second at most; what is not done by then is done later. */
    Future<Void> tryNow(String id) {
        return patiently(attempt(id));
    }

    private Future<Void> patiently(Future<?> work) {
        return Future.any(work.mapEmpty(), vertx.timer(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .transform(done -> Future.succeededFuture());
    }

    /** One round; also called by tests. */
    Future<Void> tryDue() {
        return database.inBackground(tx -> store.due(tx, now(), AT_ONCE))
                .compose(due ->
                        Future.join(due.stream().map(this::attempt).toList()).mapEmpty());
    }

    private Future<Void> attempt(String id) {
        Instant now = now();
        return database.inBackground(tx -> store.take(tx, id, now, now.plus(TRY)))
                .compose(taken -> taken.map(row -> ask(row).compose(told -> settle(row, told)))
                        .orElseGet(Future::succeededFuture))
                .onFailure(failure -> log.warn(
                        "giving tokens back failed and is tried again: {}",
                        failure.getClass().getName()));
    }

    private Future<GrantAside.Revoked> ask(RevocationRow row) {
        EhrProfile profile = profiles.of(row.ehr);
        TenantId tenant = new TenantId(row.tenantId);
        return discovery
                .endpoints(profile, URI.create(row.baseUrl))
                .compose(smart -> {
                    URI revocation = smart.revocation();
                    return revocation == null
                            ? Future.succeededFuture(GrantAside.Revoked.NO)
                            : clients.best(tenant, row.applicationId, row.practiceId, row.credentialNumber)
                                    .compose(client -> both(profile, smart, revocation, client, row));
                })
                .recover(failure -> Future.succeededFuture(GrantAside.Revoked.LATER));
    }

    private Future<GrantAside.Revoked> both(
            EhrProfile profile, SmartEndpoints smart, URI endpoint, ClientCredentials client, RevocationRow row) {
        TokenServer server = TokenServer.of(smart);
        SecretText refresh = row.refresh(sealer);
        Future<GrantAside.Revoked> first = refresh == null
                ? Future.succeededFuture(GrantAside.Revoked.YES)
                : aside.revoke(profile, server, endpoint, client, refresh, "refresh_token");
        return first.compose(told -> told == GrantAside.Revoked.LATER
                ? Future.succeededFuture(told)
                : aside.revoke(profile, server, endpoint, client, row.access(sealer), "access_token")
                        // what became of the refresh token counts, if there was one
                        .map(also -> refresh == null || also == GrantAside.Revoked.LATER ? also : told));
    }

    private Future<Void> settle(RevocationRow tried, GrantAside.Revoked told) {
        return database.inBackground(tx -> store.held(tx, tried.id)
                .compose(found -> found.map(row -> settle(tx, row, told)).orElseGet(Future::succeededFuture)));
    }

    private Future<Void> settle(Transaction tx, RevocationRow row, GrantAside.Revoked told) {
        Instant now = now();
        if (told == GrantAside.Revoked.YES) {
            return store.remove(tx, row);
        }
        Instant next = now.plus(pause(row.tries));
        if (told == GrantAside.Revoked.LATER && next.isBefore(row.endsAt)) {
            row.nextAt = next;
            return Future.succeededFuture();
        }
        return store.remove(tx, row)
                .compose(removed -> connections.warned(
                        tx,
                        new TenantId(row.tenantId),
                        new ConnectionId(row.connectionId),
                        Cause.notRevoked(profiles.of(row.ehr).facts().disconnect())));
    }

    private static Duration pause(int tries) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(Math.max(tries - 1, 0), 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
