package dev.gatehouse.common.testing;

import dev.gatehouse.common.database.DatabaseSettings;
import java.nio.file.Path;

/** A contract on a real PostgreSQL; see {@link PostgresServer}. */
public non-sealed interface OnPostgres extends TestServer {
    @Override
    default DatabaseSettings newDatabase(Path directory) {
        return PostgresServer.newDatabase();
    }
}
