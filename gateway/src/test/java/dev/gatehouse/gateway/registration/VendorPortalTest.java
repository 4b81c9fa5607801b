package dev.gatehouse.gateway.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.SandboxPractice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole way from no account to a connected practice, with the vendor's simulated portal on the other side. */
final class VendorPortalTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private final Api api = gateway.aTenant();
    private final Api portal = new Api(gateway.ehr().ehr().origin(), null);
    private final SignUpDesk desk = SignUpDesk.open(api);

    /** Sends the registration, is approved, and notes the login of the vendor's e-mail. Gives the vendor's number. */
    private String letIn() {
        desk.completed("partner-registration", SignUpDesk.company());
        String sent = portal.post("/portal/api/registrations", SignUpDesk.company())
                .need(201)
                .json()
                .getString("id");
        portal.post("/portal/api/registrations/" + sent + "/approve", new JsonObject())
                .need(200);
        String mail = portal.get("/portal/api/mails?to=lena@northwind.example")
                .need(200)
                .items()
                .getJsonObject(0)
                .getString("text");
        assertThat(mail).contains("User name: portal-" + sent);
        desk.completed("portal-access", SignUpDesk.access().put("portalUserName", "portal-" + sent));
        return sent;
    }

    /** Describes the application on both sides with the same words. Gives what the vendor issued. */
    @CanIgnoreReturnValue
    private JsonObject describe(String sent, JsonObject form) {
        desk.completed("partner-application", form);
        portal.post("/portal/api/registrations/" + sent + "/application", form).need(200);
        JsonObject issued = portal.get("/portal/api/registrations/" + sent + "/credentials")
                .need(200)
                .json();
        desk.completed("api-credentials", issued);
        return issued;
    }

    private String applicationId() {
        return desk.read().getString("applicationId");
    }

    private JsonObject practice(SandboxPractice practice) {
        JsonArray found = api.get("/api/v1/practices?ehr=sandbox&limit=50&q="
                        + URLEncoder.encode(practice.guid(), StandardCharsets.UTF_8))
                .need(200)
                .items();
        assertThat(found).hasSize(1);
        return found.getJsonObject(0);
    }

    private static String endpointOf(JsonObject practice) {
        return practice.getJsonArray("endpoints").stream()
                .map(JsonObject.class::cast)
                .filter(each -> "provider_system".equals(each.getString("kind")))
                .findFirst()
                .orElseThrow()
                .getString("id");
    }

    private String tested(String endpoint) {
        return api.post(
                        "/api/v1/applications/" + applicationId() + "/credentials/1/test",
                        new JsonObject().put("endpointId", endpoint))
                .need(200)
                .json()
                .getString("outcome");
    }

    @Test
    void theWholePathEndsInAConnectedPractice() {
        SandboxPractice there = gateway.aPractice();
        describe(letIn(), desk.application("provider", "openid", "fhirUser", "offline_access", "user/Patient.read"));
        JsonObject practice = practice(there);
        String gate = desk.path() + "/practices/" + practice.getString("id");
        api.call("PUT", gate, new JsonObject().put("fhirEnabled", true)).need(200);
        assertThat(tested(endpointOf(practice))).isEqualTo("ok");

        JsonObject session = api.post(
                        "/api/v1/connect-sessions",
                        new JsonObject()
                                .put("applicationId", applicationId())
                                .put("endpointId", endpointOf(practice))
                                .put("confirm", false)
                                .put("endUser", new JsonObject().put("id", "user-1")))
                .need(201)
                .json();
        Browser browser = new Browser();
        String back = browser.until(gateway.url() + "/oauth/callback", browser.open(session.getString("url")));
        assertThat(browser.open(back).redirects()).isTrue();

        String connection = api.get("/api/v1/connections?applicationId=" + applicationId() + "&state=active")
                .need(200)
                .items()
                .getJsonObject(0)
                .getString("id");
        api.get("/fhir/" + connection + "/Patient?_count=1").need(200);
        assertThat(api.get(gate).need(200).json().getString("state")).isEqualTo("connected");
        api.delete("/api/v1/connections/" + connection).need(204);
        assertThat(api.get(gate).need(200).json().getString("state")).isEqualTo("revoked");
    }

    @Test
    void aSystemApplicationComesAsFarAsItsKeyAndItsClientId() {
        SandboxPractice there = gateway.aPractice();
        String sent = letIn();

        JsonObject issued = describe(sent, desk.application("system", "system/Patient.rs"));

        assertThat(issued.containsKey("clientSecret")).isFalse();
        String client = issued.getString("clientId");
        String hosted = api.withKey(null)
                .get("/jwks/" + applicationId())
                .need(200)
                .json()
                .getJsonArray("keys")
                .getJsonObject(0)
                .getString("kid");
        JsonObject seen = portal.get("/portal/api/applications/" + client + "/credentials/keys")
                .need(200)
                .json();
        assertThat(seen.getJsonArray("items").encode()).contains(hosted);
        String endpoint = endpointOf(practice(there));
        assertThat(tested(endpoint)).isEqualTo("practice-not-authorized");
        portal.post(
                        "/portal/api/applications/" + client + "/vendor",
                        new JsonObject().put("enabled", true).put("inMarketplace", true))
                .need(200);
        portal.post("/portal/api/practices/" + there.guid() + "/fhir", new JsonObject().put("enabled", true))
                .need(200);
        portal.post("/portal/api/practices/" + there.guid() + "/apps/" + client, new JsonObject())
                .need(200);
        assertThat(tested(endpoint)).isEqualTo("ok");
    }
}
