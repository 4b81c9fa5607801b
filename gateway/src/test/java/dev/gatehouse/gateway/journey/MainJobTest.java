package dev.gatehouse.gateway.journey;

import dev.gatehouse.gateway.testing.GatewayExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On the embedded database. */
final class MainJobTest extends MainJobContract {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    @Override
    GatewayExtension gateway() {
        return gateway;
    }
}
