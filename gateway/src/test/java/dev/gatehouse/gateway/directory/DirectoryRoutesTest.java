package dev.gatehouse.gateway.directory;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.gateway.directory.Bundles.PATIENTS;
import static dev.gatehouse.gateway.directory.Bundles.bundle;
import static dev.gatehouse.gateway.directory.Bundles.practice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.TestAudit;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.ProblemHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DirectoryRoutesTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<URI, String> published = new HashMap<>();
    private final List<Path> fetched = new CopyOnWriteArrayList<>();
    private Set<Permission> permissions = Set.of();
    private Vertx vertx;
    private Database database;
    private Directory directory;
    private String api;

    @BeforeAll
    void listen(@TempDir Path folder) {
        vertx = Vertx.vertx();
        database = Database.open(
                vertx,
                DatabaseSettings.h2(folder, "test-only"),
                Stream.concat(Directory.rows().stream(), AuditStore.ROWS.stream())
                        .toList());
        Instant noon = Instant.parse("2026-11-23T12:00:00Z");
        await(database.inTransaction(tx -> tx.run(session -> session.createNativeMutationQuery(
                        "insert into tenant (id, name, created_at, version) values ('default', 'Default', :at, 0)")
                .setParameter("at", noon.atOffset(ZoneOffset.UTC))
                .executeUpdate())));
        Map<String, EhrProfile> profiles = Map.of("pf", Bundles.profile("pf"));
        directory = new Directory(
                vertx,
                database,
                profiles,
                this::download,
                Set.of(),
                (tenant, endpoints) -> Future.succeededFuture(Map.of()),
                new TestAudit().trail(),
                new Ids(new SecureRandom()),
                Clock.fixed(noon, ZoneOffset.UTC));
        await(directory.start());
        DirectoryRoutes routes = new DirectoryRoutes(
                vertx,
                directory,
                new DirectorySchedule(
                        vertx, directory, profiles.values(), new Random(1), Clock.fixed(noon, ZoneOffset.UTC)));
        Router router = Router.router(vertx);
        Router v1 = Router.router(vertx);
        v1.route().handler(ctx -> {
            Callers.set(ctx, new Caller(Author.system(TenantId.DEFAULT, "test"), false, permissions));
            ctx.request().pause();
            vertx.runOnContext(later -> ctx.next());
        });
        routes.mountStreaming(v1);
        v1.route().handler(BodyHandler.create(false));
        routes.mount(v1);
        router.route("/api/v1/*").subRouter(v1);
        router.route().failureHandler(new ProblemHandler());
        api = "http://127.0.0.1:"
                + await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"))
                        .actualPort() + "/api/v1";
    }

    @BeforeEach
    void allowEverything() {
        permissions = EnumSet.of(Permission.DIRECTORY);
    }

    @AfterAll
    void close() {
        await(directory.close());
        database.close();
        await(vertx.close());
    }

    private Future<Path> download(URI from) {
        return vertx.executeBlocking(() -> {
            Path file = Files.createTempFile("list", ".json");
            fetched.add(file);
            return Files.writeString(file, published.getOrDefault(from, ""));
        });
    }

    private HttpResponse<String> post(String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return send(path, "application/json", body);
    }

    private HttpResponse<String> send(String path, String type, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(api + path))
                        .header("Content-Type", type)
                        .POST(body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return post(path, HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(api + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String many(int from, int to) {
        return bundle(IntStream.range(from, to)
                .mapToObj(i -> practice(i, "Clinic " + i))
                .collect(Collectors.joining(",")));
    }

    @Test
    void aFileIsImportedAndItsPracticesAreFound() throws Exception {
        HttpResponse<String> report = post("/directories/pf/imports", many(1, 60));

        assertThat(report.statusCode()).isEqualTo(200);
        JsonObject counts = new JsonObject(report.body());
        assertThat(counts.getInteger("practices")).isEqualTo(59);
        assertThat(counts.getInteger("endpoints")).isEqualTo(118);
        assertThat(counts.getJsonArray("rejected")).isEmpty();

        JsonObject page = new JsonObject(
                get("/practices?ehr=pf&q=clinic%2058&kind=patient&state=OK").body());
        JsonObject found = page.getJsonArray("items").getJsonObject(0);
        assertThat(page.getInteger("total")).isEqualTo(1);
        assertThat(found.getString("name")).isEqualTo("Clinic 58");
        assertThat(found.getJsonArray("endpoints").getJsonObject(0).getString("kind"))
                .isEqualTo("patient");
        assertThat(new JsonObject(get("/practices/" + found.getString("id")).body()))
                .isEqualTo(found);
        assertThat(new JsonObject(get("/directories/pf").body()).getString("importedAt"))
                .isEqualTo("2026-11-23T12:00:00Z");
    }

    @Test
    void aBodyOfUnknownLengthIsAFile() throws Exception {
        String file = many(1, 30);
        HttpResponse<String> report =
                post("/directories/pf/imports", HttpRequest.BodyPublishers.ofInputStream(() -> stream(file)));

        assertThat(report.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(report.body()).getInteger("practices")).isEqualTo(29);
    }

    private static InputStream stream(String text) {
        try {
            return Bundles.source(text).open();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aSmallObjectWithAUrlIsAnAddress() throws Exception {
        published.put(URI.create("https://lists.example/pf.json"), many(1, 4));

        HttpResponse<String> report = post("/directories/pf/imports", "{\"url\":\"https://lists.example/pf.json\"}");

        assertThat(new JsonObject(report.body()).getInteger("practices")).isEqualTo(3);
    }

    @Test
    void aSmallBundleIsAFileEvenWithAUrl() throws Exception {
        String file = many(1, 2).replaceFirst("\\{", "{\"url\":\"https://lists.example/none.json\",");

        HttpResponse<String> report = post("/directories/pf/imports", file);

        assertThat(new JsonObject(report.body()).getInteger("practices")).isEqualTo(1);
    }

    @Test
    void theFormOfAFileIsItsMediaTypeOrWhatTheCallerSays() throws Exception {
        String table = "id,name,patientUrl\n1,Table Clinic," + PATIENTS + "table\n";
        String objects = "{\"list\":[{\"name\":\"Object Clinic\",\"patientUrl\":\"" + PATIENTS + "object\"}]}";

        HttpResponse<String> asTable =
                send("/directories/pf/imports", "text/csv; charset=utf-8", HttpRequest.BodyPublishers.ofString(table));
        HttpResponse<String> asObjects = post("/directories/pf/imports?format=json-array", objects);
        HttpResponse<String> asBundle = post("/directories/pf/imports", table);
        HttpResponse<String> asNothing = post("/directories/pf/imports?format=manual", table);

        assertThat(new JsonObject(asTable.body()).getInteger("added")).isEqualTo(1);
        assertThat(new JsonObject(asObjects.body()).getInteger("practices")).isEqualTo(1);
        assertThat(asBundle.statusCode()).isEqualTo(422);
        assertThat(asNothing.body()).contains("format", "should be one of fhir-bundle");
    }

    @Test
    void aPreviewChangesNothing() throws Exception {
        assertThat(post("/directories/pf/imports", many(1, 3)).statusCode()).isEqualTo(200);

        HttpResponse<String> answer = post("/directories/pf/imports?preview=true", many(2, 4));

        JsonObject report = new JsonObject(answer.body());
        assertThat(report.getBoolean("preview")).isTrue();
        assertThat(report.getJsonArray("changes")).hasSize(2);
        assertThat(report.getJsonArray("warnings").getString(0)).contains("lost 1 of its 2");
        assertThat(new JsonObject(get("/practices?q=clinic%203").body()).getInteger("total"))
                .isZero();
        assertThat(post("/directories/pf/imports?preview=maybe", many(2, 4)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void thePagesOfASearchAreFetchedFromOneServer() throws Exception {
        published.put(URI.create("https://lists.example/Endpoint?_count=2"), page(1, "?_count=2&page=2"));
        published.put(URI.create("https://lists.example/Endpoint?_count=2&page=2"), page(2, "/Endpoint?page=3"));
        published.put(URI.create("https://lists.example/Endpoint?page=3"), page(3, null));
        String search = "{\"url\":\"https://lists.example/Endpoint?_count=2\"}";

        HttpResponse<String> all = post("/directories/pf/imports?format=fhir-search", search);
        published.put(URI.create("https://lists.example/Endpoint?page=3"), page(3, "https://other.example/Endpoint"));
        HttpResponse<String> elsewhere = post("/directories/pf/imports?format=fhir-search", search);
        published.put(URI.create("https://lists.example/Endpoint?page=3"), page(3, "/Endpoint?_count=2"));
        HttpResponse<String> circle = post("/directories/pf/imports?format=fhir-search", search);
        published.put(URI.create("https://lists.example/Endpoint?page=3"), "<html>busy</html>");
        HttpResponse<String> broken = post("/directories/pf/imports?format=fhir-search", search);

        assertThat(new JsonObject(all.body()).getInteger("practices")).isEqualTo(3);
        assertThat(elsewhere.statusCode()).isEqualTo(422);
        assertThat(elsewhere.body()).contains("on another server");
        assertThat(circle.body()).contains("in a circle");
        assertThat(broken.body()).contains("web page");
        assertThat(new JsonObject(get("/directories/pf").body()).getInteger("practices"))
                .isEqualTo(3);
        assertThat(fetched).allMatch(Files::notExists);
    }

    private static String page(int number, String next) {
        String link = next == null ? "" : "\"link\":[{\"relation\":\"next\",\"url\":\"" + next + "\"}],";
        return bundle(practice(number, "Page " + number)).replaceFirst("\"type\"", link + "\"type\"");
    }

    @Test
    void aBadFileIsRefusedInWords() throws Exception {
        HttpResponse<String> answer =
                post("/directories/pf/imports", many(1, 30).substring(0, 20_000));

        JsonObject problem = new JsonObject(answer.body());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(problem.getString("code")).isEqualTo("directory-unreadable");
        assertThat(problem.getString("detail")).contains("in entry ", "line ", "Nothing was changed");
        assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("path"))
                .startsWith("entry[");
    }

    @Test
    void permissionsAreNeeded() throws Exception {
        permissions = EnumSet.of(Permission.CONNECT);
        assertThat(get("/practices?q=x").statusCode()).isEqualTo(200);
        assertThat(post("/directories/pf/imports", many(1, 300)).statusCode()).isEqualTo(403);
        assertThat(post("/practices", "{}").statusCode()).isEqualTo(403);

        permissions = EnumSet.of(Permission.PROXY_READ);
        assertThat(get("/practices?q=x").statusCode()).isEqualTo(403);
        assertThat(get("/practices/prc_x").statusCode()).isEqualTo(403);
    }

    @Test
    void aPracticeIsAddedByHand() throws Exception {
        HttpResponse<String> answer = post(
                "/practices",
                new JsonObject()
                        .put("ehr", "pf")
                        .put("name", "Annex")
                        .put(
                                "endpoints",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("kind", "provider_system")
                                                .put("baseUrl", PATIENTS + "annex")))
                        .encode());

        JsonObject practice = new JsonObject(answer.body());
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(practice.getString("id")).startsWith("prc_");
        assertThat(practice.getJsonArray("endpoints").getJsonObject(0).getString("baseUrl"))
                .isEqualTo(PATIENTS + "annex");
        assertThat(new JsonObject(get("/practices?q=annex").body()).getInteger("total"))
                .isEqualTo(1);
    }

    @Test
    void wrongInputsAreNamed() throws Exception {
        assertThat(get("/practices?limit=0").statusCode()).isEqualTo(400);
        assertThat(get("/practices?limit=x").statusCode()).isEqualTo(400);
        assertThat(get("/practices?kind=dentist").statusCode()).isEqualTo(400);
        assertThat(get("/practices?cursor=x").statusCode()).isEqualTo(400);
        assertThat(get("/practices?q=" + "x".repeat(201)).statusCode()).isEqualTo(400);
        assertThat(get("/practices?ehr=nobody").statusCode()).isEqualTo(404);
        assertThat(get("/practices/prc_missing").statusCode()).isEqualTo(404);
        assertThat(post("/directories/nobody/imports", many(1, 2)).statusCode()).isEqualTo(404);
        assertThat(post("/directories/pf/imports", "{\"url\":\"not a url\"}").statusCode())
                .isEqualTo(400);
        assertThat(post("/practices", "{\"ehr\":\"pf\",\"name\":\"x\",\"endpoints\":[{}]}")
                        .body())
                .contains("endpoints[0].kind", "endpoints[0].baseUrl");
    }
}
