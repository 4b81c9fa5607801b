package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.junit.SandboxExtension;
import dev.gatehouse.sandbox.web.Parameters;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person's way through the pages, and an app's way from nothing to a patient. */
class WholeFlowTest {

    @RegisterExtension
    static final SandboxExtension ehr = new SandboxExtension();

    private static Vertx vertx;
    private static App app;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        app = new App(vertx, ehr.client(App.REDIRECT));
    }

    @AfterAll
    static void stop() throws Exception {
        App.await(vertx.close());
    }

    @Test
    void aPersonSignsInPicksAPatientAndAllows() throws Exception {
        Base base = ehr.practice(1).provider();
        Map<String, String> sent = app.authorization(base);

        String page = app.authorize(base, sent).getHeader("location");
        assertThat(app.get(page).bodyAsString()).contains("<h1>Sign in</h1>", "name=\"username\"", "clinician");
        app.postForm(page, Map.of("username", "clinician", "password", "open-sesame"));
        String picker = app.get(page).bodyAsString();
        String patient = picker.replaceFirst("(?s).*?name=\"patient\" value=\"([^\"]+)\".*", "$1");
        app.postForm(page, Map.of("patient", patient));
        assertThat(app.get(page).bodyAsString()).contains("Allow Example App?", "Keep access when you are not here");
        Parameters back = App.redirected(app.postForm(page, Map.of("decision", "allow")));
        JsonObject token = app.token(base, app.exchange(back.text("code"))).bodyAsJsonObject();
        HttpResponse<Buffer> read = app.get(base.url() + "/Patient/" + patient, token.getString("access_token"));

        assertThat(back.text("state")).isEqualTo(sent.get("state"));
        assertThat(token.getString("patient")).isEqualTo(patient);
        assertThat(token.getInteger("expires_in")).isEqualTo(300);
        assertThat(token.getString("refresh_token")).isNotEmpty();
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.bodyAsJsonObject().getString("id")).isEqualTo(patient);
        assertThat(ehr.control().violations()).isEmpty();
    }

    @Test
    void aPersonWhoDeniesSendsTheAppAway() throws Exception {
        Base base = ehr.practice(1).provider();

        String page = app.authorize(base, app.authorization(base)).getHeader("location");
        Parameters back = App.redirected(app.postForm(page, Map.of("decision", "deny")));

        assertThat(back.text("error")).isEqualTo("access_denied");
        assertThat(app.get(page).statusCode()).isEqualTo(410);
    }

    @Test
    void aWrongPasswordOpensNothing() throws Exception {
        Base base = ehr.practice(1).provider();

        String page = app.authorize(base, app.authorization(base)).getHeader("location");
        HttpResponse<Buffer> answer =
                app.postForm(page, Map.of("username", "clinician", "password", "wrong", "decision", "allow"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.bodyAsString()).contains("role=\"alert\"");
    }

    @Test
    void patientsOfSomePracticesAuthorizeOnAnotherOrigin() throws Exception {
        ehr.control().behaviour().autoApprove(true);
        SandboxPractice practice = ehr.ehr().fmhPractice().orElseThrow();
        Base base = practice.patient();

        JsonObject configuration =
                app.get(base.url() + "/.well-known/smart-configuration").bodyAsJsonObject();
        JsonObject token = app.connect(base);
        HttpResponse<Buffer> found = app.get(base.url() + "/Patient", token.getString("access_token"));

        assertThat(configuration.getString("token_endpoint")).startsWith(ehr.authorizationOrigin());
        assertThat(found.bodyAsJsonObject().getString("resourceType")).isEqualTo("Bundle");
        assertThat(app.token(new Base(base.surface(), 0, base.guid(), base.url(), base.url(), base.keys()), Map.of())
                        .statusCode())
                .isIn(404, 401, 405);
    }
}
