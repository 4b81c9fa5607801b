package dev.gatehouse.gateway.testing;

import dev.gatehouse.sandbox.SandboxPractice;
import io.vertx.core.json.JsonObject;

/** A practice that a partner is connected to. */
public record ConnectedPractice(Partner partner, SandboxPractice practice, String id) {
    public Api.Answer read() {
        return partner.api().get(fhir());
    }

    /** A search through the gateway. */
    public String fhir() {
        return "/fhir/" + id + "/Patient?_count=1";
    }

    /** The connection as the API shows it. */
    public JsonObject json() {
        return partner.api().get("/api/v1/connections/" + id).need(200).json();
    }

    public String state() {
        return json().getString("state");
    }

    public String cause() {
        return json().getJsonObject("cause").getString("code");
    }
}
