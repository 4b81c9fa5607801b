package dev.gatehouse.gateway.journey;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.gateway.testing.Person;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signed-in people try a connection out: through the same proxy as machines, from our own pages only, and in the audit. */
final class ExplorerTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static final String PASSWORD = "seven brown horses drink tea";
    private static final String CANARY = "zebrafinch";

    private static Person owner;
    private static String csrf;

    @BeforeAll
    static void anOwner() {
        owner = new Person(gateway.url());
        csrf = owner.post(
                        "/api/v1/session/first-owner",
                        new JsonObject()
                                .put(
                                        "token",
                                        await(gateway.gateway().inviteFirstOwner())
                                                .orElseThrow()
                                                .reveal())
                                .put("email", "dana@example.org")
                                .put("displayName", "Dana Ortiz")
                                .put("password", PASSWORD))
                .need(201)
                .json()
                .getString("csrfToken");
    }

    /** A practice of a tenant for which the owner acts from now on. */
    private static ConnectedPractice ofTheOwners() {
        String tenant = gateway.aTenantId();
        owner.with("Gatehouse-Tenant", tenant).with("X-CSRF-Token", null);
        return Partner.of(gateway, gateway.platform().actingFor(tenant), Client.Type.PROVIDER)
                .connects(gateway.aPractice());
    }

    @Test
    void aPageOfOursReadsAndTheAuditKnowsWhoAndNotWhom() {
        ConnectedPractice connected = ofTheOwners();
        owner.with("X-CSRF-Token", csrf);

        owner.get("/fhir/" + connected.id() + "/Patient?name=" + CANARY).need(200);

        Api api = connected.partner().api();
        List<JsonObject> audited = api.get("/api/v1/audit-events?action=connection.explored").need(200).items().stream()
                .map(JsonObject.class::cast)
                .toList();
        assertThat(audited).hasSize(1);
        assertThat(audited.get(0).encode())
                .contains("Patient?name", connected.id())
                .doesNotContain(CANARY);
        JsonObject call = CallsContract.calls(api, "", 1).getJsonObject(0);
        assertThat(call.getString("callerId")).startsWith("op");
    }

    @Test
    void theAnswerTellsWhoseTimeItWas() throws IOException, InterruptedException {
        ConnectedPractice connected = ofTheOwners();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.url() + connected.fhir()))
                                .header("Cookie", owner.cookie())
                                .header("X-CSRF-Token", csrf)
                                .header(
                                        "Gatehouse-Tenant",
                                        connected.partner().api().tenant())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Server-Timing").orElseThrow())
                .matches("ehr;dur=[0-9.]+, gateway;dur=[0-9.]+");
    }

    @Test
    void aBareLinkOrAForeignPageReadsNothing() {
        ConnectedPractice connected = ofTheOwners();
        int before = gateway.ehr().control().requests(RequestKind.FHIR).size();

        assertThat(owner.get(connected.fhir()).need(403).code()).isEqualTo("csrf-token-wrong");
        owner.with("X-CSRF-Token", csrf).with("Sec-Fetch-Site", "cross-site");
        assertThat(owner.get(connected.fhir()).need(403).code()).isEqualTo("foreign-page");
        owner.with("Sec-Fetch-Site", null);

        assertThat(gateway.ehr().control().requests(RequestKind.FHIR)).hasSize(before);
    }

    @Test
    void theRoleOfTheDailyWorkSeesNoPatients() {
        ConnectedPractice connected = ofTheOwners();
        JsonObject invited = owner.post(
                        "/api/v1/operators",
                        new JsonObject()
                                .put("email", "sam@example.org")
                                .put("displayName", "Sam")
                                .put("role", "operator"))
                .need(201)
                .json();
        Person sam = new Person(gateway.url());
        String token = sam.post(
                        "/api/v1/session/invitation",
                        new JsonObject()
                                .put("token", invited.getString("token"))
                                .put("password", PASSWORD))
                .need(201)
                .json()
                .getString("csrfToken");
        sam.with("X-CSRF-Token", token);

        assertThat(sam.get(connected.fhir()).need(403).code()).isEqualTo("permission-missing");
    }

    @Test
    void whoLooksAtATokenSaysWhy() {
        ConnectedPractice connected = ofTheOwners();
        String path = "/api/v1/connections/" + connected.id() + "/token";

        assertThat(owner.post(path, new JsonObject()).need(400).code()).isEqualTo("input-invalid");
        owner.post(path, new JsonObject().put("reason", "the vendor asks for it"))
                .need(200);
        connected.partner().api().post(path, new JsonObject()).need(200);

        String audited = connected
                .partner()
                .api()
                .get("/api/v1/audit-events?action=connection.token-exported")
                .need(200)
                .body();
        assertThat(audited).contains("the vendor asks for it");
        assertThat(connected
                        .partner()
                        .api()
                        .get("/api/v1/connections/" + connected.id() + "/events?kind=token-shown")
                        .need(200)
                        .items())
                .hasSize(2);
    }
}
