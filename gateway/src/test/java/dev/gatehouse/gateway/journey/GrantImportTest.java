package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.Elsewhere;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.gateway.testing.SystemPartner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Grants that were made elsewhere, taken over. */
final class GrantImportTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private final Partner partner = gateway.aPartner();
    private final SandboxPractice practice = gateway.aPractice();

    /** The EHR's answer in the words of the API, without a time. */
    private JsonObject grant() {
        JsonObject answer = Elsewhere.grant(partner, practice, Partner.SCOPES);
        return new JsonObject()
                .put("accessToken", answer.getString("access_token"))
                .put("refreshToken", answer.getString("refresh_token"))
                .put("scope", answer.getString("scope"));
    }

    private String inMinutes(int minutes) {
        return gateway.clock().instant().plus(Duration.ofMinutes(minutes)).toString();
    }

    private JsonObject wish(JsonObject grant) {
        return new JsonObject()
                .put("applicationId", partner.applicationId())
                .put("endpointId", partner.endpoint(practice))
                .put("endUser", new JsonObject().put("id", "clinic-17"))
                .put("grant", grant);
    }

    private Api.Answer bring(JsonObject grant) {
        return partner.api().post("/api/v1/connections", wish(grant));
    }

    private ConnectedPractice brought(JsonObject grant) {
        return new ConnectedPractice(
                partner, practice, bring(grant).need(201).json().getString("id"));
    }

    private static int refreshes() {
        return gateway.ehr().control().requests(RequestKind.REFRESH).size();
    }

    @Test
    void aGrantFromElsewhereWorksAndIsRefreshedLikeAnyOther() {
        JsonObject grant = grant().put("expiresAt", inMinutes(5));
        ConnectedPractice connected = brought(grant);

        connected.read().need(200);
        assertThat(refreshes()).isZero();
        JsonObject json = connected.json();
        assertThat(json.getString("state")).isEqualTo("active");
        assertThat(connected.cause()).isEqualTo("imported");
        assertThat(json.getJsonObject("endUser").getString("id")).isEqualTo("clinic-17");
        assertThat(json.getJsonObject("scopes").getJsonArray("granted")).contains("user/Patient.read");
        gateway.clock().move(Duration.ofMinutes(5));
        connected.read().need(200);

        assertThat(refreshes()).isEqualTo(1);
        String audit = partner.api()
                .get("/api/v1/audit-events?action=connection.imported")
                .body();
        assertThat(audit)
                .contains(connected.id())
                .doesNotContain(grant.getString("accessToken"))
                .doesNotContain(grant.getString("refreshToken"));
    }

    @Test
    void aTokenThatNobodyKnowsTheEndOfServesWhileItIsRefreshed() {
        ConnectedPractice connected = brought(grant());

        connected.read().need(200);

        partner.api().get(connected.fhir()).need(200);
        gateway.clock().move(Duration.ofSeconds(50));
        connected.read().need(200);
        assertThat(refreshes()).isEqualTo(1);
    }

    @Test
    void aRefreshTokenAloneIsUsedBeforeTheConnectionIsActive() {
        JsonObject grant = grant();
        grant.remove("accessToken");

        JsonObject json = bring(grant).need(201).json();

        assertThat(json.getString("state")).isEqualTo("active");
        assertThat(refreshes()).isEqualTo(1);
        new ConnectedPractice(partner, practice, json.getString("id")).read().need(200);
        assertThat(refreshes()).isEqualTo(1);
    }

    @Test
    void aConnectionIsPendingUntilTheEhrCanBeAsked() {
        JsonObject grant = grant();
        grant.remove("accessToken");
        gateway.ehr()
                .control()
                .inject(RequestKind.REFRESH, Fault.status(503).always().at(practice.guid()));

        ConnectedPractice connected = brought(grant);

        assertThat(connected.state()).isEqualTo("pending");
        assertThat(connected.read().need(409).code()).isEqualTo("connection-pending");
        gateway.ehr().control().heal();
        gateway.clock().move(Duration.ofMinutes(6));
        assertThat(bring(grant).need(200).json().getString("state")).isEqualTo("active");
        connected.read().need(200);
    }

    @Test
    void aDeadRefreshTokenNeverMakesAnActiveConnection() {
        ConnectedPractice connected = brought(new JsonObject().put("refreshToken", "never-issued"));

        assertThat(connected.state()).isIn("pending", "needs_reconnect");
        gateway.clock().move(Duration.ofMinutes(6));
        assertThat(bring(new JsonObject().put("refreshToken", "never-issued"))
                        .json()
                        .getString("state"))
                .isIn("pending", "needs_reconnect");
    }

    @Test
    void theSameGrantAgainChangesNothingAndAnOlderOneOverwritesNone() {
        JsonObject grant = grant().put("expiresAt", inMinutes(5));
        ConnectedPractice connected = brought(grant);

        assertThat(bring(grant).need(200).json().getString("id")).isEqualTo(connected.id());
        partner.api()
                .post("/api/v1/connections/" + connected.id() + "/refresh", new JsonObject())
                .need(200);

        assertThat(bring(grant).need(409).code()).isEqualTo("already-connected");
        connected.read().need(200);
        JsonObject other = wish(grant().put("expiresAt", inMinutes(5))).put("replace", true);
        assertThat(partner.api()
                        .post("/api/v1/connections", other)
                        .need(200)
                        .json()
                        .getString("id"))
                .isEqualTo(connected.id());
        connected.read().need(200);
        assertThat(refreshes()).isEqualTo(1);
    }

    @Test
    void aConnectionThatLostItsGrantTakesANewOne() {
        ConnectedPractice connected = brought(grant().put("expiresAt", inMinutes(5)));
        gateway.ehr().control().tokens().revokeGrants(practice.guid());
        gateway.clock().move(Duration.ofMinutes(5));
        connected.read().need(503);
        gateway.clock().move(Duration.ofMinutes(1));
        connected.read().need(409);
        assertThat(connected.state()).isEqualTo("needs_reconnect");

        bring(grant().put("expiresAt", inMinutes(5))).need(200);

        assertThat(connected.state()).isEqualTo("active");
        connected.read().need(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"accessToken\": \"\"}",
                "{\"accessToken\": \" leading\"}",
                "{\"accessToken\": \"in jection\"}",
                "{\"accessToken\": \"line\\r\\nX-Evil: 1\"}",
                "{\"accessToken\": \"t\\u00e9\"}",
                "{\"accessToken\": 7}",
                "{\"refreshToken\": \"\\u0000\"}",
                "{\"accessToken\": \"good\", \"refreshToken\": \"ba d\"}",
                "{\"accessToken\": \"good\", \"expiresAt\": \"tomorrow\"}",
                "{\"accessToken\": \"good\", \"expiresAt\": \"2001-01-01T00:00:00Z\"}",
                "{\"accessToken\": \"good\", \"scope\": \"user/Patient.rs\\u0007\"}",
                "{\"accessToken\": \"good\", \"scope\": \"patient/Patient.rs\"}",
                "{\"accessToken\": \"good\", \"patient\": [1]}"
            })
    void whatCanBeNoGrantIsRefused(String grant) {
        Api.Answer refused = bring(new JsonObject(grant)).need(422);

        assertThat(refused.code()).isEqualTo("grant-unusable");
        assertThat(refused.json().getJsonArray("errors")).isNotEmpty();
        assertThat(partner.connections()).isZero();
    }

    @Test
    void aTokenOfAMegabyteIsRefusedAndNotRepeated() {
        Api.Answer refused = bring(new JsonObject().put("accessToken", "x".repeat(1_000_000)))
                .need(422);

        assertThat(refused.code()).isEqualTo("grant-unusable");
        assertThat(refused.body()).hasSizeLessThan(1000);
    }

    @Test
    void aSystemApplicationNeedsNoGrantFromElsewhere() {
        SystemPartner system = SystemPartner.of(gateway, List.of("system/Patient.rs"), Set.of("system/Patient.rs"));

        assertThat(system.api()
                        .post(
                                "/api/v1/connections",
                                system.wish(practice).put("grant", new JsonObject().put("accessToken", "good")))
                        .need(409)
                        .code())
                .isEqualTo("application-has-no-user");
    }
}
