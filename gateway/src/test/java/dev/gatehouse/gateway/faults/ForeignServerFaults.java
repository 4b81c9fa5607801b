package dev.gatehouse.gateway.faults;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.token.RefreshPace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An authorization server that others wrote: what two servers of our own could both get wrong in the same way. */
@Tag("faults")
@ExtendWith(FaultTable.class)
final class ForeignServerFaults {
    private static final String CLIENT = "gatehouse";
    private static final String SECRET = Oracle.CANARY + "-of-the-foreign-server:/+ %";
    private static final RefreshPace PACE =
            new RefreshPace(List.of(Duration.ofMillis(100)), Duration.ofMillis(500), Duration.ofSeconds(60));

    @TempDir
    static Path directory;

    private static LocalGateway gateway;
    private static Api api;

    @BeforeAll
    static void start() {
        String missing = ForeignServer.missing();
        if (!missing.isEmpty()) {
            System.out.println("The scenarios F1 to F4 are left out: " + missing);
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing);
        gateway = LocalGateway.start(directory, PACE);
        api = gateway.api();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static JsonObject application(String type, String clientAuth, String... scopes) {
        return api.post(
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "smart")
                                .put("type", type)
                                .put("name", "Foreign " + clientAuth)
                                .put("clientAuth", clientAuth)
                                .put("scopes", new JsonArray(List.of(scopes))))
                .need(201)
                .json();
    }

    private static void keep(JsonObject application, JsonObject credential) {
        api.post(
                        "/api/v1/applications/" + application.getString("id") + "/credentials",
                        credential.put("clientId", CLIENT).put("activate", true))
                .need(201);
    }

    private static JsonObject client(JsonObject application) {
        return new JsonObject()
                .put("client_id", CLIENT)
                .put("redirect_uris", new JsonArray().add(application.getString("redirectUri")))
                .put("grant_types", new JsonArray(List.of("authorization_code", "refresh_token")))
                .put("response_types", new JsonArray(List.of("code")))
                .put("scope", "openid offline_access fhirUser user/Patient.read");
    }

