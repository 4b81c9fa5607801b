package dev.gatehouse.gateway.journey;

import dev.gatehouse.gateway.testing.GatewayExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

final class OverviewIT extends OverviewContract {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onPostgres().withMovableClock();

    @Override
    GatewayExtension gateway() {
        return gateway;
    }
}
