package dev.gatehouse.gateway.smart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SMART-66, SMART-75. */
class ScopesTest {

    @ParameterizedTest(name = "asked {0}, granted {1}")
    @Smart({66, 75})
    @CsvSource({
        "patient/Patient.read, patient/Patient.rs",
        "patient/Patient.rs, patient/Patient.read",
        "patient/Patient.rs, patient/Patient.sr",
        "patient/Patient.write, patient/Patient.cud",
        "patient/Patient.*, patient/Patient.cruds",
        "patient/Patient.cruds, patient/Patient.*",
        "patient/Patient.cruds, patient/Patient.read patient/Patient.write",
        "patient/Patient.rs, patient/Patient.s patient/Patient.r",
        "user/Patient.read user/Goal.read, user/*.rs",
        "user/*.read, user/*.*",
        "user/Observation.rs?category=lab, user/Observation.rs",
        "openid fhirUser launch/patient, launch/patient openid fhirUser"
    })
    void otherWordsForTheSameAreComplete(String asked, String granted) {
        assertThat(Scopes.parse(asked).compare(Scopes.parse(granted)).missing()).isEmpty();
    }

    @ParameterizedTest(name = "asked {0}, granted {1}")
    @Smart({66, 75})
    @CsvSource({
        "patient/Patient.read, patient/Patient.r",
        "patient/Patient.read, patient/Patient.s",
        "patient/Patient.read, user/Patient.rs",
        "patient/*.read, patient/Patient.read",
        "patient/Patient.cruds, patient/Patient.rs",
        "user/Observation.rs, user/Observation.rs?category=lab",
        "user/Observation.rs?category=lab, user/Observation.rs?category=vital-signs",
        "fhirUser, fhiruser",
        "offline_access, online_access",
        "patient/Patient.read, ''"
    })
    void lessIsMissing(String asked, String granted) {
        assertThat(Scopes.parse(asked).compare(Scopes.parse(granted)).missing()).containsExactly(asked);
    }

    @Test
    @Smart(66)
    void moreThanWasAskedForIsReported() {
        Scopes.Comparison comparison = Scopes.parse("openid patient/Patient.rs")
                .compare(Scopes.parse("patient/Patient.cruds openid patient/Observation.rs"));

        assertThat(comparison.isLimited()).isFalse();
        assertThat(comparison.isWider()).isTrue();
        assertThat(comparison.extra()).containsExactly("patient/Patient.cruds", "patient/Observation.rs");
    }

    @Test
    void whatIsNoResourceScopeIsComparedByItsText() {
        for (String odd :
                new String[] {"patient/.rs", "patient/Patient.", "patient/Patient.rx", "admin/Patient.rs", "/."}) {
            assertThat(ResourceScope.parse(odd)).as(odd).isEmpty();
        }
    }

    @Test
    void scopesKeepTheirOrderAndLoseDuplicates() {
        Scopes scopes = Scopes.parse("  openid launch  openid patient/*.rs\n");

        assertThat(scopes).hasToString("openid launch patient/*.rs");
        assertThat(Scopes.parse(null).texts()).isEmpty();
        assertThat(scopes.allow("patient/Observation.read")).isTrue();
        assertThat(scopes.allow("patient/Observation.write")).isFalse();
    }
}
