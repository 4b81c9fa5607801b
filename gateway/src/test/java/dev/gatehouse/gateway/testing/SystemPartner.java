package dev.gatehouse.gateway.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A tenant with a system application that signs, known to the EHR with a fixed list of scopes. */
public record SystemPartner(GatewayExtension gateway, Api api, String applicationId, Client client) {
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    /**
     * A new tenant.
     *
     * @param wanted what the application asks for
     * @param registered what the EHR lets it ask for, compared as text
     */
    public static SystemPartner of(GatewayExtension gateway, List<String> wanted, Set<String> registered) {
        Api api = gateway.aTenant();
        JsonObject application = api.post(
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("environment", "sandbox")
                                .put("type", "system")
                                .put("clientAuth", "private_key_jwt")
                                .put("name", "Northwind Night Job")
                                .put("scopes", new JsonArray(wanted)))
                .need(201)
                .json();
        String id = application.getString("id");
        Client client = client("system-" + CLIENTS.incrementAndGet(), registered, application.getString("jwksUrl"));
        gateway.ehr().ehr().registerClient(client);
        api.post(
                        "/api/v1/applications/" + id + "/credentials",
                        new JsonObject()
                                .put("clientId", client.id())
                                .put("generateKey", "ES384")
                                .put("activate", true))
                .need(201);
        return new SystemPartner(gateway, api, id, client);
    }

    private static Client client(String id, Set<String> registered, @Nullable String jwksUrl) {
        return new Client(
                id,
                null,
                "Northwind Night Job",
                Client.Type.SYSTEM,
                List.of(),
                List.of(),
                registered,
                jwksUrl,
                Set.of(ClientAuthentication.PRIVATE_KEY_JWT));
    }

    /** The vendor changes which scopes the application may ask for. */
    public void mayAskFor(Set<String> scopes) {
        gateway.ehr().ehr().registerClient(client(client.id(), scopes, client.jwksUrl()));
    }

    /** The administrator of the practice lets the application in, or takes that back. */
    public void let(SandboxPractice practice, boolean in) {
        gateway.ehr().control().tokens().authorizeSystemApp(practice.guid(), client.id(), in);
    }

    /** What connects it. */
    public JsonObject wish(SandboxPractice practice) {
        return new JsonObject()
                .put("applicationId", applicationId)
                .put("endpointId", new Partner(gateway, api, applicationId, client).endpoint(practice));
    }

    public Api.Answer connect(SandboxPractice practice) {
        return api.post("/api/v1/connections", wish(practice));
    }

    /** Lets it in and connects; 201 is expected. */
    @CanIgnoreReturnValue
    public ConnectedPractice connects(SandboxPractice practice) {
        let(practice, true);
        String id = connect(practice).need(201).json().getString("id");
        return new ConnectedPractice(new Partner(gateway, api, applicationId, client), practice, id);
    }

    /** Token requests of system applications at the practice, oldest first. */
    public List<RecordedRequest> tokenRequests(SandboxPractice practice) {
        return gateway.ehr().control().requests(RequestKind.TOKEN).stream()
                .filter(request -> practice.guid().equals(request.practice()))
                .toList();
    }
}
