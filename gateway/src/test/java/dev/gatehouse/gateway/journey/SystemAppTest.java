package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.gateway.testing.SystemPartner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** System applications from the first token to the last. */
final class SystemAppTest {
    private static final List<String> SCOPES = List.of("system/Patient.rs", "system/Observation.rs");

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static SystemPartner aSystemPartner() {
        return SystemPartner.of(gateway, SCOPES, Set.copyOf(SCOPES));
    }

    @Test
    @Smart({45, 51, 55, 88, 89})
    void anApplicationConnectsByItselfAndReads() {
        SystemPartner partner = aSystemPartner();
        SandboxPractice practice = gateway.aPractice();

        ConnectedPractice connected = partner.connects(practice);

        JsonObject json = connected.json();
        assertThat(json.getString("state")).isEqualTo("active");
        assertThat(json.getString("grantType")).isEqualTo("client_credentials");
        assertThat(json.getJsonObject("grant").getBoolean("hasRefreshToken")).isFalse();
        assertThat(json.getJsonArray("warnings")).isEmpty();
        assertThat(json.getJsonObject("scopes").getJsonArray("granted")).isEqualTo(new JsonArray(SCOPES));
        connected.read().need(200);
        assertThat(gateway.ehr().control().violations()).isEmpty();
        assertThat(partner.tokenRequests(practice)).singleElement().satisfies(request -> {
            assertThat(request.form("grant_type")).isEqualTo("client_credentials");
            assertThat(request.form("scope")).isEqualTo("system/Patient.rs system/Observation.rs");
            assertThat(request.authorization()).isEqualTo("none");
            assertThat(request.form("client_secret")).isNull();
        });
    }

    @Test
    void withoutThePracticesYesThereIsNoConnection() {
        SystemPartner partner = aSystemPartner();
        SandboxPractice practice = gateway.aPractice();

        Api.Answer refused = partner.connect(practice).need(409);

        assertThat(refused.code()).isEqualTo("practice-not-authorized");
        assertThat(refused.json().getString("detail"))
                .isEqualTo("The practice has not authorized this application in its EHR.");
        assertThat(partner.api().get("/api/v1/connections").items()).isEmpty();
        partner.connects(practice).read().need(200);
    }

    @Test
    void refusedScopesAreToldAndNothingIsKept() {
        SystemPartner partner = SystemPartner.of(gateway, List.of("system/Goal.rs"), Set.of("system/Patient.rs"));
        SandboxPractice practice = gateway.aPractice();
        partner.let(practice, true);

        assertThat(partner.connect(practice).need(409).code()).isEqualTo("scope-refused");
        assertThat(partner.api().get("/api/v1/connections").items()).isEmpty();
    }

    @Test
    @Smart({77})
    void aRefusalOverTheSpellingIsTriedOnceInTheOtherOneAndRemembered() {
        SystemPartner partner = SystemPartner.of(gateway, List.of("system/Patient.read"), Set.of("system/Patient.rs"));
        SandboxPractice practice = gateway.aPractice();

        ConnectedPractice connected = partner.connects(practice);

        assertThat(partner.tokenRequests(practice))
                .extracting(request -> request.form("scope"))
                .containsExactly("system/Patient.read", "system/Patient.rs");
        assertThat(connected.json().getJsonObject("scopes"))
                .isEqualTo(new JsonObject()
                        .put("requested", new JsonArray().add("system/Patient.read"))
                        .put("granted", new JsonArray().add("system/Patient.rs"))
                        .put("missing", new JsonArray()));
        partner.connect(practice).need(200);
        assertThat(partner.tokenRequests(practice))
                .hasSize(3)
                .last()
                .satisfies(request -> assertThat(request.form("scope")).isEqualTo("system/Patient.rs"));
    }

    @Test
    @Smart({77})
    void aPracticeOfTheOlderSpellingIsAskedInItAndWhatItLacksIsTold() {
        SystemPartner partner = SystemPartner.of(
                gateway,
                List.of("system/Patient.rs", "system/Observation.rs?category=laboratory", "system/Goal.r"),
                Set.of("system/Patient.read"));
        SandboxPractice practice = gateway.aPractice();
        gateway.ehr()
                .control()
                .behaviour()
                .patchDiscovery(
                        practice.guid(), new JsonObject().put("capabilities", new JsonArray().add("permission-v1")));

        ConnectedPractice connected = partner.connects(practice);

        assertThat(partner.tokenRequests(practice))
                .singleElement()
                .satisfies(request -> assertThat(request.form("scope")).isEqualTo("system/Patient.read"));
        assertThat(connected.json().getJsonObject("scopes").getJsonArray("missing"))
                .isEqualTo(new JsonArray(List.of("system/Observation.rs?category=laboratory", "system/Goal.r")));
        assertThat(connected.json().getJsonArray("warnings").getJsonObject(0).getString("code"))
                .isEqualTo("scopes-limited");
    }

