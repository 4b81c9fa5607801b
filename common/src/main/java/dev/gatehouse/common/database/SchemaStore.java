package dev.gatehouse.common.database;

import io.vertx.core.Future;

/** Which numbered file of {@code db/migration} the database has come to. */
public final class SchemaStore {
    /** As it is while the gateway runs: migrations happen before. */
    public Future<String> version(Transaction tx) {
        return tx.run(session -> session.createNativeQuery(
                        "select \"version\" from \"flyway_schema_history\" where \"success\" = true"
                                + " and \"version\" is not null order by \"installed_rank\" desc",
                        String.class)
                .setMaxResults(1)
                .getSingleResult());
    }
}
