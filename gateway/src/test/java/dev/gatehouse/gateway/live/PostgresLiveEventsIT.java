package dev.gatehouse.gateway.live;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.app.Gateway;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresLiveEventsIT extends LiveEventsContract {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onPostgres().withMovableClock();

    @Override
    GatewayExtension gateway() {
        return gateway;
    }

    @Test
    void whatOneNodeChangesIsHeardAtAnother() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api api = connected.partner().api();
        String key = api.post(
                        "/api/v1/api-keys",
                        new JsonObject()
                                .put("name", "a page")
                                .put("permissions", new JsonArray(List.of("connections"))))
                .need(201)
                .json()
                .getString("key");
        Gateway other = gateway.startAnother();
        try (EventReader page = EventReader.open(other.publicUrl(), "Authorization", "Bearer " + key)) {
            api.delete("/api/v1/connections/" + connected.id()).need(204);

            assertThat(page.untilTopic("connections"))
                    .last()
                    .extracting(EventReader.Event::data)
                    .isEqualTo("{\"topic\":\"connections\",\"id\":\"" + connected.id() + "\"}");
        } finally {
            await(other.close());
        }
    }
}
