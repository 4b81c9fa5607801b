package dev.gatehouse.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class H2LiveEventsTest extends LiveEventsContract {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    @Override
    GatewayExtension gateway() {
        return gateway;
    }

    @Test
    void aGatewayThatStopsEndsItsStreamsFirst() {
        String key = gateway.aTenant()
                .post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "a page").put("permissions", new JsonArray(List.of("webhooks"))))
                .need(201)
                .json()
                .getString("key");
        try (EventReader page = EventReader.open(gateway.url(), "Authorization", "Bearer " + key)) {
            gateway.restart();

            assertThat(page.next().data()).isEqualTo("{\"reason\":\"leaving\"}");
        }
    }
}
