package dev.gatehouse.gateway.token;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that a token endpoint gave with success and that can't be read as tokens, kept sealed for three days: the one that
 * came first may hold the refresh token that took the place of ours, and a person may be able to tell.
 */
public final class DoubtfulAnswers {
    private static final Logger log = LoggerFactory.getLogger(DoubtfulAnswers.class);
    private static final Duration KEPT = Duration.ofDays(3);

    private final Database database;
    private final DoubtfulAnswerStore store;
    private final Connections connections;
    private final AuditTrail audit;
    private final Clock clock;

    public DoubtfulAnswers(Database database, Connections connections, AuditTrail audit, Sealer sealer, Clock clock) {
        this.database = database;
        this.store = new DoubtfulAnswerStore(sealer);
        this.connections = connections;
        this.audit = audit;
        this.clock = clock;
    }

    /** Never fails: the refresh goes its way without it. */
    Future<Void> keep(PracticeConnection connection, NoToken failure) {
        return failure.answer()
                .map(body -> {
                    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
                    DoubtfulAnswer answer = new DoubtfulAnswer(failure.status(), body, now, now.plus(KEPT));
                    return database.inTransaction(
                                    tx -> store.keepFirst(tx, connection.tenant(), connection.id(), answer))
                            .onSuccess(kept -> {
                                if (kept) {
                                    log.error(
                                            "connection {} of tenant {}: a token answer can't be read and is kept for"
                                                    + " three days",
                                            connection.id(),
                                            connection.tenant());
                                }
                            })
                            .onFailure(unkept -> log.error(
                                    "connection {}: a token answer can't be read and could not be kept, {}",
                                    connection.id(),
                                    unkept.getClass().getName()))
                            .<Void>mapEmpty()
                            .otherwiseEmpty();
                })
                .orElseGet(Future::succeededFuture);
    }

    /**
     * What is kept of a connection, with an entry in the audit first. Fails with 404 {@code connection-unknown} or {@code
     * doubtful-answer-unknown}.
     */
    Future<DoubtfulAnswer> read(Caller by, ConnectionId id) {
        return connections
                .find(by.tenant(), id)
                .compose(connection -> database.inTransaction(tx -> store.find(tx, by.tenant(), id)
                        .map(found -> {
                            DoubtfulAnswer answer = found.orElseThrow(() -> new Failure.Missing(
                                    "doubtful-answer-unknown",
                                    "No unreadable token answer is kept of this connection."));
                            audit.record(tx, by.author(), "connection.doubtful-answer-read", id.value(), Map.of());
                            return answer;
                        })));
    }

    /** Removes what has been kept for long enough. */
    public Future<Void> sweep() {
        return database.inBackground(tx -> store.removeBefore(tx, clock.instant()))
                .mapEmpty();
    }
}
