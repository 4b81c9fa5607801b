package dev.gatehouse.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FhirTargetTest {
    private static final String ID = "con_0123456789abcdefghjkmnpqrs";
    private static final String BASE = "/fhir/r4/v1/5f2b";

    @ParameterizedTest
    @Smart(97)
    @ValueSource(
            strings = {
                "",
                "/",
                "/metadata",
                "/Patient/a.b-c",
                "/Patient/...",
                "/Patient/.hidden",
                "/Patient/1/$everything",
                "/Patient/1/_history/2",
                "/Patient/",
                "/Patient?name=a,b&_count=10",
                "/Patient?identifier=http://hl7.org/fhir/sid/us-npi|1234",
                "/Patient?identifier=http%3A%2F%2Fhl7.org%7C1234",
                "/Patient?name:exact=O%27Neil+x&birthdate=ge2000-01-01",
                "/Patient?name=a%5C,b%25%2e%00",
                "/Observation?code=a|b,c|d&_include=Observation:subject",
                "/Patient/x%7Cy%27z",
                "/Patient/a;v=1",
                "/Patient/a@b",
                "/Patient?",
                "?_getpages=abc-1&_getpagesoffset=20&x={\"<`^>}",
                "/Patient?page_token=abc&mytoken=1&token_type=x&tokens=1&token:text=y",
                "/Patient?next=a?b/../c//d"
            })
    void legitimateTargetsAreLeftAsTheyAre(String rest) {
        FhirTarget target = FhirTarget.parse("/fhir/" + ID + rest);

        assertThat(target.connection().value()).isEqualTo(ID);
        assertThat(target.under(BASE)).isEqualTo(BASE + rest);
    }

    @Test
    void aQueryOfFourKilobytesPasses() {
        String rest = "/Patient?_id=" + "a1b2,".repeat(820);

        assertThat(FhirTarget.parse("/fhir/" + ID + rest).under(BASE)).isEqualTo(BASE + rest);
    }

    @Test
    void aBaseAtTheRootOfItsHostWorks() {
        assertThat(FhirTarget.parse("/fhir/" + ID + "/Patient/1").under("")).isEqualTo("/Patient/1");
        assertThat(FhirTarget.parse("/fhir/" + ID + "?a=b").under("")).isEqualTo("/?a=b");
        assertThat(FhirTarget.parse("/fhir/" + ID).under("")).isEqualTo("/");
    }

    @Guards("PRX-2")
    @ParameterizedTest
    @Smart(97)
    @ValueSource(
            strings = {
                "//Patient",
                "/Patient//1",
                "/Patient/1//",
                "/Patient\\1",
                "/Patient/1#x",
                "/Patient/\u00e9",
                "/Patient/\u0000",
                "/Patient/\t",
                "/Patient/a b",
                "/Patient/<x>",
                "/..",
                "/../x",
                "/./Patient",
                "/Patient/..",
                "/Patient/../../admin",
                "/Patient/..?a=b",
                "/..;/admin",
                "/..;v=1/admin",
                "/.;/admin",
                "/Patient;./x",
                "/Patient;..",
                "/Patient%3b../x",
                "/..%3B/x",
                "/%2e%2e/admin",
                "/%2E./admin",
                "/.%2e/admin",
                "/Patient/a%2eb",
                "/Patient%2f..%2fadmin",
                "/Patient%2Fadmin",
                "/Patient%5c..%5cadmin",
                "/Patient%5Cadmin",
                "/Patient%00",
                "/Patient%0d%0aX:y",
                "/Patient%7f",
                "/Patient%252e",
                "/Patient%25",
                "/Patient%c0%ae",
                "/Patient/%EF%BC%8E",
                "/Patient%",
                "/Patient%2",
                "/Patient%zz",
                "/Patient%+1",
                "/Patient?a=%",
                "/Patient?a=%2",
                "/Patient?a=%g1",
                "/Patient?a=b#c",
                "/Patient?a=b\\c",
                "/Patient?a=\u00fc",
                "/Patient?a=\u007f",
                "/Patient?access_token=x",
                "/Patient?ACCESS_TOKEN=x",
                "/Patient?a=b&access%5Ftoken=x",
                "/Patient?%74oken=x",
                "/Patient?token",
                "/Patient?a=b;token=x",
                "?token=x"
            })
    void whatCouldBeReadInTwoWaysIsRefused(String rest) {
        Failure failure = catchThrowableOfType(Failure.class, () -> FhirTarget.parse("/fhir/" + ID + rest));

        assertThat(failure).isInstanceOf(Failure.Invalid.class);
        assertThat(failure.code()).isEqualTo("target-refused");
        assertThat(failure.detail()).doesNotContain("Patient", "admin", "access_token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "",
                "/",
                "/fhir",
                "/fhir/",
                "/fhir//Patient",
                "fhir/x",
                "@evil/x",
                "//evil/fhir/x",
                "/FHIR/con_0123456789abcdefghjkmnpqrs/Patient",
                "/x/../fhir/con_0123456789abcdefghjkmnpqrs/Patient",
                "http://evil.example/fhir/con_0123456789abcdefghjkmnpqrs/Patient",
                "evil.example:443"
            })
    void onlyAPathBelowTheMountIsRead(String target) {
        Failure failure = catchThrowableOfType(Failure.class, () -> FhirTarget.parse(target));

        assertThat(failure.code()).isEqualTo("target-refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"con_1", "CON_0123456789abcdefghjkmnpqrs", "con_0123456789abcdefghjkmnpqri", "x", "con_%30"})
    void whatCannotBeAnIdIsAnUnknownConnection(String id) {
        Failure failure = catchThrowableOfType(Failure.class, () -> FhirTarget.parse("/fhir/" + id + "/Patient"));

        assertThat(failure).isInstanceOf(Failure.Missing.class);
        assertThat(failure.code()).isEqualTo("connection-unknown");
    }

    @Test
    void aTargetOfMoreThanEightKilobytesIsRefused() {
        String target = "/fhir/" + ID + "/Patient?_id=" + "1".repeat(8 * 1024);

        Failure failure = catchThrowableOfType(Failure.class, () -> FhirTarget.parse(target));

        assertThat(failure.code()).isEqualTo("target-refused");
    }
}