    private static String endpoint(int port) {
        return api.post(
                        "/api/v1/practices",
                        new JsonObject()
                                .put("ehr", "smart")
                                .put("name", "Foreign practice " + port)
                                .put(
                                        "endpoints",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("kind", "provider_system")
                                                        .put("baseUrl", ForeignServer.base(port)))))
                .need(201)
                .json()
                .getJsonArray("endpoints")
                .getJsonObject(0)
                .getString("id");
    }

    private static String connect(JsonObject application, ForeignServer server) {
        JsonObject session = api.post(
                        "/api/v1/connect-sessions",
                        new JsonObject()
                                .put("applicationId", application.getString("id"))
                                .put("endpointId", endpoint(server.port()))
                                .put("confirm", false)
                                .put("endUser", new JsonObject().put("id", "user-1")))
                .need(201)
                .json();
        Browser browser = new Browser();
        try {
            return Practices.finish(browser, session, server.consent(browser, session.getString("url")));
        } catch (AssertionError e) {
            throw new AssertionError(
                    "the server says: "
                            + server.log()
                                    .lines()
                                    .filter(each -> each.contains("error"))
                                    .toList(),
                    e);
        }
    }

    /** Connects, reads, refreshes; answers the connection. */
    private static String walk(Findings findings, JsonObject application, ForeignServer server, int refreshes) {
        String id = connect(application, server);
        Api.Answer read = api.get("/fhir/" + id + "/Patient?_count=1");
        findings.need(read.status() == 200, "FHIR answered %d", read.status());
        for (int i = 0; i < refreshes; i++) {
            Api.Answer answer = api.post("/api/v1/connections/" + id + "/refresh", new JsonObject());
            findings.need(
                    answer.status() == 200, "refresh answered %d %s; %s", answer.status(), answer.body(), server.log());
        }
        findings.need(api.get("/fhir/" + id + "/Patient?_count=1").status() == 200, "FHIR after the refreshes");
        long rotated = server.events("refresh_token.consumed");
        findings.need(rotated == refreshes, "%d tokens were rotated", rotated);
        JsonObject check = api.post("/api/v1/connections/" + id + "/check", new JsonObject())
                .json();
        findings.need(
                check.getBoolean("active", false) && "introspection".equals(check.getString("checkedBy")),
                "the check says %s",
                check);
        findings.need(api.delete("/api/v1/connections/" + id).status() == 204, "the end of the connection");
        Eventually.so(
                Duration.ofSeconds(20),
                "the server to hear that the grant is over",
                () -> server.events("refresh_token.destroyed") + server.events("grant.revoked") > 0);
        findings.need(!server.log().contains("error"), "the server says: %s", server.log());
        findings.need(!gateway.log().contains(Oracle.CANARY), "I5: the secret is in the log");
        findings.seen("connected, %d rotations", rotated);
        return id;
    }

    @Scenario(
            id = "F1",
            fault = "a foreign server, client_secret_basic",
            expected = "PKCE, id token, rotation, read, introspection, revocation; no complaint of the server")
    void secret(Findings findings) {
        findings.rounds("1 connection, 5 refreshes");
        JsonObject application = application(
                "provider", "client_secret_basic", "openid", "fhirUser", "offline_access", "user/Patient.read");
        keep(application, new JsonObject().put("clientSecret", SECRET));
        JsonObject client = client(application)
                .put("client_secret", SECRET)
                .put("token_endpoint_auth_method", "client_secret_basic");
        try (ForeignServer server =
                ForeignServer.start(ForeignServer.freePort(), new JsonArray().add(client), directory)) {
            findings.need(!walk(findings, application, server, 5).isEmpty(), "no connection");
        }
    }

    @Scenario(id = "F2", fault = "the same, private_key_jwt with our hosted key set", expected = "the same")
    void key(Findings findings) {
        findings.rounds("ES384 and RS384, 3 refreshes each");
        for (String algorithm : List.of("ES384", "RS384")) {
            JsonObject application = application(
                    "provider", "private_key_jwt", "openid", "fhirUser", "offline_access", "user/Patient.read");
            keep(application, new JsonObject().put("generateKey", algorithm));
            JsonObject client = client(application)
                    .put("token_endpoint_auth_method", "private_key_jwt")
                    .put("token_endpoint_auth_signing_alg", algorithm)
                    .put("jwks_uri", application.getString("jwksUrl"));
            try (ForeignServer server =
                    ForeignServer.start(ForeignServer.freePort(), new JsonArray().add(client), directory)) {
                findings.need(!walk(findings, application, server, 3).isEmpty(), "no connection");
            }
        }
    }

    @Scenario(
            id = "F4",
            fault = "the same as Backend Services: client_credentials, signed",
            expected = "a token, and another when it is asked for; no complaint of the server")
    void system(Findings findings) {
        findings.rounds("1 connection, 3 tokens");
        JsonObject application = application("system", "private_key_jwt", "system/Patient.read");
        keep(application, new JsonObject().put("generateKey", "ES384"));
        JsonObject client = new JsonObject()
                .put("client_id", CLIENT)
                .put("redirect_uris", new JsonArray())
                .put("grant_types", new JsonArray().add("client_credentials"))
                .put("response_types", new JsonArray())
                .put("scope", "system/Patient.read")
                .put("token_endpoint_auth_method", "private_key_jwt")
                .put("token_endpoint_auth_signing_alg", "ES384")
                .put("jwks_uri", application.getString("jwksUrl"));
        try (ForeignServer server =
                ForeignServer.start(ForeignServer.freePort(), new JsonArray().add(client), directory)) {
            String id = api.post(
                            "/api/v1/connections",
                            new JsonObject()
                                    .put("applicationId", application.getString("id"))
                                    .put("endpointId", endpoint(server.port())))
                    .need(201)
                    .json()
                    .getString("id");
            for (int i = 0; i < 2; i++) {
                Api.Answer read = api.get("/fhir/" + id + "/Patient?_count=1");
                findings.need(read.status() == 200, "FHIR answered %d", read.status());
                Api.Answer next = api.post("/api/v1/connections/" + id + "/refresh", new JsonObject());
                findings.need(next.status() == 200, "the next token: %d %s", next.status(), next.body());
            }
            findings.need(!server.log().contains("error"), "the server says: %s", server.log());
            findings.seen("3 tokens, %d grants", server.events("grant.success"));
        }
    }

    @Scenario(
            id = "F3",
            fault = "the foreign server rotates and its answer vanishes; it ends grants on reuse",
            expected = "given up as rotation-lost, once")
    void reuse(Findings findings) {
        findings.rounds("1 connection");
        JsonObject application = application(
                "provider", "client_secret_basic", "openid", "fhirUser", "offline_access", "user/Patient.read");
        keep(application, new JsonObject().put("clientSecret", SECRET));
        JsonObject client = client(application)
                .put("client_secret", SECRET)
                .put("token_endpoint_auth_method", "client_secret_basic");
        int port = ForeignServer.freePort();
        try (FaultProxy proxy = FaultProxy.to(port);
                ForeignServer server =
                        ForeignServer.start(port, proxy.port(), new JsonArray().add(client), directory)) {
            String id = connect(application, server);
            proxy.resetAll();
            proxy.cutBackAfter(20, true);
            CompletableFuture<Api.Answer> asked =
                    api.later("POST", "/api/v1/connections/" + id + "/refresh", new JsonObject());
            Eventually.so(
                    Duration.ofSeconds(20), "the server to rotate", () -> server.events("refresh_token.consumed") == 1);
            proxy.heal();
            findings.need(asked.join().status() != 200, "the refresh went well");
            Eventually.so(
                    Duration.ofSeconds(60),
                    "the connection to be given up",
                    () -> api.get("/api/v1/connections/" + id)
                            .json()
                            .getString("state")
                            .equals("needs_reconnect"));
            String cause = api.get("/api/v1/connections/" + id)
                    .json()
                    .getJsonObject("cause")
                    .getString("code");
            findings.need(cause.equals("rotation-lost"), "the cause is %s", cause);
            findings.need(server.events("grant.revoked") >= 1, "the server noticed no reuse");
            findings.seen("%s, %d grant revoked", cause, server.events("grant.revoked"));
        }
    }
}
