package dev.gatehouse.gateway.nango;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may ask what Nango's clients ask, and in what words they are refused. */
final class NangoAccessTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String refused(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new JsonObject(answer.body()).getJsonObject("error").getString("code");
    }

    @Test
    void everyWayOfHavingNoKeyHasItsCode() throws Exception {
        assertThat(refused(get("/providers"), 401)).isEqualTo("missing_auth_header");
        assertThat(refused(get("/providers", "Authorization", "Basic abc"), 401))
                .isEqualTo("malformed_auth_header");
        assertThat(refused(get("/providers", "Authorization", "Bearer nobodys-key"), 401))
                .isEqualTo("unknown_account");
        assertThat(refused(get("/providers", "Authorization", "Bearer nango_connect_session_short"), 401))
                .isEqualTo("invalid_connect_session_token_format");
        assertThat(refused(get("/providers", "Authorization", "Bearer nango_connect_session_" + "a".repeat(64)), 401))
                .isEqualTo("unknown_connect_session_token");
    }

    @Test
    void providersAreTheEhrProfiles() {
        Api api = gateway.aTenant();

        JsonArray all = api.get("/providers").need(200).json().getJsonArray("data");
        JsonArray found = api.get("/providers?search=PRACTICE").need(200).json().getJsonArray("data");
        JsonObject one = api.get("/providers/practicefusion").need(200).json().getJsonObject("data");

        assertThat(all).hasSizeGreaterThan(10);
        assertThat(found).hasSize(1);
        assertThat(found.getJsonObject(0)).isEqualTo(one);
        assertThat(one.getString("name")).isEqualTo("practicefusion");
        assertThat(one.getString("display_name")).isEqualTo("Practice Fusion");
        assertThat(one.getString("auth_mode")).isEqualTo("OAUTH2");
        assertThat(one.getString("logo_url")).startsWith("data:image/svg+xml,");
        assertThat(error(api.get("/providers/nobody").need(404))).isEqualTo("not_found");
    }

    @Test
    void whatNobodyKnowsIsRefusedByName() {
        Api api = gateway.aTenant();

        JsonObject error =
                api.get("/providers?serach=x&search=y").need(400).json().getJsonObject("error");

        assertThat(error.getString("code")).isEqualTo("invalid_query_params");
        assertThat(error.getJsonArray("errors"))
                .containsExactly(new JsonObject()
                        .put("code", "unrecognized_keys")
                        .put("message", "is not known here")
                        .put("path", new JsonArray().add("serach")));
        assertThat(error(api.get("/providers/smart?x=1").need(400))).isEqualTo("invalid_query_params");
        assertThat(error(api.get("/providers/smart/more").need(404))).isEqualTo("not_found");
    }

    private static String error(Api.Answer answer) {
        return answer.json().getJsonObject("error").getString("code");
    }
}
