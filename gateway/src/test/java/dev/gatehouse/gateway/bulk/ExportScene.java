package dev.gatehouse.gateway.bulk;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.BulkSwitches;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;

/** A practice that is connected, and exports of it that the gateway runs by itself. */
abstract class ExportScene {
    private final GatewayExtension gateway;
    ConnectedPractice practice;
    BulkClient client;
    Api api;
    BulkSwitches bulk;

    ExportScene(GatewayExtension gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void connected() {
        practice = gateway.aConnectedPractice();
        client = BulkClient.of(gateway, practice);
        api = new Api(gateway.url(), client.key());
        bulk = gateway.ehr().control().behaviour().bulk();
        bulk.takes(Duration.ZERO);
    }

    JsonObject wish() {
        return new JsonObject()
                .put("connectionId", practice.id())
                .put("level", "patient")
                .put("types", new JsonArray().add("Patient").add("Observation"));
    }

    String begin() {
        return api.post("/api/v1/exports", wish()).need(201).json().getString("id");
    }

    JsonObject read(String id) {
        return api.get("/api/v1/exports/" + id).need(200).json();
    }

    /** Reads it until it is so; the gateway looks for work twice a second. */
    @CanIgnoreReturnValue
    JsonObject until(String id, Predicate<JsonObject> wanted) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        JsonObject export = read(id);
        while (!wanted.test(export)) {
            if (System.nanoTime() > giveUp) {
                throw new AssertionError("it is still " + export.encodePrettily());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            export = read(id);
        }
        return export;
    }

    @CanIgnoreReturnValue
    JsonObject until(String id, String state) {
        return until(id, export -> state.equals(export.getString("state")));
    }

    static String cause(JsonObject export) {
        JsonObject cause = export.getJsonObject("cause");
        return cause == null ? "" : cause.getString("code");
    }

    static JsonObject file(JsonObject export, String name) {
        return export.getJsonArray("files").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    List<RecordedRequest> requests(RequestKind kind) {
        return gateway.ehr().control().requests(kind);
    }

    Path disk(String id) {
        return gateway.directory().resolve("data/exports").resolve(id);
    }

    void inject(RequestKind kind, Fault fault) {
        gateway.ehr().control().inject(kind, fault);
    }
}
