package dev.gatehouse.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What FHIR clients really send, byte for byte at the EHR. */
class LegitimateRequestTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    /** Below the base, as clients write them. */
    private static final List<String> TARGETS = List.of(
            "/Patient/a.b-c_d~e",
            "/Patient/1/$everything?start=2020-01-01",
            "/Patient/1/_history/2",
            "/Patient/...",
            "/Patient/",
            "/Patient?name=a,b&_count=10",
            "/Patient?identifier=http://hl7.org/fhir/sid/us-npi|1234",
            "/Patient?identifier=http%3A%2F%2Fhl7.org%7C1234",
            "/Patient?name:exact=O%27Neil+x&birthdate=ge2000-01-01",
            "/Patient?name=a%5C,b%25%2e",
            "/Observation?code=a|b,c|d&_include=Observation:subject&date=lt2020-01-01T00:00:00%2B01:00",
            "/Patient/x%7Cy%27z",
            "/Patient/a;v=1",
            "/Patient/a@b",
            "/Patient?",
            "/Patient?a=b&&c=&=d",
            "?_getpages=abc-1&_getpagesoffset=20&x={\"<`^>}",
            "/Patient?page_token=abc&mytoken=1&token:text=y",
            "/Patient?next=a?b/../c//d",
            "/metadata?_format=application/fhir+json",
            "/Patient?_id=" + "a1b2,".repeat(820));

    private String tenant;
    private ConnectedPractice practice;

    @BeforeEach
    void connect() {
        tenant = gateway.aTenantId();
        practice = Partner.of(gateway, gateway.platform().actingFor(tenant), Client.Type.PROVIDER)
                .connects(gateway.aPractice());
    }

    @Test
    void targetsArriveAsTheyWereSent() throws IOException {
        String base = practice.practice().providerBase().getRawPath();
        for (String target : TARGETS) {
            String told = told("GET {}" + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
            assertThat(told).as(target).doesNotContain("target-refused", "invalid-request");
        }

        assertThat(Stream.of(RequestKind.FHIR, RequestKind.METADATA, RequestKind.OTHER)
                        .flatMap(kind -> gateway.ehr().control().requests(kind).stream())
                        .filter(each -> each.authorization().equals("bearer"))
                        .sorted(Comparator.comparing(RecordedRequest::sequence))
                        .map(RecordedRequest::target))
                .containsExactlyElementsOf(
                        TARGETS.stream().map(target -> base + target).toList());
    }

    @Test
    void conditionalAndPreferringHeadersArrive() throws IOException {
        String told =
                told("GET {}/Patient?_count=1 HTTP/1.1\r\nhost:127.0.0.1:80\r\nAccept: \tapplication/fhir+json \t\r\n"
                        + "If-None-Match: W/\"1\"\r\nIf-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT\r\nPrefer: return=minimal\r\n"
                        + "User-Agent: caf\u00e9/1.0 (x; y) \"z\"\r\nX-Empty:\r\nConnection: close\r\n");

        assertThat(Answers.statuses(told)).hasSize(1).doesNotContain(400);
        Map<String, String> headers = fhir().get(0).headers();
        assertThat(headers)
                .containsEntry("accept", "application/fhir+json")
                .containsEntry("if-none-match", "W/\"1\"")
                .containsEntry("prefer", "return=minimal");
    }

    @Test
    void aHeadRequestIsAnsweredWithoutABody() throws IOException {
        String told = told("HEAD {}/Patient?_count=1 HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n");

        assertThat(told).endsWith("\r\n\r\n");
        assertThat(fhir()).extracting(RecordedRequest::method).containsExactly("HEAD");
    }

    @Test
    void bodiesArriveByLengthAndInChunks() throws IOException {
        String head = "POST {}/Patient/_search HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n";
        told(head + "Content-Length: 8\r\n", "_count=1");
        told(head + "transfer-encoding: Chunked\r\n", "3;x=y\r\n_co\r\n5\r\nunt=1\r\n0\r\n\r\n");
        told(head + "Content-Length: 008\r\n", "_count=1");

        assertThat(fhir()).extracting(each -> each.form("_count")).containsExactly("1", "1", "1");
    }

    @Test
    void aClientThatWaitsToBeToldToGoOnIsTold() throws IOException {
        try (RawSocket socket = new RawSocket(gateway.gateway().port())) {
            socket.send(whole("POST {}/Patient/_search HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 8\r\nConnection: close\r\n"));
            socket.until("HTTP/1.1 100 Continue\r\n\r\n");
            socket.send("_count=1");

            assertThat(Answers.statuses(socket.untilClosed())).containsExactly(200);
        }
    }

    @Test
    void requestsSentAheadAreAnsweredInTheirOrder() throws IOException {
        StringBuilder ahead = new StringBuilder();
        for (int i = 1; i <= 20; i++) {
            ahead.append(whole("GET {}/Patient?_count=" + i + " HTTP/1.1\r\nHost: [::1]:80\r\n"));
        }
        String told = RawSocket.told(
                gateway.gateway().port(),
                ahead + "\r\n"
                        + whole("GET {}/Patient?_count=21 HTTP/1.1\r\nHost: LOCALHOST\r\nConnection: close\r\n"));

        assertThat(Answers.statuses(told)).hasSize(21).containsOnly(200);
        assertThat(fhir().stream().map(each -> Integer.valueOf(each.query("_count"))))
                .hasSize(21)
                .isSorted();
    }

    @Test
    void aKeptConnectionTakesOneAfterTheOther() throws IOException {
        try (RawSocket socket = new RawSocket(gateway.gateway().port())) {
            for (int i = 0; i < 3; i++) {
                socket.send(whole("HEAD {}/Patient HTTP/1.1\r\nHost: 127.0.0.1\r\n"));
                socket.until("\r\n\r\n");
            }
        }

        assertThat(fhir()).hasSize(3);
    }

    /** Java's own client sends this before its first request without TLS. */
    @Test
    void anOfferToSpeakHttp2IsLeftLying() throws IOException {
        String offer =
                whole("GET {}/Patient?_count=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n");
        String told = RawSocket.told(
                gateway.gateway().port(),
                offer + whole("GET {}/Patient?_count=2 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"));

        assertThat(Answers.statuses(told)).containsExactly(200, 200);
        assertThat(fhir().get(0).headerNames()).doesNotContain("upgrade", "http2-settings", "connection");
    }

    private List<RecordedRequest> fhir() {
        return gateway.ehr().control().requests(RequestKind.FHIR);
    }

    private String whole(String head) {
        return head.replace("{}", "/fhir/" + practice.id()) + "Authorization: Bearer " + GatewayExtension.BOOTSTRAP_KEY
                + "\r\nGatehouse-Tenant: " + tenant + "\r\n\r\n";
    }

    @CanIgnoreReturnValue
    private String told(String head) throws IOException {
        return told(head, "");
    }

    @CanIgnoreReturnValue
    private String told(String head, String body) throws IOException {
        return RawSocket.told(gateway.gateway().port(), whole(head) + body);
    }
}
