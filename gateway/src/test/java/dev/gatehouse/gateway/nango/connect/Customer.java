package dev.gatehouse.gateway.nango.connect;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A partner whose programs were written for Nango. */
record Customer(GatewayExtension gateway, Partner partner, String integration) {

    static Customer of(GatewayExtension gateway) {
        return of(gateway, gateway.aPartner());
    }

    static Customer of(GatewayExtension gateway, Partner partner) {
        String key = partner.api()
                .get("/api/v1/applications/" + partner.applicationId())
                .need(200)
                .json()
                .getString("key");
        return new Customer(gateway, partner, key);
    }

    Api api() {
        return partner.api();
    }

    /** For one user, whose practice the backend knows. */
    JsonObject at(SandboxPractice practice, String user) {
        return body(user)
                .put(
                        "integrations_config_defaults",
                        new JsonObject()
                                .put(
                                        integration,
                                        new JsonObject()
                                                .put(
                                                        "connection_config",
                                                        new JsonObject()
                                                                .put("endpoint_id", partner.endpoint(practice)))));
    }

    JsonObject body(String user) {
        return new JsonObject()
                .put("end_user", new JsonObject().put("id", user).put("email", user + "@example.org"))
                .put("organization", new JsonObject().put("id", "org-1"))
                .put("tags", new JsonObject().put("Plan", "gold"))
                .put("allowed_integrations", new JsonArray().add(integration));
    }

    String session(JsonObject body) {
        return api().post("/connect/sessions", body)
                .need(201)
                .json()
                .getJsonObject("data")
                .getString("token");
    }

    String popup(String token, String socketId) {
        return gateway.url() + "/oauth/connect/" + integration + "?connect_session_token=" + token + "&ws_client_id="
                + socketId;
    }

    /** From the popup's first address to its last page; the EHR says yes. */
    @CanIgnoreReturnValue
    Browser.Page walks(Browser browser, String popup) {
        String back = browser.until(gateway.url() + "/oauth/callback", browser.open(popup));
        String end = browser.until(gateway.url() + "/oauth/finished", browser.open(back));
        return browser.open(end);
    }
}
