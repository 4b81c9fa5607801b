package dev.gatehouse.gateway.proxy;

import static dev.gatehouse.gateway.proxy.ProxyFixture.PATH;
import static dev.gatehouse.gateway.proxy.ProxyFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.gateway.proxy.ProxyFixture.Told;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
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

/** What a key, a connection or its scopes do not allow never reaches the EHR. */
@ExtendWith(VertxExtension.class)
class CallGuardTest {
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/fhir+json");

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private ProxyFixture proxy;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        proxy = new ProxyFixture(vertx);
        proxy.ehr = request -> {
            seen.add(request.method() + " " + request.uri());
            request.body().onSuccess(body -> request.response().end(body));
        };
        await(proxy.start(ProxyFixture.patient()));
    }

    @AfterEach
    void stop() throws Exception {
        await(proxy.close());
    }

    private Told call(String method, String rest, String body) throws Exception {
        return await(proxy.call(HttpMethod.valueOf(method), PATH + rest, JSON, body));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /Patient",
        "PUT, /Patient/1",
        "PATCH, /Patient/1",
        "DELETE, /Patient/1",
        "DELETE, ''",
        "POST, /Patient/1/$process",
        "POST, /$process-message",
        "POST, /Patient/$match/",
        "POST, /Patient/%24match",
        "POST, /Patient/1/_search/x",
        "POST, /Composition/1/$document?persist=true"
    })
    @Guards("PRX-3")
    void whatWritesEndsAtAConnectionThatIsReadOnly(String method, String rest) throws Exception {
        proxy.readOnly = true;

        Told told = call(method, rest, null);

        assertThat(told.status()).isEqualTo(403);
        assertThat(told.body()).contains("connection-read-only", "OperationOutcome");
        assertThat(seen).isEmpty();
        assertThat(proxy.recorded().code()).isEqualTo("connection-read-only");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /Patient/1",
        "HEAD, /Patient/1",
        "GET, /Patient/1/$everything",
        "POST, /Patient/_search",
        "POST, /_search",
        "POST, /Patient/$match",
        "POST, /Observation/$validate?mode=create",
        "POST, /ValueSet/$expand"
    })
    void whatReadsNeedsNeitherAnOpenConnectionNorAWritingKey(String method, String rest) throws Exception {
        proxy.readOnly = true;
        proxy.permissions = Set.of(Permission.PROXY_READ);
        proxy.scopes = Set.of("system/*.rs");

        assertThat(call(method, rest, null).status()).isEqualTo(200);
        assertThat(seen).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"POST, /$process-message", "POST, /Binary", "DELETE, ''", "POST, /Patient/1/$merge"})
    void nothingIsWrittenWhereTheEhrGrantedNothingThatWrites(String method, String rest) throws Exception {
        proxy.scopes = Set.of("system/*.rs", "openid");

        Told told = call(method, rest, null);

        assertThat(told.status()).isEqualTo(403);
        assertThat(told.body()).contains("scope-not-granted");
        assertThat(seen).isEmpty();
    }

    @Test
    void aBundleGoesUpByteForByte() throws Exception {
        String bundle =
                " {\"resourceType\":\"Bundle\",\n\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"urn:uuid:1\","
                        + "\"resource\":{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":1.00e0},\"x\":\"\\u00e4\"},"
                        + "\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}]}\n";

        Told told = call("POST", "", bundle);

        assertThat(told.status()).isEqualTo(200);
        assertThat(told.body()).isEqualTo(bundle);
        assertThat(proxy.recorded().bytesIn()).isEqualTo(bundle.length());
    }

    @Test
    void aBatchOfReadsNeedsNoMoreThanReading() throws Exception {
        proxy.readOnly = true;
        proxy.permissions = Set.of(Permission.PROXY_READ);

        Told told =
                call("POST", "", batch("GET", "Patient/1?_elements=name", "POST", "Patient/_search", "GET", "?_id=1"));

        assertThat(told.status()).isEqualTo(200);
        assertThat(seen).hasSize(1);
    }

    @Guards("PRX-3")
    @Test
    void aBatchWithAWriteIsRefusedWhole() throws Exception {
        proxy.readOnly = true;

        Told told = call("POST", "/", batch("GET", "Patient/1", "DELETE", "Patient/1"));

        assertThat(told.status()).isEqualTo(403);
        assertThat(told.body()).contains("connection-read-only", "Entry 2");
        assertThat(seen).isEmpty();
    }

    @Guards("PRX-3")
    @Test
    void eachEntryNeedsItsPermissionAndItsScope() throws Exception {
        String mixed = batch("GET", "Patient/1", "PUT", "Observation/1");
        proxy.permissions = Set.of(Permission.PROXY_READ);
        Told withoutWriting = call("POST", "", mixed);
        proxy.permissions = Set.of(Permission.PROXY_WRITE);
        Told withoutReading = call("POST", "", mixed);
        proxy.permissions = Set.of(Permission.PROXY_READ, Permission.PROXY_WRITE);
        proxy.scopes = Set.of("system/Patient.cruds");
        Told withoutScope = call("POST", "", mixed);

        assertThat(withoutWriting.body()).contains("permission-missing", "Entry 2", "proxy:write");
        assertThat(withoutReading.body()).contains("permission-missing", "Entry 1", "proxy:read");
        assertThat(withoutScope.body()).contains("scope-not-granted", "Entry 2");
        assertThat(seen).isEmpty();
    }

    @Guards("PRX-3")
    @Test
    void aBundleThatCantBeCheckedIsRefused() throws Exception {
        for (String type :
                new String[] {"application/fhir+xml", "application/fhir+json; charset=utf-16", "text/plain"}) {
            Told told = await(proxy.call(HttpMethod.POST, PATH, Map.of("Content-Type", type), "<Bundle/>"));
            assertThat(told.body()).contains("bundle-not-json");
            assertThat(told.status()).isEqualTo(400);
        }
        assertThat(call("POST", "", null).body()).contains("bundle-refused");
        assertThat(seen).isEmpty();
    }

    @Test
    void aBundleHasALimit() throws Exception {
        String filler = "\"x\":\"" + "y".repeat(BundleIntake.LARGEST) + "\",";

        Told told = call("POST", "", batch("GET", "Patient/1").replaceFirst("\\{", "{" + filler));

        assertThat(told.status()).isEqualTo(413);
        assertThat(told.body()).contains("bundle-too-large");
        assertThat(seen).isEmpty();
    }

    /** @param requests method, url, method, url… */
    private static String batch(String... requests) {
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < requests.length; i += 2) {
            entries.append(i == 0 ? "" : ",")
                    .append("{\"request\":{\"method\":\"")
                    .append(requests[i])
                    .append("\",\"url\":\"")
                    .append(requests[i + 1])
                    .append("\"}}");
        }
        return "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[" + entries + "]}";
    }
}
