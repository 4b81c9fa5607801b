package dev.gatehouse.gateway.proxy;

import static dev.gatehouse.gateway.proxy.ProxyFixture.PATH;
import static dev.gatehouse.gateway.proxy.ProxyFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.proxy.ProxyFixture.Told;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class FhirProxyTest {
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
    @Smart(97)
    @ValueSource(
            strings = {
                "/Patient?name=a,b&identifier=x|y%7Cz&birthdate=ge2000+x",
                "/Patient/a.b-c/$everything",
                "/Patient/1/_history/2",
                "/Patient/",
                "",
                "?_getpages=%2F%2E"
            })
    void targetsReachTheEhrByteForByte(String rest) throws Exception {
        ehr(request -> request.response().end());

        Told told = await(proxy.get(rest));

        assertThat(told.status()).isEqualTo(200);
        assertThat(seen).containsExactly("GET " + ProxyFixture.BASE_PATH + rest);
    }

    @Test
    @Smart(92)
    void onlyListedHeadersGoUpAndTheTokenReplacesTheKey() throws Exception {
        List<MultiMap> headers = new ArrayList<>();
        ehr(request -> {
            headers.add(MultiMap.caseInsensitiveMultiMap().addAll(request.headers()));
            request.response().end();
        });
        Map<String, String> sent = Map.ofEntries(
                Map.entry("Authorization", "Bearer gk_live_secret"),
                Map.entry("Cookie", "a=b"),
                Map.entry("X-Forwarded-For", "1.2.3.4"),
                Map.entry("Forwarded", "for=1.2.3.4"),
                Map.entry("X-HTTP-Method-Override", "DELETE"),
                Map.entry("X-Request-Id", "theirs"),
                Map.entry("Accept-Encoding", "gzip"),
                Map.entry("Range", "bytes=0-1"),
                Map.entry("Proxy-Authorization", "x"),
                Map.entry("Connection", "keep-alive, Prefer"),
                Map.entry("Prefer", "return=minimal"),
                Map.entry("Accept", "application/fhir+json"),
                Map.entry("If-None-Match", "W/\"1\""),
                Map.entry("If-None-Exist", "identifier=1"));

        await(proxy.call(HttpMethod.GET, PATH + "/Patient/1", sent, null));

        assertThat(headers.get(0).names().stream().map(String::toLowerCase))
                .containsExactlyInAnyOrder(
                        "host",
                        "authorization",
                        "x-request-id",
                        "accept",
                        "accept-encoding",
                        "if-none-match",
                        "if-none-exist");
        assertThat(headers.get(0).get("authorization")).isEqualTo("Bearer token-1");
        assertThat(headers.get(0).get("x-request-id")).isEqualTo("req-1");
        assertThat(headers.get(0).get("host")).startsWith("localhost:");
    }

    @Test
    void onlyBinaryIsAskedForInParts() throws Exception {
        List<String> ranges = new ArrayList<>();
        ehr(request -> {
            ranges.add(request.getHeader("Range"));
            request.response().setStatusCode(206).putHeader("Content-Range", "bytes 0-1/9");
            request.response().putHeader("Content-Type", "image/png").end("ab");
        });

        Told told = await(proxy.call(HttpMethod.GET, PATH + "/Binary/1", Map.of("Range", "bytes=0-1"), null));

        assertThat(ranges).containsExactly("bytes=0-1");
        assertThat(told.status()).isEqualTo(206);
        assertThat(told.headers().get("Content-Range")).isEqualTo("bytes 0-1/9");
    }

    @Test
    @Smart(96)
    void onlyListedHeadersComeBack() throws Exception {
        ehr(request -> request.response()
                .putHeader("Content-Type", "application/fhir+json;charset=utf-8")
                .putHeader("ETag", "W/\"3\"")
                .putHeader("Last-Modified", "Mon, 23 Nov 2026 01:02:03 GMT")
                .putHeader("Set-Cookie", "a=b")
                .putHeader("Server", "ehr/1")
                .putHeader("Access-Control-Allow-Origin", "*")
                .putHeader("Clear-Site-Data", "*")
                .putHeader("Link", "<x>")
                .putHeader("Connection", "Retry-After")
                .putHeader("Retry-After", "5")
                .putHeader("Content-Security-Policy", "default-src *")
                .end("{}"));

        Told told = await(proxy.get("/Patient/1"));

        assertThat(told.headers().names().stream().map(String::toLowerCase))
                .containsExactlyInAnyOrder(
                        "content-type",
                        "content-length",
                        "etag",
                        "last-modified",
                        "x-request-id",
                        "x-content-type-options",
                        "cache-control",
                        "content-security-policy");
        assertThat(told.headers().get("content-security-policy"))
                .contains("sandbox")
                .doesNotContain("*");
        assertThat(told.headers().get("cache-control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "TEXT/HTML; charset=utf-8",
                "image/svg+xml",
                "application/xhtml+xml",
                "x",
                "text/javascript"
            })
    void whatABrowserCouldRunIsNeutralised(String type) throws Exception {
        ehr(request -> request.response()
                .setStatusCode(500)
                .putHeader("Content-Type", type)
                .end("<script>x</script>"));

        Told told = await(proxy.get("/Patient/1"));

        assertThat(told.status()).isEqualTo(500);
        assertThat(told.body()).isEqualTo("<script>x</script>");
        assertThat(told.headers().get("content-type")).isEqualTo("application/octet-stream");
        assertThat(told.headers().get("content-disposition")).isEqualTo("attachment");
        assertThat(told.headers().get("x-content-type-options")).isEqualTo("nosniff");
    }

    @Test
    @Smart(93)
    void ownLinksAreRewrittenAndForeignOnesLeft() throws Exception {
        String bundle = "{\"total\":1.00,\"link\":[{\"relation\":\"next\",\"url\":\"B/Patient?page=2\"},"
                + "{\"relation\":\"x\",\"url\":\"https://other.example/fhir\"}],\"entry\":[{\"fullUrl\":\"B/Patient/1\"}]}";
        ehr(request -> request.response()
                .putHeader("Content-Type", "application/fhir+json")
                .end(bundle.replace("B/", proxy.base() + "/")));

        Told told = await(proxy.get("/Patient"));

        String wanted = bundle.replace("B/Patient?page", "https://gate.example" + PATH + "/Patient?page")
                .replace("B/", proxy.base() + "/");
        assertThat(told.body()).isEqualTo(wanted);
        assertThat(told.headers().get("content-length")).isEqualTo(String.valueOf(wanted.length()));
    }

    @Test
    void compressedAnswersPassUntouched() throws Exception {
        String body = "{\"link\":[{\"url\":\"" + proxy.base() + "/x\"}]}";
        ehr(request -> request.response()
                .putHeader("Content-Type", "application/fhir+json")
                .putHeader("Content-Encoding", "x-odd")
                .end(body));

        Told told = await(proxy.get("/Patient"));

        assertThat(told.body()).isEqualTo(body);
        assertThat(told.headers().get("content-encoding")).isEqualTo("x-odd");
    }

    @Test
    @Smart(93)
    void aCreateKeepsItsForeignLocationAndGetsItsOwnRewritten() throws Exception {
        ehr(request -> request.body()
                .onSuccess(body -> request.response()
                        .setStatusCode(201)
                        .putHeader("Location", proxy.base() + "/Patient/9/_history/1")
                        .putHeader("Content-Location", "https://other.example/Patient/9")
                        .putHeader("X-Body", body.toString())
                        .end()));

        Told told = await(proxy.call(HttpMethod.POST, PATH + "/Patient", Map.of(), "{\"a\":1}"));

        assertThat(told.status()).isEqualTo(201);
        assertThat(told.headers().get("location")).isEqualTo("https://gate.example" + PATH + "/Patient/9/_history/1");
        assertThat(told.headers().get("content-location")).isEqualTo("https://other.example/Patient/9");
        assertThat(proxy.recorded().bytesIn()).isEqualTo(7);
    }

    @ParameterizedTest
    @Smart(93)
    @CsvSource({
        "B/Patient/2, 307, 307",
        "/practice/7/r4/Patient/2, 302, 302",
        "https://evil.example/Patient, 302, 502",
        "//evil.example/practice/7/r4/x, 302, 502",
        "/practice/7/r4x/Patient, 303, 502",
        "/admin, 308, 502",
        "Patient/2, 301, 502"
    })
    void redirectsLeadBackToTheGatewayOrNowhere(String location, int status, int expected) throws Exception {
        ehr(request -> request.response()
                .setStatusCode(status)
                .putHeader("Location", location.replace("B/", proxy.base() + "/"))
                .end());

        Told told = await(proxy.get("/Patient/1"));

        assertThat(told.status()).isEqualTo(expected);
        if (expected == 502) {
            assertThat(code(told)).isEqualTo("ehr-redirected-elsewhere");
            assertThat(told.headers().contains("location")).isFalse();
        } else {
            assertThat(told.headers().get("location")).isEqualTo("https://gate.example" + PATH + "/Patient/2");
        }
        assertThat(seen).hasSize(1);
    }

    @ParameterizedTest
    @Smart(94)
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "PUT"})
    void aRefusedTokenIsRenewedAndTheRequestSentOnceMore(String method) throws Exception {
        ehr(request -> {
            boolean fresh = request.getHeader("Authorization").equals("Bearer token-2");
            request.response()
                    .setStatusCode(fresh ? 200 : 401)
                    .putHeader("WWW-Authenticate", "Bearer")
                    .end();
        });

        Told told = await(proxy.call(HttpMethod.valueOf(method), PATH + "/Patient/1", Map.of(), null));

        assertThat(told.status()).isEqualTo(200);
        assertThat(seen).hasSize(2);
        assertThat(proxy.tokens.renewals).hasValue(1);
        assertThat(proxy.recorded().refreshed()).isTrue();
    }

    @Test
    @Smart(94)
    void aTokenRefusedTwiceIsABadGatewayAndNeverUnauthorized() throws Exception {
        ehr(request -> request.response().setStatusCode(401).end("<html>no</html>"));

        Told told = await(proxy.get("/Patient/1"));

        assertThat(told.status()).isEqualTo(502);
        assertThat(code(told)).isEqualTo("ehr-refused-token");
        assertThat(seen).hasSize(2);
        assertThat(proxy.recorded().status()).isEqualTo(502);
    }

    @ParameterizedTest
    @Smart(94)
    @CsvSource({"POST,", "POST,body", "PATCH,body", "PUT,body"})
    void whatMayHaveHappenedIsNeverRepeated(String method, String body) throws Exception {
        ehr(request -> request.body()
                .onSuccess(all -> request.response().setStatusCode(401).end()));

        Told told = await(proxy.call(HttpMethod.valueOf(method), PATH + "/Patient", Map.of(), body));

        assertThat(told.status()).isEqualTo(502);
        assertThat(code(told)).isEqualTo("ehr-refused-token");
        assertThat(seen).hasSize(1);
        assertThat(proxy.tokens.renewals).hasValue(1);
    }

    @Test
    void aGrantThatIsGoneIsToldAsSuch() throws Exception {
        proxy.tokens.grantGone = true;
        ehr(request -> request.response().setStatusCode(401).end());

        Told told = await(proxy.get("/Patient/1"));

        assertThat(told.status()).isEqualTo(409);
        assertThat(code(told)).isEqualTo("needs-reconnect");
    }

    @ParameterizedTest
    @Smart({94, 95, 96})
    @ValueSource(ints = {403, 404, 410, 412, 422, 429, 500, 503})
    void otherAnswersOfTheEhrPassWithTheirBody(int status) throws Exception {
        ehr(request -> request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/fhir+json")
                .putHeader("Retry-After", "17")
                .end("{\"resourceType\":\"OperationOutcome\"}"));

        Told told = await(proxy.get("/Patient/1"));

        assertThat(told.status()).isEqualTo(status);
        assertThat(told.headers().get("retry-after")).isEqualTo("17");
        assertThat(told.body()).isEqualTo("{\"resourceType\":\"OperationOutcome\"}");
        assertThat(proxy.tokens.renewals).hasValue(0);
    }

    @Test
    @Smart(96)
    void answersWithoutBodiesHaveNone() throws Exception {
        ehr(request -> {
            int status = Integer.parseInt(request.getParam("s"));
            request.response().setStatusCode(status).putHeader("ETag", "W/\"1\"");
            if (request.method().equals(HttpMethod.HEAD)) {
                request.response().putHeader("Content-Type", "application/pdf").putHeader("Content-Length", "1234");
            }
            request.response().end();
        });

        Told head = await(proxy.call(HttpMethod.HEAD, PATH + "/Binary/1?s=200", Map.of(), null));
        Told unchanged = await(proxy.get("/Patient/1?s=304"));
        Told deleted = await(proxy.call(HttpMethod.DELETE, PATH + "/Patient/1?s=204", Map.of(), null));
        Told after = await(proxy.get("/Patient/1?s=200"));

        assertThat(head.headers().get("content-length")).isEqualTo("1234");
        assertThat(head.body()).isEmpty();
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.headers().get("etag")).isEqualTo("W/\"1\"");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(after.status()).isEqualTo(200);
    }

    @Test
    void aCallIsRecordedWithoutPatientData() throws Exception {
        ehr(request -> request.response().end("12345"));

        await(proxy.get("/Patient/smith-42?name=Smith&_count=1"));

        CallRecord call = proxy.recorded();
        assertThat(call.route()).isEqualTo("Patient/{id}?name&_count");
        assertThat(call.status()).isEqualTo(200);
        assertThat(call.bytesOut()).isEqualTo(5);
        assertThat(call.code()).isNull();
        assertThat(call.waited()).isPositive().isLessThanOrEqualTo(call.took());
        assertThat(call.toString()).doesNotContainIgnoringCase("smith");
    }

    @Test
    void whatTheEhrsSupportFindsACallByIsRecordedIfItIsPlain() throws Exception {
        ehr(request -> request.response()
                .putHeader("X-Trace", "abc-1:2")
                .putHeader("X-Request-Id", "req-1")
                .putHeader("X-Other", "Jane Smith")
                .end());
        await(proxy.get("/Patient"));
        CallRecord call = proxy.recorded();
        ehr(request -> request.response().putHeader("X-Trace", "a".repeat(65)).end());
        await(proxy.get("/Patient"));

        assertThat(call.correlationIds()).containsExactly("abc-1:2");
        assertThat(call.kind()).isEqualTo(CallKind.FHIR);
        assertThat(call.practiceId()).isEqualTo("prac_1");
        assertThat(proxy.recorded().correlationIds()).isEmpty();
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
