package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.registration.practice.PracticeConnections;
import io.vertx.core.Future;

/** Tells a registration which of its practices are connected. */
public final class PracticeStanding implements ConnectionListener {
    private final ConnectionStore store = new ConnectionStore();
    private final PracticeConnections practices;

    public PracticeStanding(PracticeConnections practices) {
        this.practices = practices;
    }

    @Override
    public Future<Void> changed(Transaction tx, Connection connection, ConnectionEvent event) {
        return store.anyAt(tx, connection.tenant(), connection.applicationId(), connection.practiceId())
                .compose(connected -> practices.changed(
                        tx,
                        Author.system(connection.tenant(), "connections"),
                        connection.applicationId(),
                        connection.practiceId(),
                        connection.practiceName(),
                        connected));
    }
}
