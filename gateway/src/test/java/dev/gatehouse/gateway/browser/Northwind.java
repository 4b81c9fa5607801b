package dev.gatehouse.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A partner in the middle of their work, all of it invented: a registration that waits for the vendor, practices that are
 * connected, one of which has ended it, calls, keys and people.
 */
final class Northwind {
    private static final List<String> SCOPES = List.of("system/Patient.read", "system/Observation.read");

    private final ConnectFixture gateway;
    private final List<String> connections = new ArrayList<>();
    private String registration = "";
    private String application = "";

    Northwind(ConnectFixture gateway) {
        this.gateway = gateway;
    }

    /** All of it. */
    void settles() {
        registers();
        runsNightJob(8);
        calls(12);
        gateway.vendor()
                .control()
                .tokens()
                .authorizeSystemApp(gateway.vendor().practice(2).guid(), "northwind-night", false);
        gateway.vendor()
                .control()
                .tokens()
                .expireAccessTokens(gateway.vendor().practice(2).guid());
        loses(connections.get(2));
        post(
                "/api/v1/api-keys",
                new JsonObject().put("name", "Care Hub backend").put("permissions", new JsonArray().add("proxy:read")));
        post(
                "/api/v1/operators",
                new JsonObject()
                        .put("email", "sam.lee@northwind.example")
                        .put("displayName", "Sam Lee")
                        .put("role", "operator"));
    }

    private void registers() {
        registration = post(
                        "/api/v1/registrations",
                        new JsonObject()
                                .put("ehr", "practicefusion")
                                .put("environment", "production")
                                .put("name", "Northwind Care Hub"))
                .getString("id");
        gateway.call(
                "PUT",
                "/api/v1/registrations/" + registration + "/steps/partner-registration",
                new JsonObject()
                        .put("companyName", "Northwind Health, Inc.")
                        .put("companyWebsite", "https://northwind.example")
                        .put("address", "100 Harbor Street, Portland, OR 97201, US")
                        .put("developerName", "Dana Ortiz")
                        .put("developerEmail", "ehr-partners@northwind.example")
                        .put("phone", "+1 503 555 0100")
                        .put("termsAccepted", true)
                        .put("submittedOn", "2026-11-03"));
        gateway.call(
                "POST",
                "/api/v1/registrations/" + registration + "/steps/partner-registration/complete",
                new JsonObject());
    }

    private void runsNightJob(int practices) {
        JsonObject made = post(
                "/api/v1/applications",
                new JsonObject()
                        .put("ehr", "sandbox")
                        .put("environment", "sandbox")
                        .put("type", "system")
                        .put("clientAuth", "private_key_jwt")
                        .put("name", "Northwind Night Job")
                        .put("scopes", new JsonArray(SCOPES)));
        application = made.getString("id");
        gateway.vendor()
                .registerClient(new Client(
                        "northwind-night",
                        null,
                        "Northwind Night Job",
                        Client.Type.SYSTEM,
                        List.of(),
                        List.of(),
                        Set.copyOf(SCOPES),
                        made.getString("jwksUrl"),
                        Set.of(ClientAuthentication.PRIVATE_KEY_JWT)));
        post(
                "/api/v1/applications/" + application + "/credentials",
                new JsonObject()
                        .put("clientId", "northwind-night")
                        .put("generateKey", "ES384")
                        .put("activate", true));
        for (int index = 0; index < practices; index++) {
            connections.add(connects(gateway.vendor().practice(index)));
        }
    }

    private String connects(SandboxPractice practice) {
        gateway.vendor().control().tokens().authorizeSystemApp(practice.guid(), "northwind-night", true);
        return post(
                        "/api/v1/connections",
                        new JsonObject()
                                .put("applicationId", application)
                                .put("endpointId", gateway.endpointOf(practice.practice())))
                .getString("id");
    }

    private void calls(int each) {
        for (String connection : connections) {
            for (int at = 0; at < each; at++) {
                gateway.call("GET", "/fhir/" + connection + "/Patient?_count=" + (at + 1), null);
            }
        }
    }

    /** The next call finds out that the practice has ended it. */
    private void loses(String connection) {
        assertThat(gateway.status("GET", "/fhir/" + connection + "/Patient?_count=1", null))
                .isNotEqualTo(200);
    }

    String registration() {
        return registration;
    }

    String application() {
        return application;
    }

    List<String> connections() {
        return connections;
    }

    @CanIgnoreReturnValue
    private JsonObject post(String path, JsonObject body) {
        return gateway.call("POST", path, body);
    }
}
