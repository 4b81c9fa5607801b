package dev.gatehouse.common.database;

import static dev.gatehouse.common.testing.Answers.await;

import dev.gatehouse.common.testing.DatabaseContract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** A database with one table made for tests. */
abstract class ThingContract extends DatabaseContract {
    ThingContract() {
        super(ThingRow.class);
    }

    @Override
    protected Database open(Vertx vertx, DatabaseSettings settings, List<Class<?>> rows) {
        return Database.open(vertx, settings, rows, List.of("classpath:db/testmigration"), CheckpointSync::new);
    }

    final Future<Void> persist(Object... things) {
        return database().inTransaction(tx -> tx.run(session -> session.persist(things)));
    }

    final ThingRow found(String id) {
        return await(database().read(tx -> tx.run(session -> session.find(ThingRow.class, id))));
    }

    static ThingRow named(String id, String uniqueName) {
        ThingRow thing = new ThingRow(id);
        thing.uniqueName = uniqueName;
        return thing;
    }
}
