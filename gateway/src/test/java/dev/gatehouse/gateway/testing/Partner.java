package dev.gatehouse.gateway.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.authorization.Client;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A tenant with one application that the EHR knows, its credentials stored.
 *
 * @param client as the EHR knows it
 */
public record Partner(GatewayExtension gateway, Api api, String applicationId, Client client) {
    /** Asked for by {@link GatewayExtension#aPartner provider applications} here. */
    public static final List<String> SCOPES =
            List.of("openid", "fhirUser", "offline_access", "user/Patient.read", "user/Observation.read");

    private static final List<String> PATIENT_SCOPES =
            List.of("openid", "fhirUser", "offline_access", "launch/patient", "patient/Patient.read");

    public static Partner of(GatewayExtension gateway, Api api, Client.Type type) {
        JsonObject application = api.post(
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("environment", "sandbox")
                                .put("type", type.name().toLowerCase(Locale.ROOT))
                                .put("name", "Northwind Care Hub")
                                .put("scopes", new JsonArray(type == Client.Type.PATIENT ? PATIENT_SCOPES : SCOPES)))
                .need(201)
                .json();
        Client client = gateway.ehr().ehr().registerClient(type, List.of(application.getString("redirectUri")));
        Partner partner = new Partner(gateway, api, application.getString("id"), client);
        partner.keepCredential(client.id(), client.secret());
        return partner;
    }

    /** Stores a credential and uses it from now on. */
    @CanIgnoreReturnValue
    public Api.Answer keepCredential(String clientId, String secret) {
        return api.post(
                        "/api/v1/applications/" + applicationId + "/credentials",
                        new JsonObject()
                                .put("clientId", clientId)
                                .put("clientSecret", secret)
                                .put("activate", true))
                .need(201);
    }

    /** The endpoint of the practice that this application is for. */
    public String endpoint(SandboxPractice practice) {
        URI base = client.type() == Client.Type.PATIENT ? practice.patientBase() : practice.providerBase();
        JsonArray found = api.get("/api/v1/practices?ehr=sandbox&limit=50&q="
                        + URLEncoder.encode(practice.name(), StandardCharsets.UTF_8))
                .need(200)
                .items();
        for (int i = 0; i < found.size(); i++) {
            JsonArray endpoints = found.getJsonObject(i).getJsonArray("endpoints");
            for (int j = 0; j < endpoints.size(); j++) {
                if (base.toString().equals(endpoints.getJsonObject(j).getString("baseUrl"))) {
                    return endpoints.getJsonObject(j).getString("id");
                }
            }
        }
        throw new AssertionError("the directory has no endpoint " + base);
    }

    /** An invitation of {@code user-1} to one practice that shows no page of ours on the way out. */
    public JsonObject invitation(SandboxPractice practice) {
        return new JsonObject()
                .put("applicationId", applicationId)
                .put("endpointId", endpoint(practice))
                .put("confirm", false)
                .put("endUser", new JsonObject().put("id", "user-1"));
    }

    /** Makes a connect session and gives it with its {@code token} and {@code url}. */
    public JsonObject invite(JsonObject invitation) {
        return api.post("/api/v1/connect-sessions", invitation).need(201).json();
    }

    public JsonObject invite(SandboxPractice practice) {
        return invite(invitation(practice));
    }

    /** The address of the callback to which this browser comes back from the EHR, not yet opened. */
    public String wayBack(Browser browser, JsonObject session) {
        return browser.until(gateway.url() + "/oauth/callback", browser.open(session.getString("url")));
    }

    /** The whole walk; the EHR says yes. */
    @CanIgnoreReturnValue
    public ConnectedPractice connects(SandboxPractice practice) {
        return connects(practice, invitation(practice));
    }

    public ConnectedPractice connects(SandboxPractice practice, JsonObject invitation) {
        Browser browser = new Browser();
        JsonObject session = invite(invitation);
        Browser.Page end = browser.open(wayBack(browser, session));
        JsonObject view = view(session);
        if (!"connected".equals(view.getString("state"))) {
            throw new AssertionError("the callback answered " + end.status() + ", the session is " + view);
        }
        return new ConnectedPractice(
                this, practice, view.getJsonObject("result").getString("connectionId"));
    }

    /** What the connect page would be told of the session. */
    @CanIgnoreReturnValue
    public JsonObject view(JsonObject session) {
        return new JsonObject(
                new Browser().open(session.getString("url") + "/session").body());
    }

    /** How many connections the application has, in whatever state. */
    public int connections() {
        return api.get("/api/v1/connections?applicationId=" + applicationId)
                .need(200)
                .items()
                .size();
    }
}
