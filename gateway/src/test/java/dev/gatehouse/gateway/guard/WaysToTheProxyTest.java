package dev.gatehouse.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Calls with a tenant's own key go past the router once the key is known, calls with a platform key always through it; nobody
 * can tell by the answer.
 */
final class WaysToTheProxyTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private ConnectedPractice practice;
    private Api own;
    private String ownKey;

    @BeforeEach
    void aKeyThatIsKnown() {
        practice = gateway.aConnectedPractice();
        ownKey = key("proxy:read", "proxy:write");
        own = new Api(gateway.url(), ownKey);
        own.get("/fhir/" + practice.id() + "/Patient?_count=1").need(200);
    }

    private String key(String... permissions) {
        return practice.partner()
                .api()
                .post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "backend").put("permissions", new JsonArray(List.of(permissions))))
                .need(201)
                .json()
                .getString("key");
    }

    private String told(String line, String key, String more, String body) throws IOException {
        String request = line.replace("{}", "/fhir/" + practice.id()) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "X-Request-Id: the-same-one\r\nConnection: close\r\nAuthorization: Bearer " + key + "\r\n" + more
                + "\r\n" + body;
        return RawSocket.told(URI.create(gateway.url()).getPort(), request);
    }

    private String throughTheRouter(String line, String more, String body) throws IOException {
        String tenant = "Gatehouse-Tenant: " + practice.partner().api().tenant() + "\r\n";
        return told(line, GatewayExtension.BOOTSTRAP_KEY, tenant + more, body);
    }

    @Guards("PRX-5")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET {}/Patient?_count=1 | '' | '' | 200",
                "HEAD {}/Patient?_count=1 | '' | '' | 200",
                "GET {}/metadata | 'Accept-Encoding: gzip' | '' | 200",
                "GET {}/Patient/none | '' | '' | 404",
                "GET /fhir/con_00000000000000000000000000/Patient | '' | '' | 404",
                "GET /fhir/nothing/Patient | '' | '' | 404",
                "GET /fhir/ | '' | '' | 400",
                "GET /fhir | '' | '' | 400",
                "GET {}/Observation?_count=1 | '' | '' | 200",
                "GET {}/Condition?_count=1 | '' | '' | 403",
                "OPTIONS {}/Patient | '' | '' | 405",
                "POST {}/Patient | 'Content-Length: 2' | '{}' | 403",
                "POST {}/Patient | 'Content-Length: 2~Content-Encoding: gzip' | '{}' | 415",
                "POST {}/Patient | 'Content-Length: 2~Expect: wonders' | '{}' | 417",
                "POST {}/Patient | 'Content-Length: 2~Expect: 100-continue' | '{}' | 403",
                "POST {}/ | 'Content-Length: 2~Content-Type: application/fhir+json' | '{}' | 400",
                "DELETE {}/Patient/1 | '' | '' | 403",
            })
    void bothAnswerTheSame(String line, String headers, String body, int status) throws IOException {
        String more = headers.isEmpty() ? "" : headers.replace("~", "\r\n") + "\r\n";

        String straight = told(line, ownKey, more, body);

        assertThat(Answers.statuses(straight)).endsWith(status);
        assertThat(straight).isEqualTo(throughTheRouter(line, more, body));
        assertThat(straight.toLowerCase(Locale.ROOT)).contains("x-request-id: the-same-one");
    }

    @Guards("PRX-5")
    @Test
    void aKeyThatMayNotReadIsRefusedOnBothWays() {
        Api other = own.withKey(key("connections"));

        for (int i = 0; i < 2; i++) {
            assertThat(other.get("/fhir/" + practice.id() + "/Patient?_count=1")
                            .need(403)
                            .code())
                    .isEqualTo("permission-missing");
        }
    }

    @Guards("TEN-1")
    @Test
    void aKeyIsGoodForItsOwnTenantOnly() throws IOException {
        String told = told("GET {}/Patient?_count=1", ownKey, "Gatehouse-Tenant: default\r\n", "");
        String elsewhere = own.get("/fhir/" + gateway.aConnectedPractice().id() + "/Patient")
                .need(404)
                .code();

        assertThat(Answers.code(told)).isEqualTo("tenant-not-yours");
        assertThat(elsewhere).isEqualTo("connection-unknown");
    }

    @Guards("KEY-2")
    @Test
    void aKeyThatWasRevokedIsRefusedAtOnce() {
        String id = practice.partner().api().get("/api/v1/api-keys").items().stream()
                .map(JsonObject.class::cast)
                .filter(each -> ownKey.startsWith(each.getString("hint")))
                .findFirst()
                .orElseThrow()
                .getString("id");
        practice.partner().api().delete("/api/v1/api-keys/" + id).need(204);

        assertThat(own.get("/fhir/" + practice.id() + "/Patient?_count=1")
                        .need(401)
                        .code())
                .isEqualTo("unauthorized");
    }

    @Guards("PRX-5")
    @Test
    void twoKeysInOneRequestAreNone() throws IOException {
        String told = told("GET {}/Patient?_count=1", ownKey, "Authorization: Bearer " + ownKey + "\r\n", "");

        assertThat(Answers.statuses(told)).doesNotContain(200);
    }

    @Test
    void callsOnBothWaysAreRecorded() throws IOException {
        String known =
                practice.partner().api().get("/api/v1/calls?limit=50").need(200).body();
        assertThat(known).contains("Patient?_count");

        own.get("/fhir/" + practice.id() + "/Observation?_count=1").need(200);

        assertThat(practice.partner()
                        .api()
                        .get("/api/v1/calls?limit=50")
                        .need(200)
                        .body())
                .contains("Observation?_count");
    }
}
