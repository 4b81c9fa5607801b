package dev.gatehouse.gateway.faults;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.token.RefreshPace;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Webhook receivers that are gone, or send us elsewhere. */
@Tag("faults")
@ExtendWith(FaultTable.class)
final class WebhookFaults {
    @TempDir
    static Path directory;

    private static LocalGateway gateway;
    private static Api api;

    @BeforeAll
    static void start() {
        gateway = LocalGateway.start(directory, RefreshPace.DEFAULT);
        api = gateway.api();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static JsonObject endpoint(JsonObject made) {
        return api.get("/api/v1/webhook-endpoints/" + made.getString("id"))
                .need(200)
                .json();
    }

    @Scenario(id = "W3", fault = "the receiver answers 410", expected = "switched off, and the audit says so")
    void gone(Findings findings) {
        try (WebhookReceiver receiver = WebhookReceiver.start(gateway.vertx());
                Oracle oracle = Oracle.start(gateway.vertx())) {
            receiver.answers(request -> request.response().setStatusCode(410).end());
            JsonObject made = receiver.subscribe(api, "connection.*");
            Practices practices = Practices.connect(api, oracle, 1);
            Eventually.so(
                    Duration.ofSeconds(20),
                    "the endpoint to be switched off",
                    () -> endpoint(made).getString("disabledCause") != null);
            boolean audited =
                    api.get("/api/v1/audit-events?action=webhook-endpoint.disabled").need(200).items().stream()
                            .anyMatch(each -> made.getString("id").equals(((JsonObject) each).getString("target")));
            findings.need(audited, "the audit does not tell");
            findings.need(practices.read(api, 0).status() == 200, "the connection suffered");
            findings.seen("%d deliveries, then off", receiver.received().size());
        }
    }

    @Scenario(id = "W3b", fault = "the receiver answers 302 to another", expected = "not followed")
    void sentElsewhere(Findings findings) {
        try (WebhookReceiver receiver = WebhookReceiver.start(gateway.vertx());
                WebhookReceiver other = WebhookReceiver.start(gateway.vertx());
                Oracle oracle = Oracle.start(gateway.vertx())) {
            receiver.answers(request -> request.response()
                    .setStatusCode(302)
                    .putHeader("Location", other.url("/hooks"))
                    .end());
            receiver.subscribe(api, "connection.*");
            Practices practices = Practices.connect(api, oracle, 1);
            Eventually.so(
                    Duration.ofSeconds(20), "a try", () -> !receiver.received().isEmpty());
            gateway.setClock(Duration.ofMinutes(1));
            Eventually.so(
                    Duration.ofSeconds(20),
                    "a second try",
                    () -> receiver.received().size() >= 2);
            findings.need(
                    other.received().isEmpty(),
                    "%d requests elsewhere",
                    other.received().size());
            findings.need(practices.read(api, 0).status() == 200, "the connection suffered");
            findings.seen(
                    "%d tries, %d elsewhere",
                    receiver.received().size(), other.received().size());
        }
    }
}
