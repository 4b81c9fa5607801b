package dev.gatehouse.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.tenant.Permission;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code openapi.yaml} promises, held against a running gateway. */
class ApiContractTest {
    private static final String BOOTSTRAP = "contract-test-platform-key";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static RunningGateway gateway;
    private static ApiContract contract;

    @BeforeAll
    static void startAGateway() throws Exception {
        contract = ApiContract.read();
        gateway = RunningGateway.start(GatewaySettings.read(new SettingsSource(
                Map.of(
                        "GATEHOUSE_PORT", "0",
                        "GATEHOUSE_MANAGEMENT_PORT", "0",
                        "GATEHOUSE_EVENT_LOOPS", "1",
                        "GATEHOUSE_REFRESH_DIRECTORIES", "none",
                        "GATEHOUSE_DATA_DIR", directory.resolve("data").toString(),
                        "GATEHOUSE_BOOTSTRAP_API_KEY", BOOTSTRAP),
                null)));
    }

    @AfterAll
    static void stopIt() {
        gateway.close();
    }

    @Test
    void theFileNamesEveryRouteAndNoOther() {
        Set<String> promised = new TreeSet<>();
        contract.operations().stream()
                .filter(operation -> !operation.management())
                .forEach(operation -> promised.add(operation.line()));

        assertThat(mounted(gateway.gateway().router(), "")).isEqualTo(promised);
    }

    private static Set<String> mounted(Router router, String prefix) {
        Set<String> lines = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            Router below = route.getMetadata(ApiRouter.ROUTES_BELOW);
            if (below != null) {
                lines.addAll(mounted(below, route.getPath().replace("/*", "").replaceAll("/$", "")));
            } else if (route.getPath() != null) {
                methods(route).forEach(method -> lines.add(method + " " + prefix + template(route.getPath())));
            }
        }
        return lines;
    }

    /** Without methods it is a handler for others, but for the proxy, which sorts them itself. */
    private static List<String> methods(Route route) {
        if (route.methods() != null) {
            return route.methods().stream()
                    .filter(each -> !each.equals(HttpMethod.OPTIONS))
                    .map(HttpMethod::name)
                    .toList();
        }
        return route.getPath().startsWith("/fhir")
                ? List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
                : List.of();
    }

    private static String template(String path) {
        if (path.startsWith("/fhir")) {
            return "/fhir/{connection}/{path}";
        }
        if (path.equals("/console/")) {
            return "/console/{path}";
        }
        return path.startsWith("/ui/")
                ? "/ui/{path}"
                : path.replaceAll(":([a-z]+)", "{$1}")
                        .replaceAll("^/connection(?=/|$)", "/connections") // the older name
                        .replaceAll("^/(auth|api-auth)/[a-z0-9-]+/", "/$1/{way}/");
    }

    @Test
    void everyOperationHasAnIdOfItsOwn() {
        Set<String> ids = new HashSet<>();

        assertThat(contract.operations())
                .allSatisfy(operation ->
                        assertThat(ids.add(operation.id())).as(operation.id()).isTrue());
    }

    @Test
    void thePermissionsOfTheFileAreThoseOfTheProduct() {
        assertThat(contract.permissions())
                .isEqualTo(new HashSet<>(
                        Arrays.stream(Permission.values()).map(Permission::text).toList()));
        assertThat(contract.operations())
                .allSatisfy(operation -> assertThat(contract.permissions())
                        .containsAll(operation.needs() == null ? List.of() : operation.needs()));
    }

    @Test
    void noOperationWithAKeyAnswersWithoutOne() throws Exception {
        for (ApiContract.Operation operation : contract.operations()) {
            if (operation.needs() != null) {
                assertThat(ask(operation, null).statusCode()).as(operation.id()).isEqualTo(401);
            }
        }
    }

    @Test
    void theNamedPermissionsAreNeededAndEachIsEnough() throws Exception {
        for (ApiContract.Operation operation : contract.operations()) {
            if (operation.needs() == null || operation.needs().isEmpty()) {
                continue;
            }
            Set<Permission> others = EnumSet.allOf(Permission.class);
            others.removeIf(each -> operation.needs().contains(each.text()));
            assertThat(saysMissing(operation, key(others)))
                    .as("%s without %s", operation.id(), operation.needs())
                    .isTrue();
            for (String enough : operation.needs()) {
                assertThat(saysMissing(
                                operation, key(Set.of(Permission.of(enough).orElseThrow()))))
                        .as("%s with %s alone", operation.id(), enough)
                        .isFalse();
            }
        }
    }

    @Test
    void theManagementListenerAnswersWhatTheFileSays() throws Exception {
        for (ApiContract.Operation operation : contract.operations()) {
            if (operation.management()) {
                HttpResponse<String> answer = CLIENT.send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + gateway.gateway().managementPort() + operation.path()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(operation.id()).isEqualTo(200);
            }
        }
    }

    @Test
    void theFileItselfIsServedToEverybody() throws Exception {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create(gateway.gateway().publicUrl() + "/openapi.yaml"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml; charset=utf-8");
        assertThat(answer.body()).startsWith("openapi: 3.1.0");
    }

    /** Nango's clients hear it in their own word. */
    private static boolean saysMissing(ApiContract.Operation operation, String key) throws Exception {
        HttpResponse<String> answer = ask(operation, key);
        String code = operation.forNango() ? "forbidden" : "permission-missing";
        return operation.method().equals("HEAD")
                ? answer.statusCode() == 403
                : answer.body().contains("\"" + code + "\"");
    }

    /** With ids nobody has and an empty object: enough to reach the check of permissions, and not much further. */
    private static HttpResponse<String> ask(ApiContract.Operation operation, String key)
            throws IOException, InterruptedException {
        String path = operation
                .path()
                .replace("{number}", "1")
                .replace("{connection}", "con_00000000000000000000000000")
                .replaceAll("\\{[a-z]+}", "nobodys");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(gateway.gateway().publicUrl() + path))
                .header("Content-Type", "application/json")
                .method(
                        operation.method(),
                        Set.of("GET", "HEAD", "DELETE").contains(operation.method())
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("{}"));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return CLIENT.send(request.build(), ApiContractTest::text);
    }

    /** A stream of events is left as soon as it has begun. */
    private static HttpResponse.BodySubscriber<String> text(HttpResponse.ResponseInfo head) {
        boolean endless = head.headers()
                .firstValue("Content-Type")
                .filter("text/event-stream"::equals)
                .isPresent();
        return endless
                ? HttpResponse.BodySubscribers.mapping(HttpResponse.BodySubscribers.ofInputStream(), begun -> {
                    try {
                        begun.close();
                    } catch (IOException gone) {
                        throw new UncheckedIOException(gone);
                    }
                    return "";
                })
                : HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
    }

    private static String key(Set<Permission> permissions) throws IOException, InterruptedException {
        JsonArray texts = new JsonArray();
        permissions.forEach(each -> texts.add(each.text()));
        HttpResponse<String> made = CLIENT.send(
                HttpRequest.newBuilder(URI.create(gateway.gateway().publicUrl() + "/api/v1/api-keys"))
                        .header("Authorization", "Bearer " + BOOTSTRAP)
                        .POST(HttpRequest.BodyPublishers.ofString(new JsonObject()
                                .put("name", "contract")
                                .put("permissions", texts)
                                .encode()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new JsonObject(made.body()).getString("key");
    }
}
