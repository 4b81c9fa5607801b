package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SMART-80 to 88, and 70: tokens over time. More of it is in {@code TokenLifeTest}, and with dying processes in the faults. */
final class IRefreshTest {
    private static final Duration ENDED = Duration.ofMinutes(5);

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private final Wire wire = new Wire(gateway);

    private List<RecordedRequest> refreshes(ConnectedPractice connected) {
        return wire.at(connected.practice(), RequestKind.REFRESH);
    }

    private static JsonObject context(ConnectedPractice connected) {
        return connected.json().getJsonObject("launchContext");
    }

    private void refreshWith(ConnectedPractice connected, JsonObject patch) {
        wire.ehr().behaviour().patchRefresh(connected.practice().guid(), patch);
        gateway.clock().move(ENDED);
        connected.read().need(200);
    }

    @Test
    @Smart(70)
    void contextOfARefreshReplacesTheStoredOneAndNoneLeavesIt() {
        ConnectedPractice connected = gateway.aPatientPartner().connects(gateway.aPractice());
        String patient = context(connected).getString("patient");

        refreshWith(connected, new JsonObject().put("encounter", "e-2").putNull("patient"));
        assertThat(context(connected).getString("encounter")).isEqualTo("e-2");
        assertThat(context(connected).getString("patient")).isEqualTo(patient);

        refreshWith(connected, new JsonObject().putNull("encounter"));
        assertThat(context(connected).getString("encounter")).isEqualTo("e-2");
    }

    @Test
    @Smart(80)
    void aRefreshAsksForNoScopeWhateverWasGranted() {
        wire.ehr().behaviour().droppedScopes(Set.of("user/Observation.read"));
        ConnectedPractice connected = gateway.aConnectedPractice();

        gateway.clock().move(ENDED);
        connected.read().need(200);

        assertThat(Wire.names(wire.last(RequestKind.REFRESH).form()))
                .containsExactlyInAnyOrder("grant_type", "refresh_token");
        assertThat(wire.ehr().violations()).isEmpty();
    }

    /** The sandbox notes an old token that comes again, and a strict one ends the grant over it. */
    @ParameterizedTest
    @Smart(81)
    @EnumSource(Behaviour.Rotation.class)
    void theNewestRefreshTokenIsTheOneThatIsSentAfterARestartToo(Behaviour.Rotation rotation) {
        wire.ehr().behaviour().rotation(rotation);
        ConnectedPractice connected = gateway.aConnectedPractice();
        for (int round = 0; round < 2; round++) {
            gateway.clock().move(ENDED);
            connected.read().need(200);
        }
        gateway.restart();
        gateway.clock().move(ENDED);
        connected.read().need(200);

        List<String> tokens = refreshes(connected).stream()
                .map(request -> request.form("refresh_token"))
                .toList();
        assertThat(tokens).hasSize(3);
        assertThat(Set.copyOf(tokens)).hasSize(rotation == Behaviour.Rotation.KEEP ? 1 : 3);
        assertThat(wire.ehr().violations()).isEmpty();
    }

    @Test
    @Smart(81)
    void anAnswerWithoutRefreshTokenLeavesTheOldOne() {
        wire.ehr().behaviour().rotation(Behaviour.Rotation.KEEP);
        ConnectedPractice connected = gateway.aConnectedPractice();
        for (int round = 0; round < 3; round++) {
            refreshWith(connected, new JsonObject().putNull("refresh_token"));
        }

        assertThat(refreshes(connected)).hasSize(3);
        assertThat(connected.json().getJsonObject("grant").getBoolean("hasRefreshToken"))
                .isTrue();
    }

    @Test
    @Smart(82)
    void twoHundredCallersAtTheEndMakeOneRefresh() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.clock().move(ENDED);

        List<CompletableFuture<Api.Answer>> calls = Stream.generate(
                        () -> connected.partner().api().later("GET", connected.fhir(), null))
                .limit(200)
                .toList();

        assertThat(calls.stream().map(call -> call.join().status())).containsOnly(200);
        assertThat(refreshes(connected)).hasSize(1);
        assertThat(wire.ehr().violations()).isEmpty();
    }

    /** Short-lived tokens under calls all the time: nobody meets a 401, and there is about one refresh for each life. */
    @Test
    @Smart({83, 90})
    void shortTokensAreRenewedAheadOfTheirEnd() {
        wire.ehr().behaviour().accessTokenLifetime(Duration.ofSeconds(10));
        ConnectedPractice connected = gateway.aConnectedPractice();

        for (int second = 0; second < 100; second++) {
            gateway.clock().move(Duration.ofSeconds(1));
            connected.read().need(200);
        }

        assertThat(wire.at(connected.practice(), RequestKind.FHIR)).as("no 401 between").hasSize(100);
        assertThat(refreshes(connected).size()).isBetween(9, 21);
        assertThat(wire.ehr().violations()).isEmpty();
    }

    @Test
    @Smart(83)
    void aTokenThatWasRenewedMeanwhileIsUsed() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        wire.ehr().tokens().expireAccessTokens(connected.practice().guid());
        connected.read().need(200);
        connected.read().need(200);

        assertThat(refreshes(connected)).hasSize(1);
        assertThat(wire.at(connected.practice(), RequestKind.FHIR)).as("one 401").hasSize(3);
    }

    @Test
    @Smart(87)
    void scopesThatShrinkAtARefreshShrinkHere() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api api = connected.partner().api();
        String observations = "/fhir/" + connected.id() + "/Observation?_count=1";
        api.get(observations).need(200);

        refreshWith(connected, new JsonObject().put("scope", "openid fhirUser offline_access user/Patient.read"));

        JsonObject scopes = connected.json().getJsonObject("scopes");
        assertThat(scopes.getJsonArray("granted"))
                .isEqualTo(new JsonArray(List.of("openid", "fhirUser", "offline_access", "user/Patient.read")));
        assertThat(scopes.getJsonArray("requested")).isEqualTo(new JsonArray(Partner.SCOPES));
        assertThat(api.get(observations).need(403).code()).isEqualTo("scope-not-granted");
    }
}
