package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.SystemPartner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SMART-89 to 91, and 88: applications without users. More of it is in {@code SystemAppTest}. */
final class JBackendTest {
    private static final Duration ENDED = Duration.ofMinutes(5);
    private static final List<String> SCOPES = List.of("system/Patient.rs");

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private final Wire wire = new Wire(gateway);

    /** The EHR checks to whom each assertion is addressed, and whose token comes to which base. */
    @Test
    @Smart({1, 55, 89})
    void eachPracticeGetsAnAssertionAndATokenOfItsOwn() {
        SystemPartner partner = SystemPartner.of(gateway, SCOPES, Set.copyOf(SCOPES));
        ConnectedPractice one = partner.connects(gateway.aPractice());
        ConnectedPractice other = partner.connects(gateway.aPractice());

        one.read().need(200);
        other.read().need(200);

        List<RecordedRequest> reads = wire.ehr().requests(RequestKind.FHIR);
        assertThat(reads)
                .extracting(RecordedRequest::credential)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(wire.ehr().requests(RequestKind.TOKEN))
                .extracting(request -> request.form("client_assertion"))
                .doesNotHaveDuplicates();
        assertThat(wire.ehr().violations()).isEmpty();
    }

    @Test
    @Smart({54, 88, 89})
    void overTimeOnlyTheOneKindOfRequestIsSentAndEachIsSignedAnew() {
        SystemPartner partner = SystemPartner.of(gateway, SCOPES, Set.copyOf(SCOPES));
        SandboxPractice practice = gateway.aPractice();
        ConnectedPractice connected = partner.connects(practice);
        for (int life = 0; life < 3; life++) {
            gateway.clock().move(ENDED);
            connected.read().need(200);
            connected.read().need(200);
        }

        List<RecordedRequest> asked = wire.at(practice, RequestKind.TOKEN);
        assertThat(asked).hasSize(4).allSatisfy(request -> {
            assertThat(Wire.names(request.form()))
                    .containsExactlyInAnyOrder("grant_type", "scope", "client_assertion_type", "client_assertion");
            assertThat(request.form("grant_type")).isEqualTo("client_credentials");
            assertThat(request.form("scope")).isEqualTo("system/Patient.rs");
            assertThat(request.authorization()).isEqualTo("none");
        });
        assertThat(asked)
                .extracting(request -> request.form("client_assertion"))
                .doesNotHaveDuplicates();
        assertThat(wire.at(practice, RequestKind.REFRESH)).isEmpty();
        assertThat(wire.ehr().violations()).isEmpty();
    }
}
