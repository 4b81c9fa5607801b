package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.SystemPartner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tokens of system applications over time, by a clock that is moved. They live five minutes here. */
final class SystemTokenLifeTest {
    private static final Duration ENDED = Duration.ofMinutes(5);
    private static final Duration LONGER_THAN_ANY_PAUSE = Duration.ofMinutes(6);

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private final SandboxPractice practice = gateway.aPractice();
    private final SystemPartner partner =
            SystemPartner.of(gateway, List.of("system/Patient.rs"), Set.of("system/Patient.rs"));

    private int asked() {
        assertThat(gateway.ehr().control().requests(RequestKind.REFRESH)).isEmpty();
        return partner.tokenRequests(practice).size();
    }

    private static void allGood(List<CompletableFuture<Api.Answer>> calls) {
        assertThat(calls).extracting(call -> call.join().status()).containsOnly(200);
    }

    @Test
    @Smart({82, 88})
    void callersAtItsEndShareOneRequestForTheNextToken() {
        ConnectedPractice connected = partner.connects(practice);
        gateway.clock().move(ENDED);

        allGood(IntStream.range(0, 20)
                .mapToObj(i -> partner.api().later("GET", connected.fhir(), null))
                .toList());

        assertThat(asked()).isEqualTo(2);
        assertThat(connected.state()).isEqualTo("active");
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Test
    @Smart({54, 83, 88})
    void aTokenThatTheEhrRefusesIsReplacedOnceAndTheCallRepeated() {
        ConnectedPractice connected = partner.connects(practice);
        gateway.ehr().control().tokens().expireAccessTokens(practice.guid());

        connected.read().need(200);

        assertThat(asked()).isEqualTo(2);
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Test
    @Smart({90})
    void aTokenOfAFewSecondsServesForMostOfThem() {
        gateway.ehr().control().behaviour().accessTokenLifetime(Duration.ofSeconds(5));
        ConnectedPractice connected = partner.connects(practice);

        for (int call = 0; call < 5; call++) {
            connected.read().need(200);
        }
        assertThat(asked()).isEqualTo(1);
        gateway.clock().move(Duration.ofSeconds(5));
        connected.read().need(200);
        connected.read().need(200);

        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void aWithdrawnAuthorizationIsToldAndHealsByItself() {
        ConnectedPractice connected = partner.connects(practice);
        partner.let(practice, false);
        gateway.clock().move(ENDED);

        assertThat(connected.read().code()).isEqualTo("practice-not-authorized");
        assertThat(connected.state()).isEqualTo("misconfigured");
        assertThat(connected.cause()).isEqualTo("practice-not-authorized");
        assertThat(connected.json().getJsonObject("cause").getString("text"))
                .contains("not authorized this application")
                .contains("works again by itself");
        partner.let(practice, true);
        gateway.clock().move(LONGER_THAN_ANY_PAUSE);

        connected.read().need(200);
        assertThat(connected.state()).isEqualTo("active");
    }

    @Test
    void aPracticeThatChangesItsSpellingIsAskedInTheNewOneFromThenOn() {
        SystemPartner other = SystemPartner.of(
                gateway, List.of("system/Patient.read"), Set.of("system/Patient.rs", "system/Patient.read"));
        ConnectedPractice connected = other.connects(practice);
        other.mayAskFor(Set.of("system/Patient.rs"));
        gateway.clock().move(ENDED);
        connected.read().need(200);
        gateway.clock().move(ENDED);
        connected.read().need(200);

        assertThat(other.tokenRequests(practice))
                .extracting(request -> request.form("scope"))
                .containsExactly(
                        "system/Patient.read", "system/Patient.read", "system/Patient.rs", "system/Patient.rs");
    }

    @Test
    void itCanBeRenewedOnRequest() {
        ConnectedPractice connected = partner.connects(practice);

        partner.api()
                .post("/api/v1/connections/" + connected.id() + "/refresh", new JsonObject())
                .need(200);

        assertThat(asked()).isEqualTo(2);
    }
}
