package dev.gatehouse.gateway.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From no account to a credential, step by step. */
final class SignUpPathTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static JsonObject step(JsonObject registration, String key) {
        return registration.getJsonArray("steps").stream()
                .map(JsonObject.class::cast)
                .filter(step -> step.getString("key").equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theWholePathLeadsToAnApplicationWithItsCredential() {
        Api api = gateway.aTenant();
        SignUpDesk desk = SignUpDesk.open(api);
        JsonObject fresh = desk.read();
        assertThat(fresh.getString("state")).isEqualTo("draft");
        assertThat(fresh.getString("currentStep")).isEqualTo("partner-registration");

        JsonObject registered = desk.completed("partner-registration", SignUpDesk.company());
        assertThat(registered.getString("registrationState")).isEqualTo("registration_submitted");
        assertThat(desk.readStep("portal-access").getString("state")).isEqualTo("waiting");
        assertThat(desk.completed("portal-access", SignUpDesk.access()).getString("registrationState"))
                .isEqualTo("portal_access");
        assertThat(desk.completed(
                                "partner-application",
                                desk.application("provider", "openid", "offline_access", "user/Patient.read"))
                        .getString("registrationState"))
                .isEqualTo("application_submitted");
        JsonObject credentials = desk.completed(
                "api-credentials", new JsonObject().put("clientId", "pf-4711").put("clientSecret", SignUpDesk.SECRET));

        assertThat(credentials.getString("registrationState")).isEqualTo("credentials_issued");
        assertThat(credentials.getJsonObject("form").getJsonObject("clientSecret"))
                .isEqualTo(new JsonObject().put("set", true));
        JsonObject application = api.get("/api/v1/applications/" + fresh.getString("applicationId"))
                .need(200)
                .json();
        assertThat(application.getString("type")).isEqualTo("provider");
        assertThat(application.getJsonArray("scopes"))
                .isEqualTo(new JsonArray().add("openid").add("offline_access").add("user/Patient.read"));
        assertThat(application.getString("redirectUri"))
                .isEqualTo(fresh.getJsonObject("ownUrls").getString("redirectUri"));
        JsonArray kept = api.get("/api/v1/applications/" + fresh.getString("applicationId") + "/credentials")
                .items();
        assertThat(kept).hasSize(1);
        assertThat(kept.getJsonObject(0).getString("clientId")).isEqualTo("pf-4711");
        assertThat(kept.getJsonObject(0).getString("state")).isEqualTo("active");
    }

    @Test
    void aSystemApplicationGetsAKeyInsteadOfASecret() {
        Api api = gateway.aTenant();
        SignUpDesk desk = SignUpDesk.open(api).withPortalAccess();
        desk.completed("partner-application", desk.application("system", "system/Patient.rs"));

        desk.completed("api-credentials", new JsonObject().put("clientId", "sys-1"));

        String id = desk.read().getString("applicationId");
        assertThat(api.get("/api/v1/applications/" + id).json().getString("clientAuth"))
                .isEqualTo("private_key_jwt");
        assertThat(api.withKey(null).get("/jwks/" + id).need(200).json().getJsonArray("keys"))
                .hasSize(1);
        assertThat(api.get("/api/v1/applications/" + id + "/credentials")
                        .items()
                        .getJsonObject(0)
                        .getString("clientId"))
                .isEqualTo("sys-1");
    }

    @Test
    void aSecretIsNeverToldAgain() {
        Api api = gateway.aTenant();
        SignUpDesk desk = SignUpDesk.open(api).withPortalAccess();
        desk.completed("partner-application", desk.application("provider", "openid", "user/Patient.read"));
        String draft = desk.put("api-credentials", new JsonObject().put("clientSecret", SignUpDesk.SECRET))
                .need(200)
                .body();
        String done = desk.complete("api-credentials", new JsonObject().put("clientId", "pf-1"))
                .need(200)
                .body();

        assertThat(draft
                        + done
                        + desk.read()
                        + api.get(desk.path() + "/history").body()
                        + api.get(desk.path() + "/packet").body()
                        + api.get("/api/v1/audit-events").body())
                .doesNotContain(SignUpDesk.SECRET)
                .contains("clientSecret");
    }

    @Test
    void stepsMayBeDraftedEarlyButNotCompleted() {
        SignUpDesk desk = SignUpDesk.open(gateway.aTenant());

        desk.put("portal-access", SignUpDesk.access()).need(200);

        Api.Answer early = desk.complete("portal-access", new JsonObject());
        assertThat(early.need(409).code()).isEqualTo("step-too-early");
        assertThat(early.body()).contains("partner-registration");
        assertThat(desk.readStep("portal-access").getJsonObject("form").getString("portalUserName"))
                .isEqualTo("northwind");
        assertThat(desk.completed("partner-registration", SignUpDesk.company())).isNotNull();
        assertThat(desk.completed("portal-access", new JsonObject()).getString("state"))
                .isEqualTo("done");
    }

    @Test
    void draftsSurviveARestart() {
        SignUpDesk desk = SignUpDesk.open(gateway.aTenant());
        desk.put("partner-registration", new JsonObject().put("companyName", "Northwind Health"))
                .need(200);
        desk.put("api-credentials", new JsonObject().put("clientSecret", SignUpDesk.SECRET))
                .need(200);

        gateway.restart();

        assertThat(desk.readStep("partner-registration").getJsonObject("form").getString("companyName"))
                .isEqualTo("Northwind Health");
        desk.withPortalAccess();
        desk.completed("partner-application", desk.application("provider", "openid", "user/Patient.read"));
        desk.completed("api-credentials", new JsonObject().put("clientId", "pf-2"));
    }

    @Test
    void whoAcceptedTheTermsAndWhenIsRecorded() {
        SignUpDesk desk = SignUpDesk.open(gateway.aTenant());

        JsonObject step = desk.put("partner-registration", new JsonObject().put("termsAccepted", true))
                .need(200)
                .json();

        JsonObject accepted = step.getJsonObject("acceptances").getJsonObject("termsAccepted");
        assertThat(accepted.getString("by")).startsWith("key:");
        assertThat(accepted.getInstant("at")).isNotNull();
        JsonObject taken = desk.put("partner-registration", new JsonObject().put("termsAccepted", false))
                .need(200)
                .json();
        assertThat(taken.getJsonObject("acceptances")).isEqualTo(new JsonObject());
    }

    @Test
    void aRefusalIsAFactAndSendingAgainClearsIt() {
        SignUpDesk desk = SignUpDesk.open(gateway.aTenant());
        desk.completed("partner-registration", SignUpDesk.company());

        JsonObject refused = desk.api
                .post(
                        desk.step("portal-access") + "/refuse",
                        new JsonObject().put("reason", "No website").put("refusedOn", "2026-11-05"))
                .need(200)
                .json();

        assertThat(refused.getString("state")).isEqualTo("refused");
        assertThat(refused.getJsonObject("refusal"))
                .isEqualTo(new JsonObject()
                        .put("reason", "No website")
                        .put("on", "2026-11-05")
                        .put("fields", new JsonArray()));
        desk.api
                .post(desk.step("partner-registration") + "/reopen", new JsonObject().put("reason", "add website"))
                .need(200);
        desk.completed("partner-registration", new JsonObject());
        JsonObject again = desk.readStep("portal-access");
        assertThat(again.getString("state")).isEqualTo("waiting");
        assertThat(again.getValue("refusal")).isNull();
        assertThat(desk.api.get(desk.path() + "/history").body()).contains("No website", "add website");
        assertThat(desk.api
                        .post(desk.step("api-credentials") + "/refuse", new JsonObject().put("reason", "x"))
                        .need(409)
                        .code())
                .isEqualTo("step-not-waiting");
    }

    @Test
    void aRefusedStepCanBeSentAgainAsItIs() {
        SignUpDesk desk = SignUpDesk.open(gateway.aTenant());
        desk.completed("partner-registration", SignUpDesk.company());
        assertThat(desk.api
                        .post(desk.step("portal-access") + "/resubmit", new JsonObject())
                        .need(409)
                        .code())
                .isEqualTo("step-not-refused");
        desk.api
                .post(desk.step("portal-access") + "/refuse", new JsonObject().put("reason", "mail bounced"))
                .need(200);

        assertThat(desk.api
                        .post(desk.step("portal-access") + "/resubmit", new JsonObject().put("note", "new mailbox"))
                        .need(200)
                        .json()
                        .getString("state"))
                .isEqualTo("waiting");
    }

    @Test
    void aCompletedStepIsChangedOnlyAfterItWasReopened() {
        Api api = gateway.aTenant();
        SignUpDesk desk = SignUpDesk.open(api).withPortalAccess();
        desk.completed("partner-application", desk.application("provider", "openid", "user/Patient.read"));
        JsonObject change = new JsonObject().put("applicationName", "Southwind");
        assertThat(desk.put("partner-application", change).need(409).code()).isEqualTo("step-completed");
        api.post(desk.step("partner-application") + "/reopen", new JsonObject()).need(400);

        api.post(desk.step("partner-application") + "/reopen", new JsonObject().put("reason", "new name"))
                .need(200);
        desk.completed("partner-application", change);

        assertThat(api.get("/api/v1/applications/" + desk.read().getString("applicationId"))
                        .json()
                        .getString("name"))
                .isEqualTo("Southwind");
        api.post(desk.step("partner-application") + "/reopen", new JsonObject().put("reason", "other type"))
                .need(200);
        Api.Answer other = desk.complete("partner-application", desk.application("patient", "patient/Patient.read"));
        assertThat(other.need(422)
                        .json()
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("path"))
                .isEqualTo("applicationType");
    }

    @Test
    void aRegistrationGoesOnlyBeforeItsApplication() {
        Api api = gateway.aTenant();
        SignUpDesk desk = SignUpDesk.open(api).withPortalAccess();
        desk.completed("partner-application", desk.application("provider", "openid", "user/Patient.read"));
        assertThat(api.delete(desk.path()).need(409).code()).isEqualTo("registration-in-use");

        api.delete("/api/v1/applications/" + desk.read().getString("applicationId"))
                .need(204);
        api.delete(desk.path()).need(204);

        assertThat(api.get(desk.path()).need(404).code()).isEqualTo("registration-unknown");
    }

    @Test
    void anotherTenantSeesNothingOfIt() {
        SignUpDesk desk = SignUpDesk.open(gateway.aTenant());
        Api other = gateway.aTenant();
        String missing = "/api/v1/registrations/reg_00000000000000000000000000";

        for (String rest : new String[] {
            "",
            "/history",
            "/comments",
            "/packet",
            "/listing-preview",
            "/practices",
            "/evidence",
            "/practice-instructions"
        }) {
            assertThat(other.get(desk.path() + rest).need(404).code()).isEqualTo("registration-unknown");
            assertThat(other.get(missing + rest).need(404).code()).isEqualTo("registration-unknown");
        }
        JsonObject form = new JsonObject().put("companyName", "Stolen");
        assertThat(other.call("PUT", desk.step("partner-registration"), form)
                        .need(404)
                        .code())
                .isEqualTo("registration-unknown");
        assertThat(other.delete(desk.path()).need(404).code()).isEqualTo("registration-unknown");
        assertThat(other.get("/api/v1/registrations").items()).isEmpty();
        assertThat(step(desk.read(), "partner-registration").getJsonObject("form"))
                .isEqualTo(new JsonObject());
    }

    @Test
    void ownersDatesBlockersAndCommentsAreKeptWithTheirHistory() {
        SignUpDesk desk = SignUpDesk.open(gateway.aTenant());
        JsonObject tracked = desk.api
                .call(
                        "PATCH",
                        desk.step("partner-registration"),
                        new JsonObject()
                                .put("owner", "lena@northwind.example")
                                .put("dueAt", "2026-12-01T00:00:00Z")
                                .put("blocker", "waits for the lawyer"))
                .need(200)
                .json();
        assertThat(tracked.getString("blocker")).isEqualTo("waits for the lawyer");

        JsonObject cleared = desk.api
                .call("PATCH", desk.step("partner-registration"), new JsonObject().putNull("blocker"))
                .need(200)
                .json();
        desk.api
                .post(
                        desk.path() + "/comments",
                        new JsonObject().put("text", "Called them twice.").put("step", "partner-registration"))
                .need(201);

        assertThat(cleared.getValue("blocker")).isNull();
        assertThat(cleared.getString("owner")).isEqualTo("lena@northwind.example");
        assertThat(desk.api
                        .get(desk.path() + "/comments")
                        .items()
                        .getJsonObject(0)
                        .getString("text"))
                .isEqualTo("Called them twice.");
        JsonArray history = desk.api.get(desk.path() + "/history").items();
        assertThat(history.stream().map(each -> ((JsonObject) each).getString("kind")))
                .containsExactly("commented", "tracked", "tracked", "created");
        JsonArray page = desk.api.get(desk.path() + "/history?limit=3").items();
        assertThat(page).hasSize(3);
        assertThat(history.getJsonObject(1).getJsonArray("changes").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("field", "blocker")
                        .put("from", "waits for the lawyer")
                        .putNull("to"));
    }

    @Test
    void theVendorsGateIsNotedInDays() {
        SignUpDesk desk = SignUpDesk.open(gateway.aTenant()).withPortalAccess();
        desk.completed("partner-application", desk.application("system", "system/Patient.rs"));
        desk.completed("api-credentials", new JsonObject().put("clientId", "sys-2"));
        String gate = desk.path() + "/vendor-gate";

        desk.api
                .call("PUT", gate, new JsonObject().put("testingSince", "2026-11-03"))
                .need(200);
        assertThat(desk.read().getString("state")).isEqualTo("testing");
        desk.api
                .call("PUT", gate, new JsonObject().put("enabledOn", "2026-11-20"))
                .need(200);
        assertThat(desk.read().getString("state")).isEqualTo("enabled_by_vendor");
        desk.api
                .call("PUT", gate, new JsonObject().put("inMarketplaceOn", "2026-11-21"))
                .need(200);

        JsonObject registration = desk.read();
        assertThat(registration.getString("state")).isEqualTo("in_marketplace");
        assertThat(registration.getJsonObject("vendorGate").getString("enabledOn"))
                .isEqualTo("2026-11-20");
        assertThat(desk.api
                        .call("PUT", gate, new JsonObject().put("enabledOn", "soon"))
                        .need(400)
                        .code())
                .isEqualTo("input-invalid");
    }
}