    @Test
    @Smart({66, 76, 78, 89})
    void lessThanWasAskedForIsShownAndAnEvent() {
        SystemPartner partner = aSystemPartner();
        gateway.ehr().control().behaviour().droppedScopes(Set.of("system/Observation.rs"));

        ConnectedPractice connected = partner.connects(gateway.aPractice());

        assertThat(connected.json().getJsonObject("scopes").getJsonArray("missing"))
                .containsExactly("system/Observation.rs");
        assertThat(partner.api()
                        .get("/api/v1/connections/" + connected.id() + "/events")
                        .items()
                        .encode())
                .contains("\"kind\":\"warning\",\"code\":\"scopes-limited\"");
        assertThat(partner.api()
                        .get("/fhir/" + connected.id() + "/Observation?_count=1")
                        .need(403)
                        .code())
                .isEqualTo("scope-not-granted");
    }

    @Test
    void manyAtOnceMakeOneConnection() {
        SystemPartner partner = aSystemPartner();
        SandboxPractice practice = gateway.aPractice();
        partner.let(practice, true);
        JsonObject wish = partner.wish(practice);

        List<CompletableFuture<Api.Answer>> all = IntStream.range(0, 6)
                .mapToObj(i -> partner.api().later("POST", "/api/v1/connections", wish))
                .toList();

        assertThat(all).extracting(each -> each.join().status()).allMatch(status -> status == 200 || status == 201);
        assertThat(all)
                .extracting(each -> each.join().json().getString("id"))
                .containsOnly(all.get(0).join().json().getString("id"));
        assertThat(partner.api().get("/api/v1/connections").items()).hasSize(1);
    }

    @Test
    void aRepeatedPostWithTheSameKeyAsksForOneToken() {
        SystemPartner partner = aSystemPartner();
        SandboxPractice practice = gateway.aPractice();
        partner.let(practice, true);
        Api once = partner.api().once("night-job-1");

        String first = once.post("/api/v1/connections", partner.wish(practice))
                .need(201)
                .body();

        assertThat(once.post("/api/v1/connections", partner.wish(practice))
                        .need(201)
                        .body())
                .isEqualTo(first);
        assertThat(partner.tokenRequests(practice)).hasSize(1);
    }

    @Test
    void onlySystemApplicationsConnectWithoutAnybody() {
        Partner users = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        JsonObject wish = new JsonObject()
                .put("applicationId", users.applicationId())
                .put("endpointId", users.endpoint(practice));

        assertThat(users.api().post("/api/v1/connections", wish).need(409).code())
                .isEqualTo("application-has-users");
        assertThat(users.api()
                        .post("/api/v1/connections", wish.copy().put("endpointId", "end_nobodys"))
                        .need(404)
                        .code())
                .isEqualTo("endpoint-unknown");
        assertThat(gateway.aTenant().post("/api/v1/connections", wish).need(404).code())
                .isEqualTo("application-unknown");
        assertThat(users.api()
                        .post("/api/v1/connections", new JsonObject())
                        .need(400)
                        .code())
                .isEqualTo("input-invalid");
    }

    @Test
    @Smart({88})
    void aRefreshTokenBesideATokenOfItsOwnIsIgnored() {
        SystemPartner partner = aSystemPartner();
        SandboxPractice practice = gateway.aPractice();
        gateway.ehr()
                .control()
                .behaviour()
                .patchToken(practice.guid(), new JsonObject().put("refresh_token", "never-to-be-sent"));

        ConnectedPractice connected = partner.connects(practice);

        assertThat(connected.json().getJsonObject("grant").getBoolean("hasRefreshToken"))
                .isFalse();
    }

    @Test
    void anEhrThatIsDownLeavesNothingBehind() {
        SystemPartner partner = aSystemPartner();
        SandboxPractice practice = gateway.aPractice();
        partner.let(practice, true);
        gateway.ehr()
                .control()
                .inject(RequestKind.TOKEN, Fault.status(503).always().at(practice.guid()));

        assertThat(partner.connect(practice).need(502).code()).isEqualTo("token-endpoint-busy");
        assertThat(partner.api().get("/api/v1/connections").items()).isEmpty();
        List<RecordedRequest> asked = partner.tokenRequests(practice);
        assertThat(asked).hasSize(1);
    }
}
