package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SMART-75 to 79: what is asked for, and what of it can be used. Words and spellings are in {@code ScopeRequestTest}. */
final class HScopesTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private final Wire wire = new Wire(gateway);

    private String sent(Partner partner, JsonObject invitation) {
        return wire.departure(partner, invitation).query("scope");
    }

    private static Api.Answer get(ConnectedPractice connected, String rest) {
        return connected.partner().api().get("/fhir/" + connected.id() + rest);
    }

    @Test
    @Smart({78, 79})
    void exactlyWhatIsConfiguredIsAskedFor() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();

        assertThat(sent(partner, partner.invitation(practice))).isEqualTo(String.join(" ", Partner.SCOPES));
        assertThat(sent(
                        partner,
                        partner.invitation(practice)
                                .put("scopes", new JsonArray(List.of("openid", "fhirUser", "user/Patient.r")))))
                .isEqualTo("openid fhirUser user/Patient.r");
    }

    @Test
    @Smart({76, 78})
    void whatThePracticeDidNotGrantIsRefusedWithAReasonAndNotAsked() {
        wire.ehr().behaviour().droppedScopes(Set.of("user/Observation.read"));
        ConnectedPractice connected = gateway.aConnectedPractice();

        Api.Answer refused = get(connected, "/Observation?_count=1").need(403);
        get(connected, "/Patient?_count=1").need(200);

        assertThat(refused.code()).isEqualTo("scope-not-granted");
        assertThat(refused.body()).contains("Observation");
        assertThat(wire.at(connected.practice(), RequestKind.FHIR)).hasSize(1);
    }

    /** Both dialects, as the servers of this world answer them. */
    @ParameterizedTest
    @Smart({75, 76})
    @ValueSource(strings = {"user/Patient.read", "user/Patient.rs", "user/Patient.sr", "user/*.read", "user/*.*"})
    void theServersSpellingOfAGrantIsUnderstood(String granted) {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        wire.ehr().behaviour().patchToken(practice.guid(), new JsonObject().put("scope", "openid " + granted));
        ConnectedPractice connected = partner.connects(practice);

        get(connected, "/Patient?_count=1").need(200);
        if (granted.startsWith("user/Patient")) {
            get(connected, "/Goal?_count=1").need(403);
        }
    }

    @Test
    @Smart(79)
    void scopesThatMeanNothingAreRefusedWhenTheyAreConfigured() {
        Partner partner = gateway.aPartner();
        for (List<String> odd : List.of(
                List.of("fhirUser", "user/Patient.read"),
                List.of("Launch/Patient"),
                List.of("launch/patient?role=a&role=b"),
                List.of("user/Patient.sr"),
                List.of("user/Patient.rs", "user/Patient.rs"))) {
            Api.Answer answer = partner.api()
                    .call(
                            "PATCH",
                            "/api/v1/applications/" + partner.applicationId(),
                            new JsonObject().put("scopes", new JsonArray(odd)));

            assertThat(answer.status()).as("%s", odd).isBetween(400, 422);
        }
        assertThat(sent(partner, partner.invitation(gateway.aPractice()))).isEqualTo(String.join(" ", Partner.SCOPES));
    }
}
