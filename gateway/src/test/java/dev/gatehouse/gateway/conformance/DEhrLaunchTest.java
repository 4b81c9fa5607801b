package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SMART-32 to 38: opened from inside the EHR. The rest is in {@code EhrLaunchTest}. */
final class DEhrLaunchTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private final Wire wire = new Wire(gateway);

    private static Browser.Page launch(Partner partner, String iss, String launch) {
        return new Browser()
                .open(gateway.url() + "/launch/" + partner.applicationId() + "?iss=" + encoded(iss) + "&launch="
                        + encoded(launch));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private RecordedRequest request(Browser.Page page) {
        Browser.Page there = new Browser().open(page.next().toString());
        assertThat(there.status()).isLessThan(500);
        return wire.last(RequestKind.AUTHORIZE);
    }

    @Test
    @Smart(33)
    void theSameAddressWrittenOtherwiseIsKnown() {
        Partner partner = gateway.aPartner();
        String base = gateway.aPractice().providerBase().toString();

        for (String iss : new String[] {base, base + "/", base.replace("http://", "HTTP://")}) {
            assertThat(launch(partner, iss, "x").redirects()).as(iss).isTrue();
        }
    }

    @Guards("FLOW-6")
    @Test
    @Smart(33)
    void anotherPathHostOrSchemeIsUnknownAndNothingIsAsked() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        String base = practice.providerBase().toString();
        wire.ehr().log().clear();

        for (String iss : new String[] {
            base + "x",
            base + "/x",
            base.substring(0, base.lastIndexOf('/')),
            base.replace("http://", "https://"),
            base.replace("127.0.0.1", "127.0.0.1.evil.example"),
            gateway.scripted().url("/fhir")
        }) {
            Browser.Page page = launch(partner, iss, "x");
            assertThat(page.status()).as(iss).isEqualTo(400);
            assertThat(page.body()).contains("launch-issuer-unknown").doesNotContain("evil.example");
        }

        assertThat(wire.ehr().log().requests(any -> true)).isEmpty();
        assertThat(gateway.scripted().received()).isEmpty();
    }

    /** The address names an application: neither its practices' patients nor another tenant's practices are its own. */
    @Test
    @Smart(38)
    void anAddressTakesOnlyWhatBelongsToItsApplication() {
        Partner partner = gateway.aPartner();
        Partner other = gateway.aPartner();
        String own = gateway.scripted().url("/own/fhir");
        other.api()
                .post(
                        "/api/v1/practices",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("name", "Harbour Clinic")
                                .put(
                                        "endpoints",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("kind", "provider_system")
                                                        .put("baseUrl", own))))
                .need(201);
        gateway.scripted().forget();

        for (String iss : List.of(own, gateway.aPractice().patientBase().toString())) {
            Browser.Page page = launch(partner, iss, "x");
            assertThat(page.status()).as(iss).isEqualTo(400);
            assertThat(page.body()).contains("launch-issuer-unknown");
        }
        assertThat(gateway.scripted().received()).isEmpty();
        assertThat(launch(other, own, "x").body()).doesNotContain("launch-issuer-unknown");
        assertThat(gateway.scripted().received()).isNotEmpty();
    }

    /** Some EHRs hand over whole tokens; this one does not take posts, where {@code AuthorizeByPostTest} goes on. */
    @Test
    @Smart(34)
    void aLongLaunchValueArrivesWhole() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        wire.says(practice, new JsonObject().put("capabilities", new JsonArray().add("launch-ehr")));
        String launch = "eyJ+a/b=.~é".repeat(300) + "end";

        RecordedRequest request =
                request(launch(partner, practice.providerBase().toString(), launch));

        assertThat(request.query("launch")).isEqualTo(launch);
    }

    @Test
    @Smart({22, 23, 35})
    void aLaunchHasEachParameterOnceAndTheScopeLaunch() {
        Partner partner = gateway.aPartner();
        String base = gateway.aPractice().providerBase().toString();

        RecordedRequest request = request(launch(partner, base, "x"));

        assertThat(Wire.names(request.query())).doesNotHaveDuplicates().contains("launch", "state", "code_challenge");
        assertThat(request.query("aud")).isEqualTo(base);
        assertThat(request.query("scope").split(" "))
                .containsOnlyOnce("launch")
                .doesNotContain("launch/patient", "launch/encounter");
    }
}
