package dev.gatehouse.gateway.app;

import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.testing.PostgresServer;
import java.util.Map;

final class PostgresMasterKeyChangeIT extends MasterKeyChangeContract {
    private final DatabaseSettings database = PostgresServer.newDatabase();

    @Override
    Map<String, String> database() {
        return Map.of(
                "GATEHOUSE_DATABASE_URL",
                database.jdbcUrl().replace("jdbc:postgresql://", "postgresql://postgres:postgres@"));
    }
}
