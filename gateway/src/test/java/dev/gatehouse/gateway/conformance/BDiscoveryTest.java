package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SMART-09 to 20: what an EHR says of itself, as a whole walk meets it. The reading is in {@code SmartDiscoveryTest}. */
final class BDiscoveryTest {
    private static final Duration METADATA_KEPT = Duration.ofHours(1);

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private final Wire wire = new Wire(gateway);

    @Test
    @Smart({9, 10, 11})
    void theDocumentIsAskedBelowTheBaseWithNothingToGiveAway() {
        wire.ehr().behaviour().discoveryHeaders(Map.of("content-type", "text/plain"));
        ConnectedPractice connected = gateway.aConnectedPractice();

        List<RecordedRequest> asked = wire.at(connected.practice(), RequestKind.DISCOVERY);
        assertThat(asked).isNotEmpty().allSatisfy(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.target())
                    .isEqualTo(connected.practice().providerBase().getPath() + "/.well-known/smart-configuration");
            assertThat(request.headers()).containsEntry("accept", "application/json");
            assertThat(request.authorization()).isEqualTo("none");
            assertThat(request.headerNames()).doesNotContain("cookie");
        });
        assertThat(wire.ehr().violations()).isEmpty();
    }

    @Test
    @Smart(12)
    void endpointsOnAnotherHostAreFollowed() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        wire.says(
                practice,
                new JsonObject()
                        .put("authorization_endpoint", gateway.scripted().url("/elsewhere/a"))
                        .put("token_endpoint", gateway.scripted().url("/elsewhere/t")));

        Browser.Page away = new Browser().open(partner.invite(practice).getString("url"));

        assertThat(away.next().toString()).startsWith(gateway.scripted().url("/elsewhere/a?"));
    }

    @Test
    @Smart(14)
    void aRelativeTokenEndpointIsBelowTheBase() {
        SandboxPractice practice = gateway.aPractice();
        wire.says(practice, new JsonObject().put("token_endpoint", "token"));

        gateway.aPartner().connects(practice).read().need(200);

        assertThat(wire.last(RequestKind.TOKEN).path())
                .isEqualTo(practice.providerBase().getPath() + "/token");
    }

    @Test
    @Smart(13)
    void whatIsMissingIsNamedToWhoeverCanMendIt() {
        for (String member : List.of("token_endpoint", "authorization_endpoint")) {
            Partner partner = gateway.aPartner();
            SandboxPractice practice = gateway.aPractice();
            wire.says(practice, new JsonObject().putNull(member));

            Browser.Page page = new Browser().open(partner.invite(practice).getString("url"));

            assertThat(page.status()).as(member).isEqualTo(502);
            assertThat(page.body()).contains("discovery-incomplete");
        }
        for (String member :
                List.of("capabilities", "grant_types_supported", "code_challenge_methods_supported", "jwks_uri")) {
            Partner partner = gateway.aPartner();
            SandboxPractice practice = gateway.aPractice();
            wire.says(practice, new JsonObject().putNull(member));

            assertThat(new Browser()
                            .open(partner.invite(practice).getString("url"))
                            .redirects())
                    .as(member)
                    .isTrue();
        }
    }

    @Test
    @Smart({11, 15})
    void withoutADocumentTheCapabilityStatementLeadsTheWay() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        wire.ehr()
                .inject(
                        RequestKind.DISCOVERY,
                        Fault.status(404).always().at(practice.guid()));

        wire.departure(partner, partner.invitation(practice));

        assertThat(wire.at(practice, RequestKind.METADATA)).isNotEmpty().allSatisfy(request -> {
            assertThat(request.path()).isEqualTo(practice.providerBase().getPath() + "/metadata");
            assertThat(request.authorization()).isEqualTo("none");
        });
        assertThat(wire.at(practice, RequestKind.AUTHORIZE)).hasSize(1);
    }

    @Test
    @Smart(16)
    void aBadMinuteOfTheServerIsWaitedOut() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        wire.ehr()
                .inject(RequestKind.DISCOVERY, Fault.status(503).times(2).at(practice.guid()));
        for (int each = 0; each < 2; each++) {
            assertThat(new Browser().open(partner.invite(practice).getString("url")).status())
                    .isGreaterThanOrEqualTo(500);
        }

        assertThat(wire.at(practice, RequestKind.METADATA)).isEmpty();
        partner.connects(practice).read().need(200);
    }

    @Test
    @Smart(17)
    void fiftyLaunchesAtOnceAskOnce() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        List<JsonObject> sessions = Stream.generate(() -> partner.invite(practice)).limit(50).toList();
        wire.ehr()
                .inject(
                        RequestKind.DISCOVERY,
                        Fault.late(Duration.ofMillis(200)).at(practice.guid()));

        List<Browser.Page> pages = sessions.stream()
                .map(session -> new Browser().openLater(session.getString("url")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(pages).allMatch(Browser.Page::redirects);
        assertThat(wire.at(practice, RequestKind.DISCOVERY)).hasSize(1);
    }

    @Test
    @Smart(17)
    void knownMetadataServesWhileTheServerCantTellIt() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        partner.connects(practice);
        gateway.clock().move(METADATA_KEPT);
        wire.ehr()
                .inject(
                        RequestKind.DISCOVERY,
                        Fault.status(500).always().at(practice.guid()));

        gateway.aPartner().connects(practice).read().need(200);

        assertThat(wire.at(practice, RequestKind.DISCOVERY).size()).isGreaterThanOrEqualTo(2);
    }

    @Test
    @Smart(17)
    void aTokenEndpointThatIsGoneIsLookedUpAnewAndAskedAtOnce() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        ConnectedPractice connected = partner.connects(practice);
        String gone = gateway.ehr().ehr().origin() + "/gone";
        wire.ehr().behaviour().patchDiscovery(practice.guid(), new JsonObject().put("token_endpoint", gone));
        gateway.clock().move(METADATA_KEPT);
        assertThat(new Browser().open(partner.invite(practice).getString("url")).redirects())
                .isTrue();
        wire.ehr().behaviour().patchDiscovery(practice.guid(), new JsonObject());

        connected.read().need(200);

        assertThat(connected.state()).isEqualTo("active");
        assertThat(wire.at(practice, RequestKind.REFRESH)).hasSize(1);
    }

    @Test
    @Smart(18)
    void offlineAccessIsLeftOutWhereItIsNotOffered() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        wire.says(
                practice,
                new JsonObject()
                        .put("capabilities", new JsonArray().add("launch-standalone").add("capability-of-tomorrow")));

        RecordedRequest request = wire.departure(partner, partner.invitation(practice));

        assertThat(request.query("scope").split(" ")).contains("openid").doesNotContain("offline_access");
    }

    @Test
    @Smart(19)
    void metadataThatLeadsElsewhereLeadsNowhere() {
        for (String address : List.of(
                "http://169.254.169.254/token", "https://evil.example/token", "http://127.0.0.1:1/token", "http://[::1]/t")) {
            Partner partner = gateway.aPartner();
            SandboxPractice practice = gateway.aPractice();
            wire.says(practice, new JsonObject().put("token_endpoint", address));

            Browser.Page page = new Browser().open(partner.invite(practice).getString("url"));

            assertThat(page.status()).as(address).isGreaterThanOrEqualTo(400);
            assertThat(page.body()).contains("discovery-address-refused").doesNotContain(address);
        }
        assertThat(wire.ehr().requests(RequestKind.AUTHORIZE)).isEmpty();
    }
}
