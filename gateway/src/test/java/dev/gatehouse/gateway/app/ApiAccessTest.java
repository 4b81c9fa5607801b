package dev.gatehouse.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may call what: every route of the API, by key and by whose the thing is. */
final class ApiAccessTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    /** No permission of the API's present routes. */
    private static final String USELESS = "proxy:write";

    /** Anyone with a key. */
    private static final String ANY = "";

    /** Every route with a permission that opens it; a new route must be added here. */
    private static final Map<String, String> ROUTES = new TreeMap<>(Map.ofEntries(
            Map.entry("DELETE /api-keys/:id", "keys"),
            Map.entry("DELETE /applications/:id", "credentials"),
            Map.entry("DELETE /applications/:id/practices/:practice/smart", "credentials"),
            Map.entry("DELETE /applications/:id/signing-keys/:key", "credentials"),
            Map.entry("DELETE /connections/:id", "connections"),
            Map.entry("DELETE /directories/:ehr/previews/:preview", "directory"),
            Map.entry("DELETE /exports/:id", "proxy:read"),
            Map.entry("DELETE /registrations/:id", "registrations"),
            Map.entry("DELETE /registrations/:id/evidence/:evidence", "registrations"),
            Map.entry("DELETE /webhook-endpoints/:id", "webhooks"),
            Map.entry("GET /api-keys", "keys"),
            Map.entry("GET /applications", "credentials"),
            Map.entry("GET /applications/:id", "credentials"),
            Map.entry("GET /applications/:id/credentials", "credentials"),
            Map.entry("GET /applications/:id/credentials/:number/impact", "credentials"),
            Map.entry("GET /applications/:id/dynamic-registrations", "credentials"),
            Map.entry("GET /applications/:id/practices/:practice/smart", "credentials"),
            Map.entry("GET /applications/:id/signing-keys", "credentials"),
            Map.entry("GET /audit-chain", "audit"),
            Map.entry("GET /audit-events", "audit"),
            Map.entry("GET /authorization-servers", "directory"),
            Map.entry("GET /backups", "keys"),
            Map.entry("GET /backups/:name/file", "keys"),
            Map.entry("POST /backups", "keys"),
            Map.entry("GET /call-histogram", "connections"),
            Map.entry("GET /calls", "connections"),
            Map.entry("GET /calls/:request", "audit"),
            Map.entry("GET /connection-activity", "connections"),
            Map.entry("GET /connection-counts", "connections"),
            Map.entry("GET /connection-history", "connections"),
            Map.entry("GET /connect-funnel", "audit"),
            Map.entry("GET /outages", "audit"),
            Map.entry("GET /token-times", "connections"),
            Map.entry("GET /rate-limits", "connections"),
            Map.entry("GET /connection-table", "connections"),
            Map.entry("GET /connect-page", "connect"),
            Map.entry("GET /connections", "connections"),
            Map.entry("GET /connections/:id", "connections"),
            Map.entry("GET /connections/:id/doubtful-answer", "credentials:reveal"),
            Map.entry("GET /connections/:id/events", "connections"),
            Map.entry("GET /directories/:ehr", "directory"),
            Map.entry("GET /directories/:ehr/previews/:preview", "directory"),
            Map.entry("GET /ehrs", ANY),
            Map.entry("GET /ehrs/:ehr", ANY),
            Map.entry("GET /exports", "proxy:read"),
            Map.entry("GET /exports/:id", "proxy:read"),
            Map.entry("GET /exports/:id/files/:name", "proxy:read"),
            Map.entry("GET /key-rotations", "keys"),
            Map.entry("GET /key-rotations/:id", "keys"),
            Map.entry("GET /keysets", "keys"),
            Map.entry("GET /operators", "keys"),
            Map.entry("GET /operators/:id", "keys"),
            Map.entry("DELETE /operators/:id", "keys"),
            Map.entry("PATCH /operators/:id", "keys"),
            Map.entry("POST /operators/:id/invitation", "keys"),
            Map.entry("POST /operators", "keys"),
            Map.entry("GET /overview", "connections"),
            Map.entry("GET /practices", "connect"),
            Map.entry("GET /practices/:id", "connect"),
            Map.entry("GET /applications/:id/credential-usage", "credentials"),
            Map.entry("GET /ehr-apps", "registrations"),
            Map.entry("POST /registrations/:id/steps/:key/check-addresses", "registrations"),
            Map.entry("GET /registrations", "registrations"),
            Map.entry("GET /registrations/:id", "registrations"),
            Map.entry("GET /registrations/:id/comments", "registrations"),
            Map.entry("GET /registrations/:id/evidence", "registrations"),
            Map.entry("GET /registrations/:id/evidence/:evidence", "registrations"),
            Map.entry("GET /registrations/:id/history", "registrations"),
            Map.entry("GET /registrations/:id/listing-preview", "registrations"),
            Map.entry("GET /registrations/:id/packet", "registrations"),
            Map.entry("GET /registrations/:id/practice-instructions", "registrations"),
            Map.entry("GET /registrations/:id/practices", "registrations"),
            Map.entry("GET /registrations/:id/practices/:practice", "registrations"),
            Map.entry("GET /registrations/:id/steps/:key", "registrations"),
            Map.entry("GET /stats", "audit"),
            Map.entry("GET /system", ANY),
            Map.entry("GET /tenants", "tenants"),
            Map.entry("GET /webhook-activity", "webhooks"),
            Map.entry("GET /webhook-endpoints", "webhooks"),
            Map.entry("GET /webhook-endpoints/:id", "webhooks"),
            Map.entry("GET /webhook-endpoints/:id/deliveries", "webhooks"),
            Map.entry("GET /webhook-endpoints/:id/deliveries/:delivery", "webhooks"),
            Map.entry("PATCH /applications/:id", "credentials"),
            Map.entry("PATCH /applications/:id/credentials/:number", "credentials"),
            Map.entry("PATCH /connections/:id", "connections"),
            Map.entry("PATCH /registrations/:id", "registrations"),
            Map.entry("PATCH /registrations/:id/steps/:key", "registrations"),
            Map.entry("PATCH /webhook-endpoints/:id", "webhooks"),
            Map.entry("POST /api-keys", "keys"),
            Map.entry("POST /api-keys/:id/roll", "keys"),
            Map.entry("POST /applications", "credentials"),
            Map.entry("POST /applications/:id/credentials", "credentials"),
            Map.entry("POST /applications/:id/credentials/:number/activate", "credentials"),
            Map.entry("POST /applications/:id/credentials/:number/reveal", "credentials:reveal"),
            Map.entry("POST /applications/:id/credentials/:number/revoke", "credentials"),
            Map.entry("POST /applications/:id/credentials/:number/test", "credentials"),
            Map.entry("POST /applications/:id/dynamic-registrations", "credentials"),
            Map.entry("POST /applications/:id/signing-keys", "credentials"),
            Map.entry("POST /authorization-servers/:id/accept", "directory"),
            Map.entry("POST /connect-sessions", "connect"),
            Map.entry("POST /connection-acts", "connections"),
            Map.entry("POST /connections", "connect"),
            Map.entry("POST /connections/:id/check", "connections"),
            Map.entry("POST /connections/:id/refresh", "connections"),
            Map.entry("POST /connections/:id/token", "token:export"),
            Map.entry("POST /directories/:ehr/imports", "directory"),
            Map.entry("POST /directories/:ehr/previews", "directory"),
            Map.entry("POST /directories/:ehr/previews/:preview/apply", "directory"),
            Map.entry("POST /directories/:ehr/undo", "directory"),
            Map.entry("POST /key-rotations", "keys"),
            Map.entry("POST /key-rotations/:id/finish", "keys"),
            Map.entry("POST /key-rotations/:id/give-up", "keys"),
            Map.entry("POST /practices", "directory"),
            Map.entry("POST /exports", "proxy:read"),
            Map.entry("POST /exports/:id/resume", "proxy:read"),
            Map.entry("POST /registrations", "registrations"),
            Map.entry("POST /registrations/:id/comments", "registrations"),
            Map.entry("POST /registrations/:id/evidence", "registrations"),
            Map.entry("POST /registrations/:id/steps/:key/complete", "registrations"),
            Map.entry("POST /registrations/:id/steps/:key/refuse", "registrations"),
            Map.entry("POST /registrations/:id/steps/:key/reopen", "registrations"),
            Map.entry("POST /registrations/:id/steps/:key/resubmit", "registrations"),
            Map.entry("POST /tenants", "tenants"),
            Map.entry("POST /webhook-endpoints", "webhooks"),
            Map.entry("POST /webhook-endpoints/:id/deliveries/:delivery/redeliver", "webhooks"),
            Map.entry("POST /webhook-endpoints/:id/rotate-secret", "webhooks"),
            Map.entry("POST /webhook-endpoints/:id/test", "webhooks"),
            Map.entry("PUT /applications/:id/practices/:practice/smart", "credentials"),
            Map.entry("PUT /connect-page", "credentials"),
            Map.entry("PUT /directories/:ehr/schedule", "directory"),
            Map.entry("PUT /registrations/:id/practices/:practice", "registrations"),
            Map.entry("PUT /registrations/:id/steps/:key", "registrations"),
            Map.entry("PUT /registrations/:id/vendor-gate", "registrations")));

    @Guards("TEN-2")
    @Test
    void everyRouteIsListedHere() {
        Router api = gateway.gateway().router().getRoutes().stream()
                .filter(route -> "/api/v1/".equals(route.getPath()))
                .map(Route::getSubRouter)
                .findFirst()
                .orElseThrow();
        TreeSet<String> found = new TreeSet<>();
        for (Route route : api.getRoutes()) {
            if (route.methods() != null && route.getPath() != null) {
                route.methods().forEach(method -> found.add(method.name() + " " + route.getPath()));
            }
        }

        assertThat(found).isEqualTo(ROUTES.keySet());
    }

    @TestFactory
    Stream<DynamicTest> everyRouteIsClosedWithoutAGoodKey() {
        ConnectedPractice own = gateway.aConnectedPractice();
        String tenant = gateway.aTenantId();
        Api admin = gateway.platform().actingFor(tenant);
        JsonObject revoked = aKey(admin, List.of("keys"), null);
        admin.delete("/api/v1/api-keys/" + revoked.getString("id")).need(204);
        JsonObject useless = aKey(admin, List.of(USELESS), null);
        Api nobody = new Api(gateway.url(), null);
        return ROUTES.entrySet().stream()
                .map(route -> DynamicTest.dynamicTest(route.getKey(), () -> {
                    assertThat(call(nobody, route.getKey(), own.id()).need(401).code())
                            .isEqualTo("unauthorized");
                    assertThat(call(nobody.withKey(revoked.getString("key")), route.getKey(), own.id())
                                    .need(401)
                                    .code())
                            .isEqualTo("unauthorized");
                    assertThat(call(nobody.withKey("gk_live_nonsense"), route.getKey(), own.id())
                                    .status())
                            .isEqualTo(401);
                    Api.Answer closed = call(nobody.withKey(useless.getString("key")), route.getKey(), own.id());
                    if (!route.getValue().equals(ANY)) {
                        assertThat(closed.need(403).code()).isEqualTo("permission-missing");
                    }
                    assertThat(call(
                                            nobody.withKey(useless.getString("key")),
                                            route.getKey(),
                                            own.id(),
                                            "?access_token=abc")
                                    .need(400)
                                    .code())
                            .isEqualTo("key-in-url");
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsSomebodyElsesIsNotThere() {
        ConnectedPractice theirs = gateway.aConnectedPractice();
        String tenant = gateway.aTenantId();
        Api mine = keyed(
                tenant,
                List.of(
                        "keys",
                        "credentials",
                        "credentials:reveal",
                        "directory",
                        "connect",
                        "connections",
                        "registrations",
                        "token:export",
                        "proxy:read",
                        "webhooks"));
        Map<String, String> foreignIds = foreignIds(theirs);
        return ROUTES.keySet().stream()
                .filter(route -> route.contains("/:id"))
                .filter(route -> foreignIds.containsKey(collection(route)))
                // takes a file, whose type is looked at first
                .filter(route -> !route.equals("POST /registrations/:id/evidence"))
                .map(route -> DynamicTest.dynamicTest(route, () -> {
                    String foreign = foreignIds.get(collection(route));
                    String missing = foreign.substring(0, foreign.length() - 2) + "00";

                    JsonObject atForeign = same(call(mine, route, foreign).need(404));
                    JsonObject atMissing = same(call(mine, route, missing).need(404));
                    Api.Answer atNonsense = call(mine, route, "%00..%2f");

                    assertThat(atForeign).isEqualTo(atMissing);
                    assertThat(atNonsense.status()).isIn(400, 404);
                    assertThat(call(mine.withKey(null), route, foreign).status())
                            .isEqualTo(401);
                }));
    }

    private static String collection(String route) {
        return route.replaceAll("^[A-Z]+ /([^/]+).*", "$1");
    }

    /** One thing of another tenant's in each collection that belongs to tenants. */
    private static Map<String, String> foreignIds(ConnectedPractice theirs) {
        Api api = theirs.partner().api();
        JsonObject registration = new JsonObject()
                .put("ehr", "sandbox")
                .put("environment", "sandbox")
                .put("name", "Northwind Care Hub");
        JsonObject webhook = new JsonObject().put("url", gateway.scripted().url("/hook"));
        return Map.of(
                "api-keys",
                aKey(api, List.of(USELESS), null).getString("id"),
                "applications",
                theirs.partner().applicationId(),
                "connections",
                theirs.id(),
                "exports",
                api.post(
                                "/api/v1/exports",
                                new JsonObject()
                                        .put("connectionId", theirs.id())
                                        .put("level", "patient"))
                        .need(201)
                        .json()
                        .getString("id"),
                "registrations",
                api.post("/api/v1/registrations", registration).need(201).json().getString("id"),
                "webhook-endpoints",
                api.post("/api/v1/webhook-endpoints", webhook).need(201).json().getString("id"));
    }

    @Test
    void theirsIsStillThereAfterwards() {
        ConnectedPractice theirs = gateway.aConnectedPractice();
        Api mine = keyed(gateway.aTenantId(), List.of("connections", "credentials", "proxy:read"));
        mine.delete("/api/v1/connections/" + theirs.id()).need(404);
        assertThat(same(mine.get(theirs.fhir()).need(404)).getString("resourceType"))
                .isEqualTo("OperationOutcome");

        theirs.read().need(200);
        assertThat(mine.get("/api/v1/connections").items()).isEmpty();
        assertThat(mine.get("/api/v1/applications").items()).isEmpty();
    }

    @Guards("KEY-2")
    @Test
    void aKeyEndsAtOnceAndAtItsTime() {
        String tenant = gateway.aTenantId();
        Api admin = gateway.platform().actingFor(tenant);
        JsonObject key = aKey(admin, List.of("connections"), null);
        JsonObject brief = aKey(
                admin,
                List.of("connections"),
                gateway.clock().instant().plus(Duration.ofHours(1)).toString());
        Api holder = new Api(gateway.url(), key.getString("key"));
        Api briefly = holder.withKey(brief.getString("key"));
        holder.get("/api/v1/connections").need(200);
        briefly.get("/api/v1/connections").need(200);

        admin.delete("/api/v1/api-keys/" + key.getString("id")).need(204);
        gateway.clock().move(Duration.ofHours(1));

        holder.get("/api/v1/connections").need(401);
        briefly.get("/api/v1/connections").need(401);
    }

    @Guards("TEN-1")
    @Test
    void aTenantsKeyActsForItsTenantOnly() {
        String tenant = gateway.aTenantId();
        Api mine = keyed(tenant, List.of("connections", "keys", "tenants"));

        assertThat(mine.actingFor(gateway.aTenantId())
                        .get("/api/v1/connections")
                        .need(403)
                        .code())
                .isEqualTo("tenant-not-yours");
        mine.actingFor(tenant).get("/api/v1/connections").need(200);
        assertThat(mine.get("/api/v1/tenants").need(403).code()).isEqualTo("platform-key-needed");
        assertThat(mine.get("/api/v1/api-keys?platform=true").need(403).code()).isEqualTo("platform-key-needed");
        assertThat(mine.post("/api/v1/api-keys", wish(List.of("credentials"), null))
                        .need(400)
                        .code())
                .isEqualTo("input-invalid");
        assertThat(gateway.platform()
                        .actingFor("nobody-here")
                        .get("/api/v1/connections")
                        .need(404)
                        .code())
                .isEqualTo("tenant-unknown");
    }

    @Guards("KEY-3")
    @Test
    void aKeyInAnAddressIsRefusedEvenIfAGoodOneStandsInTheHeader() {
        Api platform = gateway.platform();

        assertThat(platform.get("/api/v1/connections?api_key=abc").need(400).code())
                .isEqualTo("key-in-url");
        assertThat(platform.get("/fhir/con_x/Patient?access%5Ftoken=abc")
                        .need(400)
                        .code())
                .isEqualTo("key-in-url");
    }

    @Guards("KEY-1")
    @Test
    void secretsAreInNoAnswer() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api api = connected.partner().api();
        String application = "/api/v1/applications/" + connected.partner().applicationId();
        JsonObject key = aKey(api, List.of("connections"), null);

        List<String> bodies = Stream.of(
                        application,
                        application + "/credentials",
                        "/api/v1/applications",
                        "/api/v1/connections/" + connected.id(),
                        "/api/v1/connections/" + connected.id() + "/events",
                        "/api/v1/api-keys")
                .map(path -> api.get(path).need(200).body())
                .toList();

        assertThat(bodies)
                .noneMatch(body -> body.contains(connected.partner().client().secret()))
                .noneMatch(body -> body.contains(key.getString("key")))
                .noneMatch(body -> body.contains("_token\""));
    }

    /** What tells one answer from another, but for its request id. */
    private static JsonObject same(Api.Answer answer) {
        JsonObject json = answer.json();
        json.remove("requestId");
        return json;
    }

    private static Api.Answer call(Api api, String route, String id) {
        return call(api, route, id, "");
    }

    private static Api.Answer call(Api api, String route, String id, String query) {
        String[] parts = route.split(" ", 2);
        String path = parts[1].replace(":id", id)
                .replace(":number", "1")
                .replace(":ehr", "sandbox")
                .replaceAll(":[a-z]+", "x");
        boolean body = parts[0].equals("POST") || parts[0].equals("PATCH") || parts[0].equals("PUT");
        JsonObject sent = new JsonObject()
                .put("clientId", "x")
                .put("name", "x")
                .put("text", "x")
                .put("reason", "because of a test")
                .put("algorithm", "ES384")
                .put("baseUrl", "https://ehr.example/fhir");
        return api.call(parts[0], "/api/v1" + path + query, body ? sent : null);
    }

    private static Api keyed(String tenant, List<String> permissions) {
        JsonObject key = aKey(gateway.platform().actingFor(tenant), permissions, null);
        return new Api(gateway.url(), key.getString("key"));
    }

    private static JsonObject aKey(Api by, List<String> permissions, @Nullable String until) {
        return by.post("/api/v1/api-keys", wish(permissions, until)).need(201).json();
    }

    private static JsonObject wish(List<String> permissions, @Nullable String until) {
        return new JsonObject()
                .put("name", "a test")
                .put("permissions", new JsonArray(permissions))
                .put("expiresAt", until);
    }
}
