package dev.gatehouse.gateway.registration;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.testing.Api;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Somebody at a partner who signs up with an EHR: one registration, its forms filled in with sensible values. */
final class SignUpDesk {
    static final String SECRET = "s3cret-of-the-vendor-0815";

    final Api api;
    final String id;

    private SignUpDesk(Api api, String id) {
        this.api = api;
        this.id = id;
    }

    /** At the EHR and in the environment of the tests' own sandbox. */
    static SignUpDesk open(Api api) {
        return open(api, "sandbox", "sandbox");
    }

    static SignUpDesk open(Api api, String ehr, String environment) {
        JsonObject made = api.post(
                        "/api/v1/registrations",
                        new JsonObject()
                                .put("ehr", ehr)
                                .put("environment", environment)
                                .put("name", "Northwind Care Hub"))
                .need(201)
                .json();
        return new SignUpDesk(api, made.getString("id"));
    }

    String path() {
        return "/api/v1/registrations/" + id;
    }

    String step(String key) {
        return path() + "/steps/" + key;
    }

    JsonObject read() {
        return api.get(path()).need(200).json();
    }

    JsonObject readStep(String key) {
        return api.get(step(key)).need(200).json();
    }

    Api.Answer put(String key, JsonObject form) {
        return api.call("PUT", step(key), form);
    }

    Api.Answer complete(String key, JsonObject form) {
        return api.post(step(key) + "/complete", form);
    }

    @CanIgnoreReturnValue
    JsonObject completed(String key, JsonObject form) {
        return complete(key, form).need(200).json();
    }

    static JsonObject company() {
        return new JsonObject()
                .put("companyName", "Northwind Health")
                .put("companyWebsite", "https://northwind.example")
                .put("developerName", "Lena Fischer")
                .put("developerEmail", "lena@northwind.example")
                .put("phone", "+1 555 0100")
                .put("termsAccepted", true)
                .put("submittedOn", "2026-11-02");
    }

    static JsonObject access() {
        return new JsonObject().put("receivedOn", "2026-11-02").put("portalUserName", "northwind");
    }

    JsonObject application(String type, String... scopes) {
        JsonObject urls = read().getJsonObject("ownUrls");
        JsonObject form = new JsonObject()
                .put("applicationName", "Northwind Care Hub")
                .put("applicationType", type)
                .put("scopes", new JsonArray(List.of(scopes)));
        return type.equals("system")
                ? form.put("jwksUrl", urls.getString("jwksUrl"))
                : form.put("redirectUrls", new JsonArray().add(urls.getString("redirectUri")));
    }

    /** Up to the application form, which is still empty. */
    @CanIgnoreReturnValue
    SignUpDesk withPortalAccess() {
        completed("partner-registration", company());
        completed("portal-access", access());
        return this;
    }
}
