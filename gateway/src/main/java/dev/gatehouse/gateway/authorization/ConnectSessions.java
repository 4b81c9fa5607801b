package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.EndUser;
import io.vertx.core.Future;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be done with connect sessions. */
public final class ConnectSessions {
    static final Duration LIFE = Duration.ofMinutes(30);
    private static final Duration KEPT = Duration.ofDays(1);

    /** What a tenant asks for; see {@link ConnectSession}. */
    public record Invitation(
            String applicationId,
            @Nullable String endpointId,
            @Nullable ConnectionId reconnects,
            EndUser endUser,
            @Nullable URI returnUrl,
            List<String> scopes,
            boolean confirm) {}

    /** A new session with its token, which is nowhere else. */
    public record Made(ConnectSession session, SecretText token) {}

    private final Database database;
    private final AuditTrail audit;
    private final AuthorizationStore store;
    private final ConnectJourneys journeys;
    private final Randoms randoms;
    private final Ids ids;
    private final Clock clock;
    private final List<ConnectSessionListener> listeners;

    public ConnectSessions(
            Database database,
            AuditTrail audit,
            Sealer sealer,
            SecureRandom random,
            Clock clock,
            ConnectJourneys journeys,
            List<ConnectSessionListener> listeners) {
        this.database = database;
        this.audit = audit;
        this.store = new AuthorizationStore(sealer);
        this.randoms = new Randoms(random);
        this.ids = new Ids(random);
        this.clock = clock;
        this.journeys = journeys;
        this.listeners = List.copyOf(listeners);
    }

