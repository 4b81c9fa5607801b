package dev.gatehouse.gateway.browser;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.gateway.app.Gateway;
import dev.gatehouse.gateway.app.GatewaySettings;
import dev.gatehouse.gateway.app.Surroundings;
import dev.gatehouse.sandbox.SandboxEhr;
import dev.gatehouse.sandbox.SandboxSettings;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.directory.Practice;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A gateway, a sandbox EHR whose practices are imported, two registered applications, and the tenant's web pages. */
final class ConnectFixture implements AutoCloseable {
    private static final String KEY = "only-for-tests-0123456789";
    private static final List<String> STAFF =
            List.of("openid", "fhirUser", "offline_access", "user/Patient.read", "user/Observation.read");
    private static final List<String> PATIENT =
            List.of("openid", "fhirUser", "offline_access", "launch/patient", "patient/Patient.read");

    final AheadClock clock = new AheadClock();
    final TenantApp tenant;
    private final Vertx vertx = Vertx.vertx();
    /** The sandbox has its own: servers on "any free port" share one within a Vert.x. */
    private final Vertx outside = Vertx.vertx();

    private final HttpClient http = HttpClient.newHttpClient();
    private final SandboxEhr sandbox;
    private final Gateway gateway;
    private final String staffApplication;
    private final String patientApplication;
    private final AtomicInteger users = new AtomicInteger();

    ConnectFixture(Path folder) {
        this(folder, Map.of(), true);
    }

    /** A gateway that knows nobody and nothing yet, beside the same EHR. */
    static ConnectFixture ofFirstDay(Path folder) {
        return new ConnectFixture(folder, Map.of(), false);
    }

    /** A gateway with these settings too. */
    static ConnectFixture with(Path folder, Map<String, String> more) {
        return new ConnectFixture(folder, more, true);
    }

