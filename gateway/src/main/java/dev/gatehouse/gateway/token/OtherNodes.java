package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The nodes that share the database, as far as one of them refreshes what is wanted here. */
final class OtherNodes {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Duration FIRST_LOOK = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    private final Vertx vertx;
    private final Database database;
    private final GrantStore store;
    private final Connections connections;
    private final Clock clock;

    OtherNodes(Vertx vertx, Database database, GrantStore store, Connections connections, Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.store = store;
        this.connections = connections;
        this.clock = clock;
    }

    /** A grant as it was found, and whether somebody refreshes it now. */
    private record Seen(Grant grant, boolean held) {}

    /**
     * The newer grant that another node is about to bring. Fails with {@code refresh-under-way} if it takes longer than
     * twenty seconds, or nobody is at it any more.
     */
    Future<Grant> answer(PracticeConnection connection, Grant grant) {
        return look(connection, grant, clock.instant().plus(LONGEST_WAIT), FIRST_LOOK);
    }

    private Future<Grant> look(PracticeConnection connection, Grant grant, Instant until, Duration pause) {
        // In this order: the right ends with the commit, so what is read after it ended has the new grant if there is
        // one.
        return database.read(tx -> store.isHeld(tx, grant)
                        .compose(held -> store.find(tx, connection.tenant(), connection.id())
                                .map(found -> new Seen(found.orElseThrow(NeedsReconnect::new), held))))
                .compose(seen -> {
                    if (seen.grant().generation() > grant.generation()) {
                        connections.changed(connection.tenant(), connection.id());
                        return Future.succeededFuture(seen.grant());
                    }
                    if (!seen.held() || !clock.instant().isBefore(until)) {
                        return Future.failedFuture(Renewals.underWay());
                    }
                    Duration next =
                            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                    return vertx.timer(pause.toMillis(), TimeUnit.MILLISECONDS)
                            .compose(later -> look(connection, grant, until, next));
                });
    }
}
