package dev.gatehouse.gateway.journey;

import dev.gatehouse.gateway.testing.GatewayExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ObserveTest extends ObserveContract {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    @Override
    GatewayExtension gateway() {
        return gateway;
    }
}
