package dev.gatehouse.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.connection.GrantedReach;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScopeCheckTest {
    private static Optional<Failure> refusal(String granted, String method, String rest) {
        FhirTarget target = FhirTarget.parse("/fhir/con_0123456789abcdefghjkmnpqrs" + rest);
        return ScopeCheck.refusal(GrantedReach.of(Set.of(granted.split(" ", -1))), HttpMethod.valueOf(method), target);
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @Smart(76)
    @CsvSource({
        "patient/Patient.rs, GET, /Observation?code=1",
        "patient/Patient.rs, HEAD, /Observation/1",
        "patient/Patient.rs openid launch/patient offline_access, POST, /Observation/_search",
        "patient/Patient.r, GET, /Patient?name=x",
        "patient/Patient.s, GET, /Patient/1",
        "user/*.rs, POST, /Observation",
        "user/Patient.read, PUT, /Patient/1",
        "user/Patient.read, PATCH, /Patient/1",
        "user/Patient.cu, DELETE, /Patient/1",
        "system/Patient.rs, GET, /Observation/"
    })
    void whatIsCertainlyNotGrantedIsRefusedHere(String granted, String method, String rest) {
        assertThat(refusal(granted, method, rest))
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("scope-not-granted"));
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @Smart(76)
    @CsvSource({
        "patient/Patient.rs, GET, /Patient/1",
        "patient/*.read, GET, /Observation?code=1",
        "user/Patient.rs system/Observation.s, GET, /Observation?code=1",
        "patient/Observation.rs?category=laboratory, GET, /Observation?category=vital-signs",
        "user/Patient.c, PUT, /Patient/1",
        "user/Patient.*, DELETE, /Patient/1",
        "patient/Patient.rs, GET, /metadata",
        "patient/Patient.rs, POST, ''",
        "patient/Patient.rs, POST, /",
        "patient/Patient.rs, GET, /Observation/_history",
        "patient/Patient.rs, GET, /Observation/1/_history/2",
        "patient/Patient.rs, GET, /Encounter/$everything",
        "patient/Patient.rs, GET, /Group/1/$export",
        "patient/Patient.rs, GET, /Observation/%24lastn",
        "patient/Patient.rs, GET, /Patient/1/Observation",
        "patient/Patient.rs, GET, /Observation?_include=Observation:patient",
        "patient/Patient.rs, GET, /Organization/1",
        "patient/Patient.rs, GET, /Binary/1",
        "patient/Patient.rs, GET, /.well-known",
        "openid fhirUser, GET, /Observation",
        "vendor/service/All.Of.It, GET, /Observation",
        "'', GET, /Observation"
    })
    void whatIsNotCertainIsLeftToTheEhr(String granted, String method, String rest) {
        assertThat(refusal(granted, method, rest)).isEmpty();
    }
}
