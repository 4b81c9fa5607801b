package dev.gatehouse.gateway.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.ScriptedServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the console's onboarding screens ask for: apps at a glance, names, addresses that answer, who uses which secret. */
final class OnboardingTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    @Test
    void appsAreListedWithAndWithoutARegistration() {
        Api api = gateway.aTenant();
        SignUpDesk desk = SignUpDesk.open(api).withPortalAccess();
        String direct = api.post(
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("environment", "sandbox")
                                .put("type", "patient")
                                .put("name", "Direct")
                                .put("scopes", new JsonArray().add("openid").add("patient/Patient.read")))
                .need(201)
                .json()
                .getString("id");

        JsonArray all = api.get("/api/v1/ehr-apps").need(200).items();
        assertThat(all).hasSize(2);
        JsonObject tracked = app(all, desk.read().getString("applicationId"));
        assertThat(tracked.getString("registrationId")).isEqualTo(desk.id);
        assertThat(tracked.getBoolean("ready")).isFalse();
        assertThat(tracked.getInteger("steps")).isEqualTo(4);
        assertThat(tracked.getJsonObject("step").getInteger("number")).isEqualTo(3);
        assertThat(tracked.getValue("credential")).isNull();
        JsonObject other = app(all, direct);
        assertThat(other.getValue("registrationId")).isNull();
        assertThat(other.getString("type")).isEqualTo("patient");
        assertThat(other.getInteger("connections")).isZero();

        desk.completed("partner-application", desk.application("provider", "openid", "user/Patient.read"));
        desk.completed(
                "api-credentials",
                new JsonObject()
                        .put("clientId", "pf-1")
                        .put("clientSecret", SignUpDesk.SECRET)
                        .put("secretEndsOn", "2027-11-23"));
        tracked = app(api.get("/api/v1/ehr-apps").items(), desk.read().getString("applicationId"));
        assertThat(tracked.getValue("step")).isNull();
        assertThat(tracked.getJsonObject("credential").getString("expiresAt")).isEqualTo("2027-11-23T00:00:00Z");
        assertThat(tracked.encode()).doesNotContain(SignUpDesk.SECRET);
        assertThat(gateway.aTenant().get("/api/v1/ehr-apps").items()).isEmpty();
    }

    private static JsonObject app(JsonArray all, String applicationId) {
        return all.stream()
                .map(JsonObject.class::cast)
                .filter(each -> applicationId.equals(each.getString("applicationId")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoDidSomethingIsNamed() {
        SignUpDesk desk = SignUpDesk.open(gateway.aTenant());
        desk.completed("partner-registration", SignUpDesk.company());

        JsonObject step = desk.readStep("partner-registration");
        String by = step.getString("completedBy");
        assertThat(by).startsWith("key:");
        assertThat(step.getJsonObject("people").getString(by)).isNotBlank();
        assertThat(step.getJsonObject("touched").getJsonObject("phone").getString("by"))
                .isEqualTo(by);
        assertThat(desk.api
                        .get(desk.path() + "/history")
                        .json()
                        .getJsonObject("people")
                        .getString(by))
                .isNotBlank();
    }

    @Test
    void addressesAreReadAsTheVendorWillFindThem() {
        ScriptedServer web = gateway.scripted();
        web.on("/about", 200, "hello");
        web.on("/login", 403, "no");
        web.on("/terms", 302, "", "Location", "/about");
        web.on("/keys", 200, "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"a\",\"alg\":\"ES384\",\"x\":\"1\",\"d\":\"2\"}]}");
        SignUpDesk desk = SignUpDesk.open(gateway.aTenant()).withPortalAccess();
        JsonObject form = desk.application("provider", "openid", "user/Patient.read")
                .put("homepageUrl", web.url("/about"))
                .put("privacyPolicyUrl", web.url("/login"))
                .put("termsOfServiceUrl", web.url("/terms"))
                .put("logoUrl", web.url("/nothing"))
                .put("jwksUrl", web.url("/keys"));
        desk.put("partner-application", form).need(200);

        JsonArray checked = check(desk);
        assertThat(found(checked, "homepageUrl").getBoolean("ok")).isTrue();
        assertThat(found(checked, "termsOfServiceUrl").getBoolean("ok")).isTrue();
        assertThat(found(checked, "privacyPolicyUrl").getString("detail")).contains("asks for a sign-in");
        assertThat(found(checked, "logoUrl").getString("detail")).contains("no page");
        JsonObject keys = found(checked, "jwksUrl");
        assertThat(keys.getBoolean("privateKey")).isTrue();
        assertThat(keys.getJsonArray("keys").getJsonObject(0).getString("algorithm"))
                .isEqualTo("ES384");
        Api.Answer refused = desk.complete("partner-application", new JsonObject());
        assertThat(refused.need(422).body()).contains("A private key can be read at this address");

        web.on("/keys", 200, "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"b\",\"alg\":\"ES384\",\"x\":\"1\"}]}");
        assertThat(found(check(desk), "jwksUrl").getBoolean("ok")).isTrue();
        desk.completed("partner-application", new JsonObject());
    }

    @Test
    void theGatewaysOwnKeysAreToldWithoutARequest() {
        SignUpDesk desk = SignUpDesk.open(gateway.aTenant()).withPortalAccess();
        desk.put("partner-application", desk.application("system", "system/Patient.rs"))
                .need(200);

        JsonObject keys = found(check(desk), "jwksUrl");

        assertThat(keys.getBoolean("ok")).isTrue();
        assertThat(keys.getString("detail")).startsWith("Published by this gateway");
    }

    private static JsonArray check(SignUpDesk desk) {
        return desk.api
                .post(desk.step("partner-application") + "/check-addresses", new JsonObject())
                .need(200)
                .json()
                .getJsonArray("checked");
    }

    private static JsonObject found(JsonArray checked, String field) {
        return checked.stream()
                .map(JsonObject.class::cast)
                .filter(each -> field.equals(each.getString("field")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void usageTellsByWhichVersionConnectionsLive() {
        ConnectedPractice practice = gateway.aConnectedPractice();
        Api api = practice.partner().api();
        String usage = "/api/v1/applications/" + practice.partner().applicationId() + "/credential-usage";

        JsonArray items = api.get(usage).need(200).json().getJsonArray("items");

        assertThat(items).hasSize(1);
        assertThat(items.getJsonObject(0).getInteger("version")).isEqualTo(1);
        assertThat(items.getJsonObject(0).getInteger("connections")).isEqualTo(1);
        assertThat(items.getJsonObject(0).getString("lastUsedAt")).isNotNull();
        assertThat(app(api.get("/api/v1/ehr-apps").items(), practice.partner().applicationId())
                        .getInteger("connections"))
                .isEqualTo(1);
    }
}
