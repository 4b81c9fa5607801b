package dev.gatehouse.gateway.proxy;

import static dev.gatehouse.gateway.proxy.ProxyFixture.PATH;
import static dev.gatehouse.gateway.proxy.ProxyFixture.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.junit5.VertxExtension;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers packed with gzip, asked for or not. */
@ExtendWith(VertxExtension.class)
class CompressionTest {
    private static final Map<String, String> GZIP = Map.of("Accept-Encoding", "br, gzip;q=0.8");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private ProxyFixture proxy;
    private Vertx vertx;

    /** What a client is told, packed as it was. */
    private record Told(int status, String coding, String length, Buffer body) {}

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        proxy = new ProxyFixture(vertx);
        await(proxy.start(ProxyFixture.patient()));
    }

    @AfterEach
    void stop() throws Exception {
        await(proxy.close());
    }

    private Told get(String rest, Map<String, String> headers) throws Exception {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(proxy.port())
                .setURI(PATH + rest);
        Promise<Told> told = Promise.promise();
        vertx.runOnContext(go -> proxy.client
                .request(options)
                .compose(request -> {
                    headers.forEach(request::putHeader);
                    return request.send();
                })
                .compose(response -> response.body()
                        .map(body -> new Told(
                                response.statusCode(),
                                response.getHeader("Content-Encoding"),
                                response.getHeader("Content-Length"),
                                body)))
                .onComplete(told));
        return await(told.future());
    }

    private void ehr(String type, byte[] packed) {
        ehr(type, packed, response -> {});
    }

    private void ehr(String type, byte[] packed, Consumer<HttpServerResponse> more) {
        proxy.ehr = request -> {
            asked.add(String.valueOf(request.getHeader("Accept-Encoding")));
            HttpServerResponse response = request.response()
                    .putHeader("Content-Type", type)
                    .putHeader("Content-Encoding", "gzip")
                    .putHeader("ETag", "W/\"7\"");
            more.accept(response);
            response.end(Buffer.buffer(packed));
        };
    }

    private String bundle() {
        return "{\"resourceType\":\"Bundle\",\"total\":1.00,\"link\":[{\"relation\":\"next\",\"url\":\"" + proxy.base()
                + "?page=2\"}]}";
    }

    @ParameterizedTest
    @CsvSource({
        "/Binary/1, application/octet-stream",
        "/$export-file, application/fhir+ndjson",
        "/Patient/1, application/fhir+json",
        "/Patient/1/_history/2, application/fhir+json",
        "/Patient, application/fhir+xml"
    })
    void whatHoldsNoLinksStaysPacked(String rest, String type) throws Exception {
        byte[] packed = GzipReaderTest.gzip("{\"a\":1.00}".getBytes(UTF_8));
        ehr(type, packed);

        Told told = get(rest, GZIP);

        assertThat(asked).containsExactly("gzip");
        assertThat(told.coding()).isEqualTo("gzip");
        assertThat(told.length()).isEqualTo(Integer.toString(packed.length));
        assertThat(told.body().getBytes()).isEqualTo(packed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/Patient", "/Bundle/1", "", "/Patient/1/$everything", "/Parameters/1"})
    void linksArePassedThroughTheGatewayInPackedAnswersToo(String rest) throws Exception {
        ehr("application/fhir+json", GzipReaderTest.gzip(bundle().getBytes(UTF_8)));

        Told told = get(rest, GZIP);

        assertThat(asked).containsExactly("gzip");
        assertThat(told.coding()).isNull();
        assertThat(told.body().toString()).isEqualTo(bundle().replace(proxy.base(), "https://gate.example" + PATH));
        assertThat(told.length()).isEqualTo(Integer.toString(told.body().length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/Patient", "/Patient/1", "/Binary/1"})
    void whoDidNotAskForGzipGetsNone(String rest) throws Exception {
        ehr("application/fhir+json", GzipReaderTest.gzip("{\"a\":1.00}".getBytes(UTF_8)));

        Told plain = get(rest, Map.of());
        Told refused = get(rest, Map.of("Accept-Encoding", "gzip;q=0, *"));

        assertThat(asked).containsExactly("null", "null");
        assertThat(plain.coding()).isNull();
        assertThat(plain.body()).hasToString("{\"a\":1.00}");
        assertThat(refused.body()).isEqualTo(plain.body());
    }

    @Test
    void aPartIsNeverAskedForPacked() throws Exception {
        ehr(
                "application/pdf",
                new byte[] {1, 2, 3},
                response -> response.setStatusCode(206).putHeader("Content-Range", "bytes 0-2/9"));

        Told told = get("/Binary/1", Map.of("Accept-Encoding", "gzip", "Range", "bytes=0-2"));

        assertThat(asked).containsExactly("null");
        assertThat(told.status()).isEqualTo(206);
        assertThat(told.coding()).isEqualTo("gzip");
        assertThat(told.body().getBytes()).containsExactly(1, 2, 3);
    }

    @Test
    void tenMegabytesAreUnpackedNoFasterThanTheyAreRead() throws Exception {
        byte[] noise = new byte[4 * 1024 * 1024];
        new Random(5).nextBytes(noise);
        StringBuilder json = new StringBuilder(10_000_000).append("{\"x\":\"");
        for (byte each : noise) {
            json.append((char) ('a' + (each & 15)));
        }
        json.append("\",\"y\":\"").append("z".repeat(6_000_000)).append("\",");
        json.append(bundle().substring(1));
        ehr("application/fhir+json", GzipReaderTest.gzip(json.toString().getBytes(UTF_8)));

        Told told = get("/Patient", GZIP);

        assertThat(told.body()).hasToString(json.toString().replace(proxy.base(), "https://gate.example" + PATH));
        assertThat(proxy.recorded().bytesOut()).isEqualTo(told.body().length());
    }

    @Test
    void aDamagedAnswerIsNoAnswer() throws Exception {
        byte[] packed = GzipReaderTest.gzip(bundle().getBytes(UTF_8));
        byte[] damaged = packed.clone();
        damaged[packed.length - 6] ^= 1;

        ehr("application/fhir+json", damaged);
        Told wrong = get("/Patient", GZIP);
        ehr("application/fhir+json", Arrays.copyOf(packed, packed.length - 3));
        Told cut = get("/Patient", GZIP);

        assertThat(wrong.status()).isEqualTo(502);
        assertThat(wrong.body().toString()).contains("ehr-answer-damaged");
        assertThat(cut.status()).isEqualTo(502);
        assertThat(cut.body().toString()).contains("ehr-answer-cut");
        assertThat(proxy.recorded().code()).isEqualTo("ehr-answer-damaged");
    }

    @Test
    void aHeadTellsNothingOfABodyThatWouldChange() throws Exception {
        ehr("application/fhir+json", new byte[0], response -> response.putHeader("Content-Length", "99"));

        ProxyFixture.Told search = await(proxy.call(HttpMethod.HEAD, PATH + "/Patient", GZIP, null));
        ProxyFixture.Told read = await(proxy.call(HttpMethod.HEAD, PATH + "/Binary/1", Map.of(), null));

        assertThat(search.headers().names().stream().map(String::toLowerCase))
                .doesNotContain("content-encoding")
                .contains("etag");
        assertThat(search.headers().get("content-length")).isNotEqualTo("99");
        assertThat(read.headers().contains("content-encoding")).isFalse();
    }

    @Test
    void linksThatLeadAwayAreCounted() throws Exception {
        proxy.ehr = request -> request.response()
                .putHeader("Content-Type", "application/fhir+json")
                .end("{\"link\":[{\"url\":\"https://a.example/x\"},{\"url\":\"Patient?page=2\"},{\"url\":\""
                        + proxy.base() + "\"},{\"url\":\"" + proxy.base() + "2/x\"}]}");

        assertThat(await(proxy.get("/Patient")).headers().get("Gatehouse-Foreign-Links"))
                .isEqualTo("2");
    }
}
