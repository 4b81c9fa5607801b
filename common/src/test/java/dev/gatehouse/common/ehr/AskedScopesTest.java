package dev.gatehouse.common.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Smart;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AskedScopesTest {
    private static void check(String scopes) {
        AskedScopes.check("scopes", List.of(scopes.split(" ", -1)));
    }

    @ParameterizedTest
    @Smart({75, 79})
    @ValueSource(
            strings = {
                "openid fhirUser offline_access launch launch/patient",
                "patient/*.read user/Patient.write system/Observation.*",
                "patient/Patient.r patient/Observation.cruds user/Goal.ud",
                "patient/Observation.rs?category=laboratory&status=final",
                "launch/patient?role=https://example.org/role",
                "athena/service/Athenanet.MDP.* smart/orchestrate_launch"
            })
    void whatSmartKnowsOrAVendorMadeMayBeAskedFor(String scopes) {
        assertThatCode(() -> check(scopes)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @Smart({75, 79})
    @ValueSource(
            strings = {
                "patient/Patient.sr",
                "patient/Patient.rr",
                "patient/Patient.rsx",
                "patient/Patient.",
                "patient/Patient",
                "patient/.rs",
                "patient/Patient.read?name=x",
                "openid openid",
                "patient/Patient.rs patient/Patient.rs",
                "fhirUser",
                "launch/Patient",
                "Launch",
                "launch/patient?role=a&role=b"
            })
    void slipsAreRefused(String scopes) {
        assertThatThrownBy(() -> check(scopes)).isInstanceOfSatisfying(Failure.Unprocessable.class, failure -> {
            assertThat(failure.code()).isEqualTo("scopes-unusable");
            assertThat(failure.mistakes()).isNotEmpty();
        });
    }
}
