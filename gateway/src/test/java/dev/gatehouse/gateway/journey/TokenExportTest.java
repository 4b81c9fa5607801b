package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Access tokens for those who call an EHR themselves. */
final class TokenExportTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static String path(ConnectedPractice connected) {
        return "/api/v1/connections/" + connected.id() + "/token";
    }

    private static HttpResponse<String> send(String url, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Authorization", "Bearer " + token)
                                .header("Accept", "application/fhir+json")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Guards("SEC-7")
    @Test
    void theTokenWorksAtTheEhrAndEachExportIsInTheAudit() throws Exception {
        Partner partner = gateway.aPatientPartner();
        ConnectedPractice connected = partner.connects(gateway.aPractice());

        JsonObject token =
                partner.api().post(path(connected), new JsonObject()).need(200).json();

        assertThat(token.getString("tokenType")).isEqualTo("Bearer");
        assertThat(Instant.parse(token.getString("expiresAt")))
                .isAfter(gateway.clock().instant().plusSeconds(200));
        assertThat(token.getString("scope")).contains("patient/Patient.read");
        assertThat(token.getString("baseUrl"))
                .isEqualTo(connected.practice().patientBase().toString());
        assertThat(send(
                                token.getString("baseUrl") + "/Patient/" + token.getString("patient"),
                                token.getString("accessToken"))
                        .statusCode())
                .isEqualTo(200);
        partner.api().post(path(connected), new JsonObject()).need(200);
        JsonArray audit = partner.api()
                .get("/api/v1/audit-events?action=connection.token-exported")
                .need(200)
                .items();
        assertThat(audit).hasSize(2);
        assertThat(audit.encode()).contains(connected.id()).doesNotContain(token.getString("accessToken"));
    }

    @Test
    void itIsAsFreshAsForACallEvenUnderAnIdempotencyKey() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api once = connected.partner().api().once("export-1");
        String first =
                once.post(path(connected), new JsonObject()).need(200).json().getString("accessToken");
        gateway.clock().move(Duration.ofMinutes(5));

        String second =
                once.post(path(connected), new JsonObject()).need(200).json().getString("accessToken");

        assertThat(second).isNotEqualTo(first);
        assertThat(gateway.ehr().control().requests(RequestKind.REFRESH)).hasSize(1);
    }

    @Guards("SEC-7")
    @Test
    void itIsNeverCachedAndOnlyForKeysThatMay() throws Exception {
        ConnectedPractice connected = gateway.aConnectedPractice();
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + path(connected)))
                .header("Authorization", "Bearer " + GatewayExtension.BOOTSTRAP_KEY)
                .header(
                        "Gatehouse-Tenant",
                        connected
                                .partner()
                                .api()
                                .get("/api/v1/audit-events?limit=1")
                                .items()
                                .getJsonObject(0)
                                .getString("tenant"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        String key = connected
                .partner()
                .api()
                .post(
                        "/api/v1/api-keys",
                        new JsonObject()
                                .put("name", "backend")
                                .put(
                                        "permissions",
                                        new JsonArray().add("connections").add("proxy:read")))
                .need(201)
                .json()
                .getString("key");
        assertThat(new Api(gateway.url(), key)
                        .post(path(connected), new JsonObject())
                        .need(403)
                        .code())
                .isEqualTo("permission-missing");
        assertThat(gateway.aTenant()
                        .post(path(connected), new JsonObject())
                        .need(404)
                        .code())
                .isEqualTo("connection-unknown");
        connected
                .partner()
                .api()
                .delete("/api/v1/connections/" + connected.id())
                .need(204);
        assertThat(connected
                        .partner()
                        .api()
                        .post(path(connected), new JsonObject())
                        .need(409)
                        .code())
                .isEqualTo("connection-revoked");
    }
}
