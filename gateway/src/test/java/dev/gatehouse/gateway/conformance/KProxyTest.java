package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SMART-92 to 98: calls of FHIR with a token, through everything. The details are in {@code FhirProxyTest}. */
final class KProxyTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private final Wire wire = new Wire(gateway);

    private static Api.Answer get(ConnectedPractice connected, String rest) {
        return connected.partner().api().get("/fhir/" + connected.id() + rest);
    }

    private List<RecordedRequest> reads(ConnectedPractice connected) {
        return wire.at(connected.practice(), RequestKind.FHIR);
    }

    @Test
    @Smart(92)
    void theTokenGoesInTheHeaderAndNothingOfTheCallers() {
        ConnectedPractice connected = gateway.aConnectedPractice();

        connected.read().need(200);

        RecordedRequest request = wire.last(RequestKind.FHIR);
        assertThat(request.authorization()).isEqualTo("bearer");
        assertThat(request.headerNames())
                .containsOnlyOnce("authorization")
                .doesNotContain("cookie", "gatehouse-tenant", "connection", "x-forwarded-for", "via");
        assertThat(request.target()).doesNotContain("access_token");
        assertThat(request.path())
                .startsWith(connected.practice().providerBase().getPath() + "/");
        assertThat(wire.ehr().violations()).isEmpty();
    }

    @Test
    @Smart(93)
    void aNextLinkElsewhereIsLeftAloneAndGetsNoToken() {
        wire.ehr().behaviour().foreignNextLinks(true);
        ConnectedPractice connected = gateway.aConnectedPractice();

        JsonObject bundle = connected.read().need(200).json();

        assertThat(next(bundle)).startsWith(gateway.ehr().authorizationOrigin());
        assertThat(wire.ehr().violations()).as("token-elsewhere").isEmpty();
    }

    @Test
    @Smart({93, 97})
    void aNextLinkBelowTheBaseLeadsThroughTheGatewayWithItsPageToken() {
        ConnectedPractice connected = gateway.aConnectedPractice();

        String next = next(connected.read().need(200).json());
        assertThat(next).startsWith(gateway.url() + "/fhir/" + connected.id());
        Api.Answer second =
                connected.partner().api().get(next.substring(gateway.url().length()));

        assertThat(second.need(200).json().getString("resourceType")).isEqualTo("Bundle");
        assertThat(wire.last(RequestKind.FHIR).target()).endsWith(next.substring(next.indexOf('?')));
    }

    private static String next(JsonObject bundle) {
        JsonArray links = bundle.getJsonArray("link");
        return links.stream()
                .map(JsonObject.class::cast)
                .filter(link -> link.getString("relation").equals("next"))
                .map(link -> link.getString("url"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Smart(94)
    void aTokenThatIsRefusedForEverIsRenewedOnce() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        wire.ehr()
                .inject(
                        RequestKind.FHIR,
                        Fault.status(401)
                                .withBody("text/html", "<html>Please sign in</html>")
                                .always()
                                .at(connected.practice().guid()));

        assertThat(connected.read().status()).isEqualTo(502);

        assertThat(reads(connected)).hasSize(2);
        assertThat(wire.at(connected.practice(), RequestKind.REFRESH)).hasSize(1);
    }

    @Test
    @Smart({76, 94})
    void aForbiddenReadPassesAndRenewsNothing() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String outcome = "{\"resourceType\":\"OperationOutcome\"}";
        wire.ehr()
                .inject(
                        RequestKind.FHIR,
                        Fault.status(403)
                                .withBody("application/fhir+json", outcome)
                                .at(connected.practice().guid()));

        Api.Answer answer = connected.read().need(403);

        assertThat(answer.body()).isEqualTo(outcome);
        assertThat(reads(connected)).hasSize(1);
        assertThat(wire.at(connected.practice(), RequestKind.REFRESH)).isEmpty();
    }

    @ParameterizedTest
    @Smart(95)
    @ValueSource(strings = {"5", "Mon, 23 Nov 2026 12:00:05 GMT", ""})
    void aBusyServerIsNotAskedAgainByUs(String retryAfter) {
        ConnectedPractice connected = gateway.aConnectedPractice();
        wire.ehr()
                .inject(
                        RequestKind.FHIR,
                        Fault.tooMany(retryAfter.isEmpty() ? null : retryAfter)
                                .at(connected.practice().guid()));

        connected.read().need(429);
        assertThat(connected.read().need(429).code()).isEqualTo("ehr-asked-to-wait");

        assertThat(reads(connected)).hasSize(1);
    }

    @Test
    @Smart(96)
    void aMissingResourceIsMissingInTheServersWords() {
        ConnectedPractice connected = gateway.aConnectedPractice();

        JsonObject outcome = get(connected, "/Patient/nobody").need(404).json();

        assertThat(outcome.getString("resourceType")).isEqualTo("OperationOutcome");
        assertThat(reads(connected)).hasSize(1);
    }

    @ParameterizedTest
    @Smart(96)
    @ValueSource(ints = {400, 404, 409, 410, 412, 422, 500})
    void whatTheServerRefusesIsToldInItsWords(int status) {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String outcome = "{ \"resourceType\":\"OperationOutcome\", \"x\":1.50e1, \"text\":\"\\u00e4\" }\n";
        wire.ehr()
                .inject(
                        RequestKind.FHIR,
                        Fault.status(status)
                                .withBody("application/fhir+json", outcome)
                                .at(connected.practice().guid()));

        assertThat(connected.read().need(status).body()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @Smart(97)
    @ValueSource(
            strings = {
                "/Patient?identifier=http://x.example/a|b&name=a,b+c%20d%2Fe&_sort=-birthdate",
                "/Patient?name:exact=J%C3%BCrgen&birthdate=ge2000-01-01T00:00:00%2B01:00",
                "/Observation?code=http://loinc.example%7C1234-5"
            })
    void anAddressArrivesByteForByte(String rest) {
        ConnectedPractice connected = gateway.aConnectedPractice();

        String path = rest.replace("|", "%7C");
        assertThat(get(connected, path).status()).isNotEqualTo(401);

        assertThat(wire.last(RequestKind.FHIR).target())
                .isEqualTo(connected.practice().providerBase().getPath() + path);
    }

    @ParameterizedTest
    @Smart(97)
    @ValueSource(strings = {"/%2e%2e/x", "/Patient/..%2f..%2fx", "/Patient/%2E%2E/x", "/Patient%5C..%5Cx"})
    void noAddressLeavesTheBase(String rest) {
        ConnectedPractice connected = gateway.aConnectedPractice();

        assertThat(get(connected, rest).status()).isBetween(400, 404);

        assertThat(reads(connected)).isEmpty();
    }
}