    public Future<Made> create(Author by, Invitation invitation) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        ConnectSession session = new ConnectSession(
                ids.next("cs"),
                by.tenant(),
                invitation.applicationId(),
                invitation.endpointId(),
                invitation.reconnects(),
                invitation.endUser(),
                invitation.returnUrl(),
                invitation.scopes(),
                null,
                invitation.confirm(),
                false,
                ConnectSession.State.OPEN,
                null,
                null,
                null,
                now,
                now.plus(LIFE));
        SecretText token = randoms.next();
        return database.inTransaction(tx -> {
                    audit.record(tx, by, "connect-session.created", session.id(), details(session));
                    return store.add(tx, session, Randoms.digest(token)).compose(added -> journeys.begin(tx, session));
                })
                .map(new Made(session, token));
    }

    private static Map<String, String> details(ConnectSession session) {
        Map<String, String> details = new HashMap<>();
        details.put("application", session.applicationId());
        details.put("endUser", session.endUser().id());
        if (session.endpointId() != null) {
            details.put("endpoint", session.endpointId());
        }
        if (session.reconnects() != null) {
            details.put("reconnects", session.reconnects().value());
        }
        return details;
    }

    /**
     * One for a launch from inside the EHR. Until it says who the user is, they go by the session's own id.
     *
     * @param returnUrl where the application wants its launched users; null for a page of ours
     */
    Future<Made> launched(TenantId tenant, String applicationId, String endpointId, @Nullable URI returnUrl) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String id = ids.next("cs");
        ConnectSession session = new ConnectSession(
                id,
                tenant,
                applicationId,
                endpointId,
                null,
                new EndUser("launch:" + id, null, null),
                returnUrl,
                List.of(),
                null,
                false,
                true,
                ConnectSession.State.OPEN,
                null,
                null,
                null,
                now,
                now.plus(LIFE));
        SecretText token = randoms.next();
        return database.inTransaction(tx -> store.add(tx, session, Randoms.digest(token)))
                .map(new Made(session, token));
    }

    /**
     * The session with this token, whatever its state. Fails with 404 {@code connect-session-unknown}, and with 410 {@code
     * connect-session-expired} unless it led to a connection.
     */
    public Future<ConnectSession> of(SecretText token) {
        if (token.reveal().length() > 100) {
            return Future.failedFuture(unknown());
        }
        return database.read(tx -> store.byToken(tx, Randoms.digest(token))).map(found -> {
            ConnectSession session = found.orElseThrow(ConnectSessions::unknown);
            if (session.state() != ConnectSession.State.CONNECTED && session.isOver(clock.instant())) {
                throw new Failure.Gone(
                        "connect-session-expired", "This link ended after 30 minutes. Ask for a new one.");
            }
            return session;
        });
    }

    Future<ConnectSession> find(TenantId tenant, String id) {
        return database.read(tx -> row(tx, tenant, id)).map(ConnectSessionRow::toSession);
    }

    /** Notes that a try failed; it may be tried again. */
    Future<Void> failed(TenantId tenant, String id, String code, String reference) {
        return database.inTransaction(tx -> row(tx, tenant, id).compose(row -> {
            if (row.state == ConnectSession.State.CONNECTED) {
                return Future.succeededFuture();
            }
            row.state = ConnectSession.State.FAILED;
            row.failureCode = code;
            row.failureReference = reference;
            return tell(each -> each.failed(tx, tenant, id, code));
        }));
    }

    /** Its end user sees the page. */
    Future<Void> opened(ConnectSession session) {
        return journeys.opened(session);
    }

    /** Its end user was shown practices that fit. */
    Future<Void> found(ConnectSession session) {
        return journeys.found(session);
    }

    /** Its end user goes to the EHR, in the caller's transaction. */
    Future<Void> left(Transaction tx, TenantId tenant, String id) {
        return journeys.note(tx, tenant, id, JourneyStore.Step.LEFT);
    }

    /** Its end user came back, in the caller's transaction. */
    Future<Void> returned(Transaction tx, TenantId tenant, String id) {
        return journeys.note(tx, tenant, id, JourneyStore.Step.RETURNED);
    }

    /** The next way to the EHR asks for the scopes in this spelling. */
    Future<ConnectSession> askIn(TenantId tenant, String id, Dialect dialect) {
        return database.inTransaction(tx -> row(tx, tenant, id).map(row -> {
            row.scopeDialect = dialect;
            return row.toSession();
        }));
    }

    /** Ends it well, in the caller's transaction. */
    Future<Void> connected(Transaction tx, TenantId tenant, String id, Connection connection) {
        return row(tx, tenant, id).compose(row -> {
            ConnectSession before = row.toSession();
            row.state = ConnectSession.State.CONNECTED;
            row.connectionId = connection.id().value();
            row.failureCode = null;
            row.failureReference = null;
            return journeys.note(tx, tenant, id, JourneyStore.Step.CONNECTED)
                    .compose(noted -> tell(each -> each.connected(tx, before, connection)));
        });
    }

    /** What those who sent its end user want the EHR's authorization page to be told. */
    Future<Map<String, String>> authorizationParameters(ConnectSession session) {
        Future<Map<String, String>> all = Future.succeededFuture(Map.of());
        for (ConnectSessionListener each : listeners) {
            all = all.compose(others -> each.authorizationParameters(session).map(more -> together(others, more)));
        }
        return all;
    }

    private static Map<String, String> together(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private Future<Void> tell(Function<ConnectSessionListener, Future<Void>> what) {
        Future<Void> told = Future.succeededFuture();
        for (ConnectSessionListener each : listeners) {
            told = told.compose(done -> what.apply(each));
        }
        return told;
    }

    /** Removes sessions a day after they ended. */
    public Future<Integer> sweep() {
        return database.inBackground(tx -> store.sweep(tx, clock.instant().minus(KEPT)));
    }

    private Future<ConnectSessionRow> row(Transaction tx, TenantId tenant, String id) {
        return store.session(tx, tenant, id).map(found -> found.orElseThrow(ConnectSessions::unknown));
    }

    private static Failure.Missing unknown() {
        return new Failure.Missing("connect-session-unknown", "This link is not known. Ask for a new one.");
    }
}
