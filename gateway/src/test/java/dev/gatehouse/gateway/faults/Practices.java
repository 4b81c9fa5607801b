package dev.gatehouse.gateway.faults;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.Browser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Practices of an {@link Oracle} that a tenant of a gateway is connected to, by the way a user would go; the gateway may be
 * at another address each time.
 */
final class Practices {
    private final Oracle oracle;
    private final String application;
    private final List<String> connections = new ArrayList<>();

    private Practices(Oracle oracle, String application) {
        this.oracle = oracle;
        this.application = application;
    }

    /** Connects practices 0 to {@code count - 1}, on four browsers at once. */
    @CanIgnoreReturnValue
    static Practices connect(Api api, Oracle oracle, int count) {
        Practices practices = new Practices(oracle, application(api, oracle));
        practices.connectMore(api, count);
        return practices;
    }

    private static String application(Api api, Oracle oracle) {
        String id = api.post(
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "smart")
                                .put("type", "provider")
                                .put("name", "Faults")
                                .put(
                                        "scopes",
                                        new JsonArray(
                                                List.of("offline_access", "user/Patient.read", "user/Patient.write"))))
                .need(201)
                .json()
                .getString("id");
        keepSecret(api, id, oracle.secret());
        return id;
    }

    @CanIgnoreReturnValue
    private static Api.Answer keepSecret(Api api, String application, String secret) {
        return api.post(
                        "/api/v1/applications/" + application + "/credentials",
                        new JsonObject()
                                .put("clientId", Oracle.CLIENT)
                                .put("clientSecret", secret)
                                .put("activate", true))
                .need(201);
    }

    /** Stores what the oracle wants now. */
    void keepSecret(Api api) {
        keepSecret(api, application, oracle.secret());
    }

    void connectMore(Api api, int count) {
        int first = connections.size();
        List<String> made = new ArrayList<>(java.util.Collections.nCopies(count, ""));
        List<String> endpoints = IntStream.range(0, count)
                .mapToObj(i -> endpoint(api, first + i))
                .toList();
        List<CompletableFuture<Void>> browsers = new ArrayList<>();
        for (int browser = 0; browser < 4; browser++) {
            int from = browser;
            browsers.add(CompletableFuture.runAsync(() -> {
                for (int i = from; i < count; i += 4) {
                    made.set(i, connect(api, first + i, endpoints.get(i)));
                }
            }));
        }
        browsers.forEach(CompletableFuture::join);
        connections.addAll(made);
    }

    @CanIgnoreReturnValue
    private String connect(Api api, int practice, String endpoint) {
        JsonObject session = invite(api, practice, endpoint);
        Browser browser = new Browser();
        return finish(browser, session, wayBack(browser, session));
    }

    /** Enters the practice of the oracle into the directory; answers its endpoint. */
    String endpoint(Api api, int practice) {
        return api.post(
                        "/api/v1/practices",
                        new JsonObject()
                                .put("ehr", "smart")
                                .put("name", "Practice " + practice)
                                .put(
                                        "endpoints",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("kind", "provider_system")
                                                        .put("baseUrl", oracle.base(practice)))))
                .need(201)
                .json()
                .getJsonArray("endpoints")
                .getJsonObject(0)
                .getString("id");
    }

    /** A connect session for one practice. */
    JsonObject invite(Api api, int practice, String endpoint) {
        return api.post(
                        "/api/v1/connect-sessions",
                        new JsonObject()
                                .put("applicationId", application)
                                .put("endpointId", endpoint)
                                .put("confirm", false)
                                .put("endUser", new JsonObject().put("id", "user-" + practice)))
                .need(201)
                .json();
    }

    /** Where the authorization server sends this browser, not yet opened. */
    static String wayBack(Browser browser, JsonObject session) {
        Browser.Page left = browser.open(session.getString("url"));
        for (int hop = 0; hop < 5; hop++) {
            String next = left.next().toString();
            if (next.contains("/oauth/callback")) {
                return next;
            }
            left = browser.open(next);
        }
        throw new AssertionError("never sent back");
    }

    /** The id of the connection that came of it. */
    static String finish(Browser browser, JsonObject session, String back) {
        Browser.Page end = browser.open(back);
        JsonObject view = new JsonObject(
                new Browser().open(session.getString("url") + "/session").body());
        if (!"connected".equals(view.getString("state"))) {
            throw new AssertionError("the callback answered " + end.status() + ", the session is " + view);
        }
        return view.getJsonObject("result").getString("connectionId");
    }

    int count() {
        return connections.size();
    }

    /** The connection with this practice of the oracle. */
    String id(int practice) {
        return connections.get(practice);
    }

    IntStream each() {
        return IntStream.range(0, count());
    }

    JsonObject json(Api api, int practice) {
        return api.get("/api/v1/connections/" + id(practice)).need(200).json();
    }

    String state(Api api, int practice) {
        return json(api, practice).getString("state");
    }

    String cause(Api api, int practice) {
        return json(api, practice).getJsonObject("cause").getString("code");
    }

    CompletableFuture<Api.Answer> refreshLater(Api api, int practice) {
        return api.later("POST", "/api/v1/connections/" + id(practice) + "/refresh", new JsonObject());
    }

    Api.Answer refresh(Api api, int practice) {
        return api.post("/api/v1/connections/" + id(practice) + "/refresh", new JsonObject());
    }

    Api.Answer read(Api api, int practice) {
        return api.get(fhir(practice));
    }

    String fhir(int practice) {
        return "/fhir/" + id(practice) + "/Patient?_count=1";
    }
}
