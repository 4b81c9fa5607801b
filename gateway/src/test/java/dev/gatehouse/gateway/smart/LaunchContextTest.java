package dev.gatehouse.gateway.smart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** SMART-67 to SMART-70. */
class LaunchContextTest {
    private static final String ANSWER = """
        {"access_token":"a","refresh_token":"r","id_token":"i","token_type":"Bearer","expires_in":300,"scope":"openid",
         "patient":"p-1","encounter":17,"need_patient_banner":"false","smart_style_url":"https://ehr.example/style",
         "intent":"summary","tenant":"t9","fhirContext":["Patient/1",{"reference":"ImagingStudy/2","role":"x"}],
         "authorization_details":[{"type":"a"}],"vendor_number":1.00}
        """;

    @Test
    @Smart({68, 69})
    void everythingThatIsNotOAuthIsKept() {
        LaunchContext context = LaunchContext.of(read(ANSWER));

        assertThat(context.patient()).isEqualTo("p-1");
        assertThat(context.encounter()).isEqualTo("17");
        assertThat(context.needPatientBanner()).isFalse();
        assertThat(context.smartStyleUrl()).isEqualTo("https://ehr.example/style");
        assertThat(context.intent()).isEqualTo("summary");
        assertThat(context.tenant()).isEqualTo("t9");
        assertThat(context.fhirContext()).hasSize(2);
        assertThat(context.extras().fieldNames()).containsExactlyInAnyOrder("authorization_details", "vendor_number");
        assertThat(context.toJson().encode())
                .contains("\"vendor_number\":1.00")
                .doesNotContain("access_token")
                .doesNotContain("refresh_token")
                .doesNotContain("id_token");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        LaunchContext context = LaunchContext.of(read(ANSWER)).withFhirUser("Practitioner/3");

        String written = context.toJson().encode();

        assertThat(LaunchContext.read(written).toJson().encode()).isEqualTo(written);
        assertThat(LaunchContext.read(written).fhirUser()).isEqualTo("Practitioner/3");
    }

    @Test
    @Smart(70)
    void aRefreshReplacesWhatItTellsAndLeavesTheRest() {
        LaunchContext first = LaunchContext.of(read(ANSWER));

        LaunchContext later = first.updatedBy(LaunchContext.of(read("{\"patient\":\"p-2\",\"access_token\":\"b\"}")));
        LaunchContext same = first.updatedBy(LaunchContext.of(read("{\"patient\":null}")));

        assertThat(later.patient()).isEqualTo("p-2");
        assertThat(later.encounter()).isEqualTo("17");
        assertThat(same.patient()).isEqualTo("p-1");
    }

    @Test
    void noPatientIsNull() {
        assertThat(LaunchContext.of(read("{\"patient\":null}")).patient()).isNull();
        assertThat(LaunchContext.of(read("{\"patient\":\"\"}")).patient()).isNull();
        assertThat(LaunchContext.of(read("{\"patient\":{\"id\":1}}")).patient()).isNull();
    }

    @Test
    void patientIdsAreNotPrinted() {
        assertThat(LaunchContext.of(read(ANSWER)).toString())
                .contains("patient")
                .doesNotContain("p-1");
    }

    private static JsonObject read(String text) {
        return StrictJson.object(Buffer.buffer(text)).orElseThrow();
    }
}
