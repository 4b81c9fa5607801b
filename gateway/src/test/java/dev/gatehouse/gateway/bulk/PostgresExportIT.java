package dev.gatehouse.gateway.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The statements of exports on PostgreSQL. */
class PostgresExportIT {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onPostgres();

    @CanIgnoreReturnValue
    private static JsonObject until(Api api, String id, String state) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        JsonObject export = api.get("/api/v1/exports/" + id).need(200).json();
        while (!export.getString("state").equals(state)) {
            assertThat(System.nanoTime()).as(export.encode()).isLessThan(giveUp);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            export = api.get("/api/v1/exports/" + id).need(200).json();
        }
        return export;
    }

    @Test
    void anExportRunsAndAnotherIsCanceled() {
        ConnectedPractice practice = gateway.aConnectedPractice();
        BulkClient client = BulkClient.of(gateway, practice);
        Api api = new Api(gateway.url(), client.key());
        gateway.ehr().control().behaviour().bulk().takes(Duration.ZERO);
        JsonObject wish = new JsonObject()
                .put("connectionId", practice.id())
                .put("level", "patient")
                .put("types", new JsonArray().add("Patient"))
                .put("typeFilters", new JsonArray().add("Patient?active=true"));

        JsonObject complete =
                until(api, api.post("/api/v1/exports", wish).need(201).json().getString("id"), "complete");
        String url = complete.getJsonArray("files").getJsonObject(0).getString("url");
        assertThat(client.get(url).body().lines()).hasSize(25);

        gateway.ehr().control().behaviour().bulk().takes(Duration.ofHours(1));
        String slow = api.post("/api/v1/exports", wish).need(201).json().getString("id");
        until(api, slow, "preparing");
        api.delete("/api/v1/exports/" + slow).need(204);
        assertThat(until(api, slow, "canceled").getJsonArray("files")).isEmpty();
        assertThat(api.get("/api/v1/exports?state=canceled").items()).hasSize(1);
    }
}
