package dev.gatehouse.gateway.journey;

import dev.gatehouse.gateway.testing.GatewayExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresObserveIT extends ObserveContract {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onPostgres();

    @Override
    GatewayExtension gateway() {
        return gateway;
    }
}
