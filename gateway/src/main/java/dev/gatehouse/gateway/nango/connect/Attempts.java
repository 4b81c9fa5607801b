package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.authorization.ConnectSession;
import dev.gatehouse.gateway.authorization.ConnectSessionListener;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.nango.ConnectionMarks;
import dev.gatehouse.gateway.nango.Extras;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of browsers to connect. Each goes through a connect session of our own, and hears of its end in the transaction
 * that makes the connection: what the tenant said of the connection is kept, the webhook is put into the outbox and the
 * browser's socket is told, all if and only if the connection is there.
 */
public final class Attempts implements ConnectSessionListener {
    private static final int MOST_OF_A_SESSION = 100;

    private final Database database;
    private final NangoConnectStore store = new NangoConnectStore();
    private final AuthNotices notices;
    private final ConnectionMarks marks;
    private final Ids ids;
    private final Clock clock;

    public Attempts(Database database, AuthNotices notices, ConnectionMarks marks, Ids ids, Clock clock) {
        this.database = database;
        this.notices = notices;
        this.marks = marks;
        this.ids = ids;
        this.clock = clock;
    }

    /** False if the session has had enough of them. */
    Future<Boolean> mayBegin(NangoSession session) {
        return database.inTransaction(tx -> store.countAttempt(tx, session.tenant(), session.id(), MOST_OF_A_SESSION));
    }

    /**
     * Notes that an attempt goes through this connect session.
     *
     * @param socketId as the browser's web socket was told; null without one
     */
    Future<Void> begun(
            NangoSession session,
            String integration,
            ConnectSession through,
            @Nullable String socketId,
            JsonObject connectionConfig) {
        Attempt attempt = attempt(session, integration, through.id(), socketId, connectionConfig, null);
        return database.inTransaction(tx -> store.add(tx, attempt));
    }

    /** Notes that an attempt ended before it began, and tells the socket wherever it is held. */
    Future<Void> refused(NangoSession session, String integration, @Nullable String socketId, AuthFailure why) {
        if (socketId == null) {
            return Future.succeededFuture();
        }
        Attempt attempt = attempt(session, integration, null, socketId, new JsonObject(), why);
        return database.inTransaction(tx -> {
            database.announcements().tell(tx, BrowserSockets.TOPIC, attempt.id());
            return store.add(tx, attempt);
        });
    }

    private Attempt attempt(
            NangoSession session,
            String integration,
            @Nullable String through,
            @Nullable String socketId,
            JsonObject connectionConfig,
            @Nullable AuthFailure why) {
        return new Attempt(
                ids.next("nca"),
                session.tenant(),
                session.id(),
                integration,
                through,
                socketId == null ? null : Digests.of(socketId),
                connectionConfig,
                null,
                why,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    @Override
    public Future<Map<String, String>> authorizationParameters(ConnectSession session) {
        return database.read(tx -> store.attemptOf(tx, session.tenant(), session.id())
                .compose(found -> found.map(AttemptRow::toAttempt)
                        .map(attempt -> wished(tx, attempt))
                        .orElseGet(() -> Future.succeededFuture(Map.of()))));
    }

    private Future<Map<String, String>> wished(Transaction tx, Attempt attempt) {
        return store.session(tx, attempt.tenant(), attempt.sessionId())
                .map(found -> found.map(session -> session.authorizationParameters(attempt.integration()))
                        .orElseGet(Map::of));
    }

    @Override
    public Future<Void> connected(Transaction tx, ConnectSession session, Connection connection) {
        boolean tellsWho = !session.launched();
        return store.attemptOf(tx, session.tenant(), session.id())
                .compose(found -> found.map(row -> marked(tx, row, connection)).orElseGet(Future::succeededFuture))
                .compose(done -> notices.connected(tx, connection, tellsWho));
    }

    private Future<Void> marked(Transaction tx, AttemptRow row, Connection connection) {
        return store.session(tx, connection.tenant(), row.sessionId)
                .compose(session -> session.isEmpty()
                        ? Future.succeededFuture()
                        : marks.change(tx, connection, extras -> marked(extras, session.get(), row.toAttempt())))
                .compose(done -> marks.of(tx, connection))
                .map(known -> {
                    row.end(known.connectionId(), null);
                    database.announcements().tell(tx, BrowserSockets.TOPIC, row.id);
                    return null;
                });
    }

    /** What the session does not speak of stays as it is when a connection is renewed. */
    private static Extras marked(Extras before, NangoSession session, Attempt attempt) {
        Extras after = session.endUser() == null ? before : before.withEndUser(session.endUser());
        if (session.isUnnamed() && session.reconnects() == null) {
            after = after.withAlias(after.alias(), true);
        }
        if (!session.marks().isEmpty()) {
            after = after.withTags(session.marks());
        }
        return attempt.connectionConfig().isEmpty()
                ? after
                : after.withConfig(after.config().copy().mergeIn(attempt.connectionConfig()));
    }

    @Override
    public Future<Void> failed(Transaction tx, TenantId tenant, String sessionId, String code) {
        return store.attemptOf(tx, tenant, sessionId)
                .compose(found ->
                        found.map(row -> failed(tx, row, AuthFailure.of(code))).orElseGet(Future::succeededFuture));
    }

    private Future<Void> failed(Transaction tx, AttemptRow row, AuthFailure why) {
        row.end(null, why);
        database.announcements().tell(tx, BrowserSockets.TOPIC, row.id);
        Attempt attempt = row.toAttempt();
        return store.session(tx, attempt.tenant(), attempt.sessionId())
                .compose(session ->
                        session.map(by -> notices.failed(tx, by, attempt, why)).orElseGet(Future::succeededFuture));
    }

    /** Who acts when a browser uses a session. */
    static Author author(NangoSession session, @Nullable String requestId, @Nullable String address) {
        return new Author(
                session.tenant(), Author.Kind.END_USER, session.person().id(), requestId, address);
    }
}
