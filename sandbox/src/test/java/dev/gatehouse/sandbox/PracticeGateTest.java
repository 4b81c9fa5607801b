package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PracticeGateTest extends PortalTest {

    private String practice;
    private String application;
    private String access;
    private App partner;

    @BeforeEach
    void anAppInTheMarketplace() throws Exception {
        practice = "practices/" + base.guid();
        application = submitted(applicationForm());
        access = practice + "/apps/" + application.substring("applications/".length());
        partner = partner(application);
    }

    private void letIn() throws Exception {
        post(application + "/vendor", new JsonObject().put("inMarketplace", true));
        post(practice + "/fhir", new JsonObject());
        post(access, new JsonObject());
    }

    @Test
    void theStepsOfAPracticeComeInOrder() throws Exception {
        assertThat(fetch("marketplace").bodyAsJsonObject().getJsonArray("items"))
                .isEmpty();
        assertThat(post(access, new JsonObject()).bodyAsString()).contains("must enable FHIR first");
        assertThat(post(practice + "/fhir", new JsonObject()).bodyAsJsonObject().getBoolean("fhirEnabled"))
                .isTrue();
        assertThat(post(access, new JsonObject()).bodyAsString()).contains("not in the marketplace");
        post(application + "/vendor", new JsonObject().put("inMarketplace", true));

        HttpResponse<Buffer> authorized =
                post(access, new JsonObject().put("scopes", new JsonArray().add("user/Patient.rs")));

        assertThat(fetch("marketplace").bodyAsString()).contains(partner.client.id());
        assertThat(authorized.bodyAsJsonObject().getJsonArray("apps").encode())
                .isEqualTo("[{\"clientId\":\"" + partner.client.id() + "\",\"scopes\":[\"user/Patient.rs\"]}]");
        assertThat(ehr.ehr().desk().authorized(base.guid(), partner.client.id()))
                .containsExactly("user/Patient.rs");
        assertThat(post(access, new JsonObject().put("scopes", new JsonArray().add("user/Coverage.rs")))
                        .statusCode())
                .isEqualTo(422);
        assertThat(fetch("practices/00000000-0000-4000-8000-000000000000").statusCode())
                .isEqualTo(404);
    }

    @Test
    void withoutTheGateUsersNeedNoPractice() throws Exception {
        assertThat(partner.connect(base).getString("access_token")).isNotEmpty();
    }

    @Test
    void behindTheGateUsersNeedTheirPractice() throws Exception {
        ehr.control().behaviour().programme().practiceGate(true);

        HttpResponse<Buffer> before = partner.authorize(base, partner.authorization(base));
        letIn();

        assertThat(before.statusCode()).isEqualTo(403);
        assertThat(before.bodyAsString()).contains("The practice has not granted access to the application");
        assertThat(partner.connect(base).getString("access_token")).isNotEmpty();
        assertThat(partner.authorize(
                                ehr.practice(2).provider(),
                                partner.authorization(ehr.practice(2).provider()))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void behindTheGateOnlyAllowedScopesMayBeAskedFor() throws Exception {
        ehr.control().behaviour().programme().practiceGate(true);
        letIn();
        post(access, new JsonObject().put("scopes", new JsonArray().add("user/Patient.rs")));
        Map<String, String> sent = partner.authorization(base);

        HttpResponse<Buffer> wide = partner.authorize(base, sent);
        sent.put("scope", "openid fhirUser offline_access user/Patient.rs");

        assertThat(wide.bodyAsString()).contains("client does not have permissions to requested scope");
        assertThat(App.redirected(partner.authorize(base, sent)).has("code")).isTrue();
    }

    @Test
    void withdrawingEndsWhatUsersHadGranted() throws Exception {
        ehr.control().behaviour().programme().practiceGate(true);
        letIn();
        JsonObject token = partner.connect(base);

        HttpResponse<Buffer> gone = call(HttpMethod.DELETE, access, new JsonObject());

        assertThat(gone.bodyAsJsonObject().getJsonArray("apps")).isEmpty();
        assertThat(app.get(base.url() + "/Patient", token.getString("access_token"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(partner.refresh(base, token.getString("refresh_token")).statusCode())
                .isEqualTo(403);
        letIn();
        assertThat(error(partner.refresh(base, token.getString("refresh_token"))))
                .isEqualTo("400 invalid_grant");
        assertThat(call(HttpMethod.DELETE, access, new JsonObject()).statusCode())
                .isEqualTo(200);
        assertThat(call(HttpMethod.DELETE, access, new JsonObject()).statusCode())
                .isEqualTo(404);
    }
}
