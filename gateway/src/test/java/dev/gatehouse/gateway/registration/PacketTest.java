package dev.gatehouse.gateway.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.app.Gateway;
import dev.gatehouse.gateway.app.Surroundings;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people read and copy outside of Gatehouse, and what is said when it no longer fits. */
final class PacketTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private final String tenant = gateway.aTenantId();
    private final SignUpDesk desk = SignUpDesk.open(gateway.platform().actingFor(tenant));

    private HttpResponse<String> read(String path, String accept) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(gateway.url() + desk.path() + path))
                        .header("Authorization", "Bearer " + GatewayExtension.BOOTSTRAP_KEY)
                        .header("Gatehouse-Tenant", tenant)
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void fillAll(String name) {
        desk.put("partner-registration", SignUpDesk.company()).need(200);
        desk.put(
                        "partner-application",
                        desk.application("provider", "openid", "offline_access", "user/Patient.read")
                                .put("applicationName", name))
                .need(200);
        desk.put("api-credentials", new JsonObject().put("clientId", "pf-9").put("clientSecret", SignUpDesk.SECRET))
                .need(200);
    }

    @Test
    void blanksAreShownAsUsersWillSeeThem() {
        fillAll("Northwind Care Hub");

        JsonObject preview =
                desk.api.get(desk.path() + "/listing-preview").need(200).json();

        JsonObject listing = preview.getJsonObject("listing");
        assertThat(listing.getString("applicationName")).isEqualTo("Northwind Care Hub");
        assertThat(listing.getString("applicationType")).isEqualTo("Provider");
        assertThat(listing.getString("homepageUrl")).isEqualTo("Not provided by app developer");
        JsonObject completeness = preview.getJsonObject("completeness");
        assertThat(completeness.getInteger("percent")).isEqualTo(25);
        assertThat(completeness.getJsonArray("missing").encode())
                .contains("homepageUrl", "privacyPolicyUrl", "logoUrl");
    }

    @Test
    void theJsonPacketHoldsEverythingToPasteAndNoSecret() throws Exception {
        fillAll("Northwind Care Hub");
        JsonObject urls = desk.read().getJsonObject("ownUrls");

        HttpResponse<String> answer = read("/packet", "application/json");

        JsonObject packet = new JsonObject(answer.body());
        assertThat(packet.getString("redirectUri")).isEqualTo(urls.getString("redirectUri"));
        assertThat(packet.getString("launchUrl")).isEqualTo(urls.getString("launchUrl"));
        assertThat(packet.getString("jwksUrl")).isEqualTo(urls.getString("jwksUrl"));
        assertThat(packet.getJsonArray("steps").stream().map(step -> ((JsonObject) step).getString("key")))
                .containsExactly("partner-registration", "partner-application");
        assertThat(answer.body())
                .contains("Northwind Health", "user/Patient.read")
                .doesNotContain(SignUpDesk.SECRET);
    }

    @Test
    void theMarkdownPacketCannotBeBrokenOutOf() throws Exception {
        fillAll("Hub ``` <b> [x](javascript:alert(1)) *y*");

        HttpResponse<String> answer = read("/packet", "text/markdown");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/markdown; charset=utf-8");
        assertThat(answer.body())
                .contains("````text\nHub ``` <b> [x](javascript:alert(1)) *y*\n````")
                .contains(desk.read().getJsonObject("ownUrls").getString("launchUrl"))
                .contains("*left empty*")
                .doesNotContain(SignUpDesk.SECRET);
    }

    @Test
    void thePrintablePacketRunsNothing() throws Exception {
        fillAll("<script>alert(1)</script>\"'&");

        HttpResponse<String> answer = read("/packet", "text/html,application/xhtml+xml,*/*;q=0.8");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; style-src 'sha256-")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.body())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;")
                .doesNotContain("<script", "src=", "href=", SignUpDesk.SECRET);
    }

    @Test
    void theInstructionTellsOnePracticeWhatToDo() throws Exception {
        fillAll("Northwind Care Hub");
        String practice = desk.api
                .get("/api/v1/practices?ehr=sandbox&limit=1")
                .items()
                .getJsonObject(0)
                .getString("id");
        String name = desk.api.get("/api/v1/practices/" + practice).json().getString("name");

        String markdown =
                read("/practice-instructions?practiceId=" + practice, "*/*").body();
        HttpResponse<String> html = read("/practice-instructions", "text/html");

        assertThat(markdown.replace("\\", ""))
                .contains(name, "Northwind Health asks", "Turn on FHIR", "pf-9", "user/Patient.read")
                .doesNotContain("Authorize App");
        assertThat(html.body()).contains("the administrator of the practice");
        assertThat(html.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        assertThat(read("/practice-instructions?practiceId=prac_nobody", "*/*").statusCode())
                .isEqualTo(404);
    }

    @Test
    void practicesAreNotedOneByOne() {
        String practice = desk.api
                .get("/api/v1/practices?ehr=sandbox&limit=1")
                .items()
                .getJsonObject(0)
                .getString("id");
        String path = desk.path() + "/practices/" + practice;
        assertThat(desk.api.get(path).need(200).json().getString("state")).isEqualTo("not_asked");

        desk.api
                .call("PUT", path, new JsonObject().put("askedOn", "2026-11-20").put("notes", "by mail"))
                .need(200);
        JsonObject enabled = desk.api
                .call("PUT", path, new JsonObject().put("fhirEnabled", true))
                .need(200)
                .json();
        assertThat(enabled.getString("state")).isEqualTo("fhir_enabled");
        assertThat(enabled.getString("askedOn")).isEqualTo("2026-11-20");
        JsonObject authorized = desk.api
                .call("PUT", path, new JsonObject().put("appAuthorizedOn", "2026-11-21"))
                .need(200)
                .json();

        assertThat(authorized.getString("state")).isEqualTo("app_authorized");
        assertThat(authorized.getBoolean("appAuthorized")).isTrue();
        assertThat(desk.api.get(desk.path() + "/practices").items()).hasSize(1);
        assertThat(desk.api
                        .call("PUT", path, new JsonObject().put("state", "connected"))
                        .need(400)
                        .code())
                .isEqualTo("input-invalid");
        assertThat(desk.api
                        .call("PUT", desk.path() + "/practices/prac_nobody", new JsonObject())
                        .need(404)
                        .code())
                .isEqualTo("practice-unknown");
    }

    @Test
    void anIncompleteStepIsRefusedWithReasonsAndKeepsWhatWasTyped() {
        desk.withPortalAccess();

        Api.Answer refused = desk.complete(
                "partner-application",
                new JsonObject()
                        .put("applicationName", "Hub")
                        .put("applicationType", "provider")
                        .put("redirectUrls", new JsonArray().add("http://hub.example/cb"))
                        .put("scopes", new JsonArray().add("launch").add("fhiruser"))
                        .put("colour", "blue"));

        assertThat(refused.need(422).code()).isEqualTo("step-incomplete");
        JsonArray errors = refused.json().getJsonArray("errors");
        assertThat(errors.stream().map(each -> ((JsonObject) each).getString("path")))
                .containsExactlyInAnyOrder("redirectUrls[0]", "launchUrls", "scopes[1]");
        assertThat(errors.encode()).contains("did you mean", "fhirUser");
        JsonObject kept = desk.readStep("partner-application");
        assertThat(kept.getJsonObject("form").getString("applicationName")).isEqualTo("Hub");
        assertThat(kept.getJsonArray("errors")).isEqualTo(errors);
        assertThat(desk.put("partner-application", new JsonObject().put("colour", "blue"))
                        .need(200)
                        .json()
                        .getJsonArray("warnings")
                        .encode())
                .contains("colour", "is no field of this step");
    }

    @Test
    void twoWhoEditTheSameStepAreTold() throws Exception {
        desk.put("partner-registration", new JsonObject().put("companyName", "Northwind"))
                .need(200);
        HttpRequest.Builder late = HttpRequest.newBuilder(URI.create(gateway.url() + desk.step("partner-registration")))
                .header("Authorization", "Bearer " + GatewayExtension.BOOTSTRAP_KEY)
                .header("Gatehouse-Tenant", tenant)
                .header("Content-Type", "application/json")
                .header("If-Match", "\"1\"");
        desk.put("partner-registration", new JsonObject().put("phone", "+1 555 0100"))
                .need(200);

        HttpResponse<String> answer = HTTP.send(
                late.PUT(HttpRequest.BodyPublishers.ofString("{\"phone\":\"+1 555 0199\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(412);
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("code")).isEqualTo("step-changed");
        assertThat(problem.getJsonObject("current").getJsonObject("form").getString("phone"))
                .isEqualTo("+1 555 0100");
        assertThat(problem.getJsonObject("current").getString("changedBy")).startsWith("key:");
        assertThat(desk.readStep("partner-registration").getInteger("revision")).isEqualTo(2);
    }

    @Test
    void anotherPublicAddressIsNamedAsDrift() throws Exception {
        desk.withPortalAccess();
        desk.completed(
                "partner-application", desk.application("provider", "openid", "offline_access", "user/Patient.read"));
        assertThat(desk.read().getJsonArray("warnings")).isEqualTo(new JsonArray());
        gateway.stop();
        try {
            Gateway moved = Gateway.start(
                            Surroundings.of(
                                    gateway.vertx(),
                                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                                    Clock.systemUTC()),
                            gateway.settings(0, gateway.directory().resolve("data")))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            try {
                JsonArray warnings = desk.api
                        .at(moved.publicUrl())
                        .get(desk.path())
                        .need(200)
                        .json()
                        .getJsonArray("warnings");

                assertThat(warnings.getJsonObject(0).getString("path"))
                        .isEqualTo("steps.partner-application.redirectUrls");
                assertThat(warnings.getJsonObject(0).getString("message"))
                        .contains(moved.publicUrl() + "/oauth/callback/sandbox");
            } finally {
                moved.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
            }
        } finally {
            gateway.startAgain();
        }
    }
}