    private ConnectFixture(Path folder, Map<String, String> more, boolean settled) {
        sandbox = await(SandboxEhr.start(outside, SandboxSettings.defaults().withClock(clock)));
        tenant = TenantApp.start(outside);
        gateway = await(Gateway.start(
                Surroundings.of(vertx, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), clock),
                settings(folder, more)));
        if (settled) {
            call("POST", "/api/v1/directories/sandbox/imports", new JsonObject().put("url", sandbox.directoryUrl()));
        }
        staffApplication = settled ? register("provider", Client.Type.PROVIDER, STAFF) : "";
        patientApplication = settled ? register("patient", Client.Type.PATIENT, PATIENT) : "";
    }

    private GatewaySettings settings(Path folder, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "GATEHOUSE_PORT",
                "0",
                "GATEHOUSE_MANAGEMENT_PORT",
                "0",
                "GATEHOUSE_REFRESH_DIRECTORIES",
                "none",
                "GATEHOUSE_DATA_DIR",
                folder.resolve("data").toString(),
                "GATEHOUSE_BOOTSTRAP_API_KEY",
                KEY,
                "GATEHOUSE_APP_ORIGINS",
                tenant.origin(),
                "GATEHOUSE_ALLOW_PRIVATE_EHR_HOSTS",
                URI.create(sandbox.origin()).getAuthority() + ","
                        + URI.create(sandbox.authorizationOrigin()).getAuthority()));
        settings.putAll(more);
        return GatewaySettings.read(new SettingsSource(settings, null));
    }

    private String register(String type, Client.Type theirs, List<String> scopes) {
        JsonObject application = call(
                "POST",
                "/api/v1/applications",
                new JsonObject()
                        .put("ehr", "sandbox")
                        .put("environment", "sandbox")
                        .put("type", type)
                        .put("name", "Northwind Care Hub")
                        .put("scopes", new JsonArray(scopes))
                        .put("clientAuth", "client_secret_basic"));
        Client client = sandbox.registerClient(theirs, List.of(application.getString("redirectUri")));
        call(
                "POST",
                "/api/v1/applications/" + application.getString("id") + "/credentials",
                new JsonObject()
                        .put("clientId", client.id())
                        .put("clientSecret", client.secret())
                        .put("activate", true));
        return application.getString("id");
    }

    /** An invitation of practice staff whom nobody knows yet. */
    Invitation staff() {
        return new Invitation(staffApplication, "user-" + users.incrementAndGet());
    }

    /** An invitation of a patient whom nobody knows yet. */
    Invitation patient() {
        return new Invitation(patientApplication, "user-" + users.incrementAndGet());
    }

    /** Lets pages of these origins show the tenant's connect page. */
    void allows(String... origins) {
        call("PUT", "/api/v1/connect-page", new JsonObject().put("origins", new JsonArray(List.of(origins))));
    }

    /** A connection of the staff's application that somebody brought from elsewhere. */
    void connects(Practice practice) {
        JsonObject found = call("GET", "/api/v1/practices?ehr=sandbox&limit=5&q=" + practice.guid(), null)
                .getJsonArray("items")
                .getJsonObject(0);
        String endpoint = found.getJsonArray("endpoints").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("kind").equals("provider_system"))
                .findFirst()
                .orElseThrow()
                .getString("id");
        call(
                "POST",
                "/api/v1/connections",
                new JsonObject()
                        .put("applicationId", staffApplication)
                        .put("endpointId", endpoint)
                        .put("endUser", new JsonObject().put("id", "user-" + users.incrementAndGet()))
                        .put("grant", new JsonObject().put("accessToken", "brought-from-elsewhere")));
    }

    /** The EHR's published list as it is. */
    JsonObject publishedList() {
        return send("GET", sandbox.directoryUrl(), null);
    }

    /** What a program with this key gets. */
    int statusWith(String key, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.publicUrl() + path))
                .header("Authorization", "Bearer " + key)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What a tenant asks for, filled in bit by bit. */
    final class Invitation {
        private final JsonObject body;

        private Invitation(String application, String user) {
            body = new JsonObject().put("applicationId", application).put("endUser", new JsonObject().put("id", user));
        }

        Invitation returningTo(String url) {
            body.put("returnUrl", url);
            return this;
        }

        Invitation renewing(String connection) {
            body.put("connectionId", connection);
            return this;
        }

        /** A new link each time. */
        String link() {
            return call("POST", "/api/v1/connect-sessions", body).getString("url");
        }
    }

    /** The connection a link led to, as the API tells it. */
    JsonObject connectionOf(String link) {
        JsonObject session = send("GET", link + "/session", null);
        JsonObject result = session.getJsonObject("result", new JsonObject());
        assertThat(result.getString("connectionId")).as(session.encode()).isNotNull();
        return call("GET", "/api/v1/connections/" + result.getString("connectionId"), null);
    }

    private boolean owned;

    /** The first owner; made when first asked for. */
    @CanIgnoreReturnValue
    Account owner() {
        if (!owned) {
            owned = true;
            Account.danaTakesOver(url(), await(gateway.inviteFirstOwner()).orElseThrow());
        }
        return Account.DANA;
    }

    /** Somebody who works in the tenant with this role; another one each time. */
    Account colleague(String role, String name) {
        Account account =
                new Account("colleague" + users.incrementAndGet() + "@northwind.example", Account.DANA.password());
        JsonObject invited = call(
                "POST",
                "/api/v1/operators",
                new JsonObject()
                        .put("email", account.email())
                        .put("displayName", name)
                        .put("role", role));
        new dev.gatehouse.gateway.testing.Person(url())
                .post(
                        "/api/v1/session/invitation",
                        new JsonObject()
                                .put("token", invited.getString("token"))
                                .put("password", account.password()))
                .need(201);
        return account;
    }

    /** The application that practice staff connect. */
    String staffApplication() {
        return staffApplication;
    }

    /** What a start without people prints. */
    String firstOwnerToken() {
        return await(gateway.inviteFirstOwner()).orElseThrow().reveal();
    }

    /** The simulated vendor, with its partner portal. */
    SandboxEhr vendor() {
        return sandbox;
    }

    String url() {
        return gateway.publicUrl();
    }

    /** The integration key of the staff's application. */
    String integration() {
        return call("GET", "/api/v1/applications/" + staffApplication, null).getString("key");
    }

    /** The token of a Nango connect session of a user whom nobody knows yet. */
    String nangoSession(JsonObject more) {
        JsonObject user = new JsonObject().put("id", "user-" + users.incrementAndGet());
        return token("/connect/sessions", new JsonObject().put("end_user", user).mergeIn(more));
    }

    String nangoReconnect(String connection) {
        return token(
                "/connect/sessions/reconnect",
                new JsonObject().put("connection_id", connection).put("integration_id", integration()));
    }

    private String token(String path, JsonObject body) {
        return call("POST", path, body).getJsonObject("data").getString("token");
    }

    /** The id of the endpoint for staff and for systems. */
    String endpointOf(Practice practice) {
        JsonArray found = call(
                        "GET", "/api/v1/practices?ehr=sandbox&limit=50&kind=provider_system&q=" + practice.guid(), null)
                .getJsonArray("items");
        return found.getJsonObject(0).getJsonArray("endpoints").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("kind").equals("provider_system"))
                .findFirst()
                .orElseThrow()
                .getString("id");
    }

    /** What a session says for a practice that the tenant's backend knows. */
    JsonObject at(Practice practice) {
        JsonObject config =
                new JsonObject().put("connection_config", new JsonObject().put("endpoint_id", endpointOf(practice)));
        return new JsonObject()
                .put("integrations_config_defaults", new JsonObject().put(integration(), config))
                .put("allowed_integrations", new JsonArray().add(integration()));
    }

    /** A connection, as the API tells it. */
    JsonObject connection(String id) {
        return call("GET", "/api/v1/connections/" + id, null);
    }

    /** The EHR takes back what this practice granted, as when somebody removes the app there. */
    void endsGrantsOf(Practice practice) {
        sandbox.control().tokens().revokeGrants(practice.guid());
    }

    String callback() {
        return gateway.publicUrl() + "/oauth/callback/sandbox";
    }

    String unknownLink() {
        return gateway.publicUrl() + "/connect/Tm90IGEgdG9rZW4gb2Ygb3Vycw";
    }

    Practice practice(int index) {
        return sandbox.practice(index).practice();
    }

    /** The first name that two or three practices share. */
    List<Practice> twins() {
        Map<String, List<Practice>> byName = new HashMap<>();
        IntStream.range(0, sandbox.practices())
                .mapToObj(this::practice)
                .forEach(practice -> byName.merge(practice.name(), List.of(practice), ConnectFixture::joined));
        return byName.values().stream()
                .filter(same -> same.size() == 2 || same.size() == 3)
                .min((one, other) -> one.get(0).index() - other.get(0).index())
                .orElseThrow();
    }

    private static List<Practice> joined(List<Practice> some, List<Practice> more) {
        return IntStream.range(0, some.size() + more.size())
                .mapToObj(at -> at < some.size() ? some.get(at) : more.get(at - some.size()))
                .toList();
    }

    @CanIgnoreReturnValue
    JsonObject call(String method, String path, JsonObject body) {
        return send(method, gateway.publicUrl() + path, body);
    }

    JsonObject send(String method, String url, JsonObject body) {
        HttpResponse<String> response = answer(method, url, body);
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return new JsonObject(response.body());
    }

    /** What the API says to a request that may be refused. */
    int status(String method, String path, JsonObject body) {
        return answer(method, gateway.publicUrl() + path, body).statusCode();
    }

    private HttpResponse<String> answer(String method, String url, JsonObject body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(gateway.close());
        await(vertx.close());
        await(outside.close());
    }
}
