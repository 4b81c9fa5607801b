package dev.gatehouse.gateway.conformance;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxScopes;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Partners whose applications sign, known to the EHR by the address of their key set alone. */
final class Signing {
    private Signing() {}

    /** A new tenant with a provider application and a generated key of that algorithm. */
    static Partner partner(GatewayExtension gateway, String algorithm) {
        return partner(gateway, gateway.aTenant(), algorithm);
    }

    static Partner partner(GatewayExtension gateway, Api api, String algorithm) {
        JsonObject application = api.post(
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("environment", "sandbox")
                                .put("type", "provider")
                                .put("name", "Signing Hub")
                                .put("clientAuth", "private_key_jwt")
                                .put("scopes", new JsonArray(Partner.SCOPES)))
                .need(201)
                .json();
        Client client = new Client(
                "signing-" + UUID.randomUUID(),
                null,
                "Signing Hub",
                Client.Type.PROVIDER,
                List.of(application.getString("redirectUri")),
                List.of(),
                SandboxScopes.ALL,
                application.getString("jwksUrl"),
                Set.of(ClientAuthentication.PRIVATE_KEY_JWT));
        gateway.ehr().ehr().registerClient(client);
        api.post(
                        "/api/v1/applications/" + application.getString("id") + "/credentials",
                        new JsonObject().put("generateKey", algorithm).put("clientId", client.id()))
                .need(201);
        return new Partner(gateway, api, application.getString("id"), client);
    }
}
