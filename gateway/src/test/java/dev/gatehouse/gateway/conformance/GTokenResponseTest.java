package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SMART-63 to 74: what token endpoints answer. The reading itself is in {@code TokenAnswerTest} and {@code IdTokensTest}. */
final class GTokenResponseTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private final Wire wire = new Wire(gateway);

    private JsonObject answered(Partner partner, SandboxPractice practice, JsonObject patch) {
        wire.ehr().behaviour().patchToken(practice.guid(), patch);
        return wire.walk(partner, practice);
    }

    private ConnectedPractice connected(JsonObject patch) {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        JsonObject view = answered(partner, practice, patch);
        assertThat(view.getString("state")).as(patch.encode()).isEqualTo("connected");
        return wire.connection(partner, practice, view);
    }

    private void refused(JsonObject patch) {
        Partner partner = gateway.aPartner();
        assertThat(answered(partner, gateway.aPractice(), patch).getString("state"))
                .as(patch.encode())
                .isNotEqualTo("connected");
        assertThat(partner.connections()).isZero();
    }

    @Test
    @Smart(63)
    void aBearerTokenIsNeeded() {
        connected(new JsonObject().put("token_type", "bEARER")).read().need(200);

        refused(new JsonObject().putNull("token_type"));
        refused(new JsonObject().put("token_type", "mac"));
        refused(new JsonObject().putNull("access_token"));
        refused(new JsonObject().put("access_token", ""));
    }

    /** Missing is neither zero nor for ever: ten calls need no refresh, and a day later there is one. */
    @Test
    @Smart(64)
    void anyLifetimeWorks() {
        for (Object lifetime : Arrays.asList(null, "1799", 1800, 1799.5)) {
            ConnectedPractice connected = connected(new JsonObject().put("expires_in", lifetime));
            for (int call = 0; call < 10; call++) {
                connected.read().need(200);
            }
            assertThat(wire.at(connected.practice(), RequestKind.REFRESH))
                    .as("%s", lifetime)
                    .isEmpty();

            gateway.clock().move(Duration.ofDays(1));
            connected.read().need(200);
            assertThat(wire.at(connected.practice(), RequestKind.REFRESH))
                    .as("%s", lifetime)
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @Smart(64)
    @ValueSource(ints = {0, -5})
    void aLifetimeThatIsNoneCausesNoStorm(int lifetime) {
        ConnectedPractice connected = connected(new JsonObject().put("expires_in", lifetime));

        for (int call = 0; call < 10; call++) {
            connected.read().need(200);
        }

        assertThat(wire.at(connected.practice(), RequestKind.REFRESH).size()).isLessThanOrEqualTo(1);
    }

    @Test
    @Smart(66)
    void moreOtherwiseWrittenOrUnsaidScopesAreKept() {
        ConnectedPractice more =
                connected(new JsonObject().put("scope", "openid fhirUser offline_access user/Patient.rs user/Goal.rs"));
        ConnectedPractice unsaid = connected(new JsonObject().putNull("scope"));

        assertThat(more.json().getJsonObject("scopes").getJsonArray("granted"))
                .contains("user/Patient.rs", "user/Goal.rs")
                .doesNotContain("user/Observation.read");
        assertThat(unsaid.json().getJsonObject("scopes").getJsonArray("granted"))
                .isEqualTo(new JsonArray(Partner.SCOPES));
    }

    @Test
    @Smart(67)
    void patientScopesNeedAPatient() {
        Partner partner = gateway.aPatientPartner();
        SandboxPractice practice = gateway.aPractice();

        JsonObject without = answered(partner, practice, new JsonObject().putNull("patient"));
        assertThat(without.getJsonObject("result").getString("code")).isEqualTo("launch-context-missing");
        assertThat(partner.connections()).isZero();

        JsonObject with = answered(
                partner, practice, new JsonObject().put("patient", "p-5").put("encounter", "e-6"));
        assertThat(wire.connection(partner, practice, with).json().getJsonObject("launchContext"))
                .contains(Map.entry("patient", "p-5"), Map.entry("encounter", "e-6"));
    }

    @Test
    @Smart({68, 69})
    void furtherContextReachesTheAppUnchanged() {
        JsonObject further = new JsonObject()
                .put("need_patient_banner", true)
                .put("intent", "intent-of-tomorrow")
                .put("smart_style_url", gateway.scripted().url("/style.json"))
                .put("tenant", "t-1")
                .put(
                        "fhirContext",
                        new JsonArray()
                                .add("Patient/1")
                                .add(new JsonObject()
                                        .put("reference", "ImagingStudy/2")
                                        .put("role", "launch")
                                        .put("unknown", 7))
                                .add(new JsonObject()
                                        .put("identifier", new JsonObject().put("value", "v"))
                                        .put("type", "Encounter"))
                                .add(new JsonObject().put("canonical", "https://q.example/Q|1")));
        JsonObject extra = new JsonObject()
                .put("authorization_details", new JsonArray().add(new JsonObject().put("type", "x")))
                .put("vendor_thing", new JsonObject().put("a", new JsonArray().add(1.5)));

        JsonObject context = connected(further.copy().mergeIn(extra)).json().getJsonObject("launchContext");

        String told = context.encode();
        assertThat(told)
                .contains(extra.getJsonArray("authorization_details").encode())
                .contains(extra.getJsonObject("vendor_thing").encode())
                .contains(further.getJsonArray("fhirContext").encode())
                .contains("intent-of-tomorrow")
                .contains(further.getString("smart_style_url"))
                .contains("\"t-1\"");
        assertThat(gateway.scripted().received()).as("nobody fetches the style").isEmpty();
    }

    @Test
    @Smart({30, 71})
    void theIdTokenOfAnotherSignInIsRefused() {
        for (String token : new String[] {
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
            "eyJhbGciOiJSUzI1NiIsImtpZCI6InNhbmRib3gtMSJ9.eyJzdWIiOiJ4In0.AAAA",
            "no-token"
        }) {
            refused(new JsonObject().put("id_token", token));
        }
    }

    @Test
    @Smart(73)
    void theUserIsResolvedAgainstTheBase() {
        ConnectedPractice connected = connected(new JsonObject());

        assertThat(connected.json().getJsonObject("launchContext").getString("fhirUser"))
                .startsWith(connected.practice().providerBase() + "/Practitioner/");
    }

    @Test
    @Smart(74)
    void aBadIdTokenAtARefreshCostsNothing() {
        ConnectedPractice connected = connected(new JsonObject());
        for (Object idToken : Arrays.asList("not.a.token", 7, null)) {
            wire.ehr().behaviour().patchRefresh(connected.practice().guid(), new JsonObject().put("id_token", idToken));
            gateway.clock().move(Duration.ofMinutes(5));
            connected.read().need(200);
        }

        assertThat(wire.at(connected.practice(), RequestKind.REFRESH)).hasSize(3);
        assertThat(connected.state()).isEqualTo("active");
        assertThat(wire.ehr().violations())
                .as("the rotated token was kept each time")
                .isEmpty();
    }
}
