package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.sandbox.fault.Programme;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationAndCredentialsTest extends PortalTest {

    private static JsonObject systemForm() {
        return applicationForm()
                .put("applicationType", "System or Bulk export")
                .put("redirectUrls", new JsonArray())
                .put("jwksUrl", ehr.origin() + "/no/keys")
                .put("scopes", new JsonArray().add("system/Patient.rs").add("system/Observation.rs"));
    }

    @Test
    void thePortalShowsWhatItReceivedAndWhatUsersWillSee() throws Exception {
        String application = submitted(applicationForm());

        JsonObject received = fetch(application).bodyAsJsonObject().getJsonObject("received");
        JsonObject listing = fetch(application + "/listing").bodyAsJsonObject();

        assertThat(received.getString("homepageUrl")).isEqualTo("https://health.example.com/app");
        assertThat(received.getJsonArray("redirectUrls")).containsExactly(App.REDIRECT);
        assertThat(listing.encode())
                .contains(
                        "{\"label\":\"Description\",\"value\":\"Shows charts\",\"provided\":true}",
                        "{\"label\":\"Privacy policy\",\"value\":\"Not provided by app developer\",\"provided\":false}");
    }

    @Test
    void anApplicationCanBeChangedButNotItsType() throws Exception {
        String application = submitted(applicationForm());
        App partner = partner(application);

        HttpResponse<Buffer> changed = call(
                HttpMethod.PUT,
                application,
                applicationForm()
                        .put("privacyPolicyUrl", "https://health.example.com/privacy")
                        .put("scopes", new JsonArray().add("user/Patient.rs")));
        HttpResponse<Buffer> other = call(HttpMethod.PUT, application, systemForm());

        assertThat(changed.bodyAsString()).contains("https://health.example.com/privacy");
        assertThat(other.statusCode()).isEqualTo(409);
        Map<String, String> sent = partner.authorization(base);
        assertThat(App.redirected(partner.authorize(base, sent)).text("error")).isEqualTo("invalid_scope");
        sent.put("scope", "user/Patient.rs");
        String code = App.redirected(partner.authorize(base, sent)).text("code");
        assertThat(partner.token(base, partner.exchange(code)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "applicationType, admin, applicationType",
        "homepageUrl, javascript:alert(1), homepageUrl",
        "logoUrl, http://logo.example.com, logoUrl",
        "supportEmail, nobody, supportEmail",
        "applicationName, '', applicationName",
        "jwksUrl, https://u:p@example.com/jwks, jwksUrl",
    })
    void aFieldThatIsWrongIsNamed(String field, String value, String named) throws Exception {
        HttpResponse<Buffer> answer =
                post(approved() + "/applications", applicationForm().put(field, value));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.bodyAsString()).contains("\"field\":\"" + named + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "user/Patient, not a scope",
        "fhiruser, not a scope",
        "system/Patient.rs, system/ scopes",
        "'launch user/Patient.rs', not a scope"
    })
    void scopesAreHeldToTheirForm(String scope, String words) throws Exception {
        HttpResponse<Buffer> answer =
                post(approved() + "/applications", applicationForm().put("scopes", new JsonArray().add(scope)));

        assertThat(answer.bodyAsString()).contains(words);
    }

    @Test
    void aNewSecretReplacesTheOldOneAtOnce() throws Exception {
        String application = submitted(applicationForm());
        App before = partner(application);
        String refresh = before.connect(base).getString("refresh_token");

        post(application + "/credentials/regenerate", new JsonObject());

        assertThat(error(before.refresh(base, refresh))).isEqualTo("401 invalid_client");
        assertThat(partner(application).refresh(base, refresh).statusCode()).isEqualTo(200);
    }

    @Test
    void withOverlapBothSecretsWorkUntilItEnds() throws Exception {
        String application = submitted(applicationForm());
        App before = partner(application);

        JsonObject renewed = post(
                        application + "/credentials/regenerate", new JsonObject().put("overlapSeconds", 3_600))
                .bodyAsJsonObject();

        assertThat(renewed.containsKey("lastUsedAt")).isFalse();
        assertThat(renewed.getJsonObject("previousSecret").containsKey("lastUsedAt"))
                .isFalse();
        assertThat(before.connect(base).getString("access_token")).isNotNull();
        assertThat(partner(application).connect(base).getString("access_token")).isNotNull();
        JsonObject used = fetch(application + "/credentials").bodyAsJsonObject();
        assertThat(used.getJsonObject("previousSecret").getString("lastUsedAt"))
                .isEqualTo(CLOCK.instant().toString());
        assertThat(used.getString("lastUsedAt")).isEqualTo(CLOCK.instant().toString());
        CLOCK.pass(Duration.ofHours(1));
        assertThat(error(before.token(base, before.exchange("x")))).isEqualTo("401 invalid_client");
        assertThat(fetch(application + "/credentials").bodyAsJsonObject().containsKey("previousSecret"))
                .isFalse();
        assertThat(post(application + "/credentials/regenerate", new JsonObject().put("overlapSeconds", Long.MAX_VALUE))
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void aSystemApplicationHasNoSecretButKeys() throws Exception {
        String application = submitted(systemForm());

        assertThat(fetch(application + "/credentials").bodyAsJsonObject().fieldNames())
                .containsExactlyInAnyOrder("clientId", "jwksUrl");
        assertThat(post(application + "/credentials/regenerate", new JsonObject())
                        .statusCode())
                .isEqualTo(409);
        assertThat(fetch(application + "/credentials/keys").bodyAsJsonObject().getString("problem"))
                .isNotEmpty();
        call(HttpMethod.PUT, application, systemForm().put("jwksUrl", base.keys()));
        JsonObject shown = fetch(application + "/credentials/keys").bodyAsJsonObject();
        String kid = app.get(base.keys())
                .bodyAsJsonObject()
                .getJsonArray("keys")
                .getJsonObject(0)
                .getString("kid");
        assertThat(shown.getJsonArray("items").getJsonObject(0).getString("kid"))
                .isEqualTo(kid);
    }

    @Test
    void anApplicationThatIsSwitchedOffGetsNeitherPageNorToken() throws Exception {
        String application = submitted(applicationForm());
        App partner = partner(application);
        String refresh = partner.connect(base).getString("refresh_token");
        post(application + "/vendor", new JsonObject().put("inMarketplace", true));

        JsonObject off = post(application + "/vendor", new JsonObject().put("enabled", false))
                .bodyAsJsonObject();
        HttpResponse<Buffer> page = partner.authorize(base, partner.authorization(base));
        HttpResponse<Buffer> token = partner.refresh(base, refresh);

        assertThat(off.getBoolean("inMarketplace")).isFalse();
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.bodyAsString()).contains("The application is not enabled", "pfCorrelationId");
        assertThat(token.statusCode()).isEqualTo(403);
        assertThat(token.bodyAsJsonObject().getMap())
                .containsEntry("subcode", "Forbidden")
                .containsKey("pfCorrelationId");
        assertThat(post(application + "/vendor", new JsonObject().put("inMarketplace", true))
                        .statusCode())
                .isEqualTo(409);
        post(application + "/vendor", new JsonObject().put("enabled", true));
        assertThat(partner.refresh(base, refresh).statusCode()).isEqualTo(200);
    }

    @Test
    void theTokenEndpointTellsCausesApartOnlyWhenAsked() throws Exception {
        App partner = partner(submitted(applicationForm()));
        Programme programme = ehr.control().behaviour().programme();
        Map<String, String> unknown =
                Map.of("grant_type", "refresh_token", "client_id", "nobody", "client_secret", "x");
        Map<String, String> wrong =
                Map.of("grant_type", "refresh_token", "client_id", partner.client.id(), "client_secret", "x");
        Map<String, String> none = Map.of("grant_type", "refresh_token", "client_id", partner.client.id());

        String alike = app.postForm(base.tokenEndpoint(), unknown).bodyAsString();
        assertThat(app.postForm(base.tokenEndpoint(), wrong).bodyAsString()).isEqualTo(alike);
        assertThat(app.postForm(base.tokenEndpoint(), none).bodyAsString()).isEqualTo(alike);
        programme.clientErrors(Programme.ClientErrors.TELLING);
        assertThat(app.postForm(base.tokenEndpoint(), unknown).bodyAsString()).contains("invalid_client", "id is not");
        assertThat(app.postForm(base.tokenEndpoint(), wrong).bodyAsString()).contains("secret is wrong");
        assertThat(app.postForm(base.tokenEndpoint(), none).bodyAsString()).contains("in this way");
        assertThat(App.await(app.request(HttpMethod.POST, ehr.origin() + "/control/behaviour")
                                .sendJsonObject(new JsonObject().put("clientErrors", "vendor")))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<Buffer> vendors = App.await(app.request(HttpMethod.POST, base.tokenEndpoint())
                .putHeader("authorization", App.basic(partner.client.id(), "x"))
                .sendForm(MultiMap.caseInsensitiveMultiMap().add("grant_type", "refresh_token")));
        assertThat(vendors.statusCode()).isEqualTo(401);
        assertThat(vendors.bodyAsJsonObject().fieldNames())
                .containsExactlyInAnyOrder("subcode", "message", "pfCorrelationId");
    }
}
