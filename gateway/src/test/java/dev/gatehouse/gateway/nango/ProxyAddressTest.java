package dev.gatehouse.gateway.nango;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyAddressTest {
    private static final URI BASE = URI.create("https://ehr.example/fhir/r4/p1");

    @Test
    void withoutAnOverrideThePathIsBelowTheBase() {
        assertThat(ProxyAddress.below("/proxy/Patient?a=%7C|b", BASE, null)).isEqualTo("Patient?a=%7C|b");
        assertThat(ProxyAddress.below("/proxy?a=1", BASE, null)).isEqualTo("?a=1");
        assertThat(ProxyAddress.below("/proxy/", BASE, null)).isEmpty();
        assertThat(ProxyAddress.below("/proxy//evil.example/x", BASE, null)).isEqualTo("/evil.example/x");
    }

    @ParameterizedTest
    @CsvSource({
        "https://ehr.example/fhir/r4/p1, /proxy/Patient, Patient",
        "https://EHR.example:443/fhir/r4/p1/, /proxy/Patient?x=1, Patient?x=1",
        "https://ehr.example/fhir/r4/p1/Patient, /proxy/7, Patient/7",
        "https://ehr.example, /proxy/fhir/r4/p1/Patient, Patient",
        "https://ehr.example/fhir/r4/p1, /proxy?x=1, ?x=1"
    })
    void anOverrideMayLeadBelowTheBase(URI override, String target, String below) {
        assertThat(ProxyAddress.below(target, BASE, override)).isEqualTo(below);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/fhir/r4/p1",
                "http://ehr.example/fhir/r4/p1",
                "https://ehr.example:8443/fhir/r4/p1",
                "https://ehr.example/fhir/r4/p10",
                "https://ehr.example/fhir/r4",
                "https://ehr.example/fhir/r4/p2"
            })
    void noOverrideLeadsElsewhere(URI override) {
        assertThatThrownBy(() -> ProxyAddress.below("/proxy/Patient", BASE, override))
                .isInstanceOfSatisfying(
                        NangoRefusal.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("base_url_override_not_allowed"));
    }
}
