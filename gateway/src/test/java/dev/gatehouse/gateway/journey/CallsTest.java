package dev.gatehouse.gateway.journey;

import dev.gatehouse.gateway.testing.GatewayExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

final class CallsTest extends CallsContract {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    @Override
    GatewayExtension gateway() {
        return gateway;
    }
}
