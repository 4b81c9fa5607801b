package dev.gatehouse.gateway.proxy;

import static dev.gatehouse.gateway.proxy.ProxyFixture.PATH;
import static dev.gatehouse.gateway.proxy.ProxyFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.proxy.ProxyFixture.Told;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call what through the proxy, and which calls end here. */
@ExtendWith(VertxExtension.class)
class FhirProxyAccessTest {
    private ProxyFixture proxy;
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        proxy = new ProxyFixture(vertx);
        await(proxy.start(ProxyFixture.patient()));
    }

    @AfterEach
    void stop() throws Exception {
        await(proxy.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "OPTIONS", "PROPFIND", "get"})
    void unknownMethodsAreRefused(String method) throws Exception {
        Told told = await(proxy.call(HttpMethod.valueOf(method), PATH + "/Patient", Map.of(), null));

        assertThat(told.status()).isEqualTo(405);
        assertThat(told.headers().get("allow")).isEqualTo("GET, HEAD, POST, PUT, PATCH, DELETE");
        assertThat(code(told)).isEqualTo("method-not-allowed");
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /Patient, 200",
        "POST, /Patient/_search, 200",
        "POST, /Patient/_search?a=b, 200",
        "POST, /_searchx, 403",
        "POST, /Patient, 403",
        "PUT, /Patient/1, 403",
        "PATCH, /Patient/1, 403",
        "DELETE, /Patient/1, 403"
    })
    void aReadingKeyReads(String method, String rest, int expected) throws Exception {
        proxy.permissions = Set.of(Permission.PROXY_READ);
        ehr(request -> request.response().end());

        Told told = await(proxy.call(HttpMethod.valueOf(method), PATH + rest, Map.of(), null));

        assertThat(told.status()).isEqualTo(expected);
    }

    @Test
    void aKeyWithoutPermissionIsToldWhichIsMissing() throws Exception {
        proxy.permissions = Set.of(Permission.PROXY_WRITE);

        Told told = await(proxy.get("/Patient/1"));

        assertThat(told.status()).isEqualTo(403);
        assertThat(code(told)).isEqualTo("permission-missing");
        assertThat(told.headers().get("content-type")).isEqualTo("application/fhir+json");
        assertThat(told.body()).contains("proxy:read", "req-1");
    }

    @Test
    void foreignMissingAndMalformedIdsAreTheSame() throws Exception {
        Told foreign = await(proxy.call(HttpMethod.GET, "/fhir/" + ProxyFixture.FOREIGN + "/Patient", Map.of(), null));
        Told missing =
                await(proxy.call(HttpMethod.GET, "/fhir/con_00000000000000000000000000/Patient", Map.of(), null));
        Told malformed = await(proxy.call(HttpMethod.GET, "/fhir/x/Patient", Map.of(), null));

        assertThat(foreign.status()).isEqualTo(404);
        assertThat(code(foreign)).isEqualTo("connection-unknown");
        assertThat(missing.body()).isEqualTo(foreign.body());
        assertThat(malformed.body()).isEqualTo(foreign.body());
        assertThat(Set.copyOf(malformed.headers().names()))
                .isEqualTo(Set.copyOf(foreign.headers().names()));
    }

    @Test
    void anEndedConnectionIsAConflict() throws Exception {
        Told told = await(proxy.call(HttpMethod.GET, "/fhir/" + ProxyFixture.ENDED + "/Patient", Map.of(), null));

        assertThat(told.status()).isEqualTo(409);
        assertThat(code(told)).isEqualTo("connection-revoked");
    }

    @Test
    @Smart(97)
    void hostileTargetsEndHere() throws Exception {
        Told told = await(proxy.call(HttpMethod.GET, PATH + "/Patient%2f..%2fsecret", Map.of(), null));

        assertThat(told.status()).isEqualTo(400);
        assertThat(code(told)).isEqualTo("target-refused");
        assertThat(told.body()).doesNotContain("secret");
        assertThat(seen).isEmpty();
    }

    private void ehr(io.vertx.core.Handler<HttpServerRequest> answer) {
        proxy.ehr = request -> {
            seen.add(request.method() + " " + request.uri());
            answer.handle(request);
        };
    }

    private static String code(Told told) {
        return new JsonObject(told.body())
                .getJsonArray("issue")
                .getJsonObject(0)
                .getJsonObject("details")
                .getJsonArray("coding")
                .getJsonObject(0)
                .getString("code");
    }
}
