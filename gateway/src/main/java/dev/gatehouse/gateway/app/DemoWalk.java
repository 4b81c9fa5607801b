package dev.gatehouse.gateway.app;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The main job, step by step, over HTTP only: what a partner's backend, and one clinician with a browser, would do. */
final class DemoWalk {
    private static final String SCOPES = "openid fhirUser offline_access user/Patient.read user/Observation.read";

    private final ApiClient client;
    private final String sandbox;

    DemoWalk(ApiClient client, String sandbox) {
        this.client = client;
        this.sandbox = sandbox;
    }

    /** What the application asks for. */
    static JsonArray scopes() {
        return new JsonArray(List.of(SCOPES.split(" ", -1)));
    }

    /** Asks the EHR whether it knows the application's credential, and gives the outcome. */
    String test(String application, String endpoint) throws IOException, InterruptedException {
        return client.post(
                        "/api/v1/applications/" + application + "/credentials/1/test",
                        new JsonObject().put("endpointId", endpoint),
                        200)
                .getString("outcome");
    }

    /** How many practices the directory brought. */
    int importDirectory() throws IOException, InterruptedException {
        JsonObject report = client.post(
                "/api/v1/directories/sandbox/imports",
                new JsonObject().put("url", sandbox + "/assets/static_files/ServiceBaseURLs.json"),
                200);
        return report.getInteger("practices");
    }

    /** The first practice of that name. */
    JsonObject find(String name) throws IOException, InterruptedException {
        JsonArray found = client.get(
                        "/api/v1/practices?ehr=sandbox&q=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
                .getJsonArray("items");
        if (found.isEmpty()) {
            throw new CallFailed("no practice is called " + name);
        }
        return found.getJsonObject(0);
    }

    static String providerEndpoint(JsonObject practice) {
        JsonArray endpoints = practice.getJsonArray("endpoints");
        for (int i = 0; i < endpoints.size(); i++) {
            if ("provider_system".equals(endpoints.getJsonObject(i).getString("kind"))) {
                return endpoints.getJsonObject(i).getString("id");
            }
        }
        throw new CallFailed("the practice has no endpoint for staff");
    }

    /** Invites, signs in and allows as a clinician would, and gives the connection's id. */
    String connect(String application, String endpoint) throws IOException, InterruptedException {
        JsonObject session = client.post(
                "/api/v1/connect-sessions",
                new JsonObject()
                        .put("applicationId", application)
                        .put("endpointId", endpoint)
                        .put("confirm", false)
                        .put("endUser", new JsonObject().put("id", "demo-user")),
                201);
        HttpResponse<String> page = client.open(session.getString("url"));
        for (int step = 0; step < 4 && page.uri().toString().startsWith(sandbox); step++) {
            page = client.submit(
                    page.uri(),
                    Map.of("username", "clinician", "password", passwordOn(page.body()), "decision", "allow"));
        }
        JsonArray connections = client.get("/api/v1/connections?applicationId=" + application + "&state=active")
                .getJsonArray("items");
        if (connections.isEmpty()) {
            throw new CallFailed("the browser ended at " + page.uri().getPath() + " with " + page.statusCode());
        }
        return connections.getJsonObject(0).getString("id");
    }

    /** The sandbox writes its one password on the page; later pages have none and need none. */
    private static String passwordOn(String page) {
        int from = page.indexOf("with the password <code>");
        if (from < 0) {
            return "";
        }
        int start = from + "with the password <code>".length();
        return page.substring(start, page.indexOf("</code>", start));
    }

    /** How many patients the search through the gateway finds. */
    int searchPatients(String connection) throws IOException, InterruptedException {
        JsonObject bundle = client.get("/fhir/" + connection + "/Patient?_count=5");
        return bundle.getInteger("total", bundle.getJsonArray("entry").size());
    }

    /** Lets the EHR forget all access tokens, calls again, and tells how many refreshes that took. */
    int refreshesAfterExpiry(String connection) throws IOException, InterruptedException {
        int before = refreshes();
        client.theirs(sandbox + "/control/tokens/expire-access", new JsonObject(), 200);
        int status = client.status("/fhir/" + connection + "/Patient?_count=1");
        if (status != 200) {
            throw new CallFailed("the call after the token's end answered " + status);
        }
        return refreshes() - before;
    }

    private int refreshes() throws IOException, InterruptedException {
        return client.theirs(sandbox + "/control/counters")
                .getJsonObject("tokenRequests", new JsonObject())
                .getInteger("refresh_token", 0);
    }

    /** The status of a call through a connection after it was ended. */
    int disconnect(String connection) throws IOException, InterruptedException {
        client.delete("/api/v1/connections/" + connection);
        return client.status("/fhir/" + connection + "/Patient");
    }

    /** A link for a person to try the connect page. */
    String invitation(String application) throws IOException, InterruptedException {
        return client.post(
                        "/api/v1/connect-sessions",
                        new JsonObject()
                                .put("applicationId", application)
                                .put("endUser", new JsonObject().put("id", "you")),
                        201)
                .getString("url");
    }

    static String count(int number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }
}
