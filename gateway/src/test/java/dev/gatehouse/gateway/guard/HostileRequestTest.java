package dev.gatehouse.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that must go nowhere, each with a good one behind it in the same bytes, which must not be read either. */
class HostileRequestTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private ConnectedPractice practice;
    private String key;

    @BeforeEach
    void connect() {
        practice = gateway.aConnectedPractice();
        key = practice.partner()
                .api()
                .post(
                        "/api/v1/api-keys",
                        new JsonObject()
                                .put("name", "a test")
                                .put(
                                        "permissions",
                                        new JsonArray().add("proxy:read").add("keys")))
                .need(201)
                .json()
                .getString("key");
    }

    @TestFactory
    Stream<DynamicTest> each() {
        return HostileCase.all().stream()
                .map(hostile -> DynamicTest.dynamicTest(hostile.name(), () -> isAnsweredOnceAndGoesNowhere(hostile)));
    }

    private void isAnsweredOnceAndGoesNowhere(HostileCase hostile) throws IOException {
        String told = RawSocket.told(gateway.gateway().port(), whole(hostile.bytes()) + good());

        assertThat(statuses(told)).as(told).containsExactly(hostile.status());
        assertThat(code(told)).isEqualTo(hostile.code());
        assertThat(told.toLowerCase(Locale.ROOT))
                .contains(
                        "connection: close",
                        "x-content-type-options: nosniff",
                        "cache-control: no-store",
                        "x-request-id: req_");
        assertThat(gateway.ehr().control().requests(RequestKind.FHIR)).isEmpty();
    }

    @Test
    void theGoodRequestBehindThemIsGood() throws IOException {
        String told =
                RawSocket.told(gateway.gateway().port(), good().replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));

        assertThat(statuses(told)).containsExactly(200);
        assertThat(gateway.ehr().control().requests(RequestKind.FHIR)).hasSize(1);
    }

    @Guards("PRX-1")
    @Test
    void whatIsSentBehindAGoodRequestIsRefusedInItsTurn() throws IOException {
        String told = RawSocket.told(
                gateway.gateway().port(),
                good()
                        + whole(
                                "POST {}/Patient/_search HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n")
                        + good());

        assertThat(statuses(told)).as(told).containsExactly(200, 400);
        assertThat(gateway.ehr().control().requests(RequestKind.FHIR)).hasSize(1);
    }

    @Guards("PRX-1")
    @Test
    void aBrokenChunkEndsTheConnectionAndNothingBehindItIsRead() throws IOException {
        String told = RawSocket.told(
                gateway.gateway().port(),
                whole("POST {}/Patient/_search HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n")
                        + "1\r\nax\r\n0\r\n\r\n"
                        + good());

        assertThat(statuses(told)).as(told).doesNotContain(200);
    }

    @Test
    void moreRequestsAheadThanWeKeepAreRefused() throws IOException {
        String told = RawSocket.told(gateway.gateway().port(), good().repeat(400));

        List<Integer> statuses = statuses(told);
        assertThat(statuses.size()).isLessThan(400);
        assertThat(statuses.subList(0, 100)).containsOnly(200);
        assertThat(statuses.get(statuses.size() - 1)).isEqualTo(400);
        assertThat(code(told)).isEqualTo("pipeline-too-long");
    }

    @Guards("KEY-3")
    @Test
    void aRealKeyInAnAddressIsWrittenDownWithoutItsText() throws IOException {
        String told = RawSocket.told(
                gateway.gateway().port(),
                "GET /api/v1/connections?api_key=" + key + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(code(told)).isEqualTo("key-in-url");
        assertThat(told).doesNotContain(key);
        String entry = exposed();
        assertThat(entry).contains("api-key.exposed", "127.0.0.1").doesNotContain(key);
    }

    /** It is written after the answer. */
    private String exposed() {
        for (int i = 0; i < 2_000; i++) {
            String events = practice.partner()
                    .api()
                    .get("/api/v1/audit-events")
                    .need(200)
                    .body();
            if (events.contains("api-key.exposed")) {
                return events;
            }
        }
        throw new AssertionError("nothing was written down");
    }

    private String whole(String head) {
        return head.replace("{}", "/fhir/" + practice.id()) + "Authorization: Bearer " + key + "\r\n\r\n";
    }

    private String good() {
        return whole("GET {}/Patient?_count=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    }

    /** Of all answers. */
    private static List<Integer> statuses(String told) {
        return Answers.statuses(told);
    }

    /** Of the last answer. */
    private static String code(String told) {
        return Answers.code(told);
    }
}
