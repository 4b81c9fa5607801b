package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A connection writes only if its application asked for that, the EHR granted it, and nobody has switched it off. */
final class ReadOnlyTest {
    private static final List<String> WRITING =
            List.of("openid", "offline_access", "user/Patient.read", "user/Patient.write");
    private static final JsonObject NEW_PATIENT = new JsonObject()
            .put("resourceType", "Patient")
            .put("name", new JsonArray().add(new JsonObject().put("family", "Newcomer")));

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static ConnectedPractice connected(Partner partner, List<String> scopes) {
        var practice = gateway.aPractice();
        return partner.connects(practice, partner.invitation(practice).put("scopes", new JsonArray(scopes)));
    }

    private static Api.Answer create(ConnectedPractice connected) {
        return connected.partner().api().post("/fhir/" + connected.id() + "/Patient", NEW_PATIENT);
    }

    @CanIgnoreReturnValue
    private static JsonObject patch(ConnectedPractice connected, boolean readOnly) {
        return connected
                .partner()
                .api()
                .call("PATCH", "/api/v1/connections/" + connected.id(), new JsonObject().put("readOnly", readOnly))
                .need(200)
                .json();
    }

    private static List<RecordedRequest> written() {
        return gateway.ehr().control().requests(RequestKind.FHIR).stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
    }

    @Test
    void whoeverAsksForNoWritingScopeGetsAReadOnlyConnection() {
        ConnectedPractice connected = gateway.aConnectedPractice();

        assertThat(connected.json().getBoolean("readOnly")).isTrue();
        assertThat(create(connected).need(403).code()).isEqualTo("connection-read-only");
        assertThat(written()).isEmpty();

        assertThat(patch(connected, false).getBoolean("readOnly")).isFalse();
        assertThat(create(connected).need(403).code()).isEqualTo("scope-not-granted");
        assertThat(written()).isEmpty();
    }

    @Test
    void aWritingConnectionWritesUntilItIsSwitchedOff() {
        ConnectedPractice connected = connected(gateway.aPartner(), WRITING);

        assertThat(connected.json().getBoolean("readOnly")).isFalse();
        create(connected).need(201);
        patch(connected, true);
        assertThat(create(connected).need(403).code()).isEqualTo("connection-read-only");
        connected.read().need(200);
        patch(connected, false);
        create(connected).need(201);

        assertThat(written()).hasSize(2);
        List<JsonObject> audited =
                connected.partner().api().get("/api/v1/audit-events?limit=200").need(200).items().stream()
                        .map(JsonObject.class::cast)
                        .filter(event -> event.getString("action").equals("connection.changed"))
                        .toList();
        assertThat(audited).hasSize(2).allMatch(event -> event.encode().contains(connected.id()));
    }

    @Test
    void theApplicationSaysHowNewConnectionsBegin() {
        Partner partner = gateway.aPartner();
        String application = "/api/v1/applications/" + partner.applicationId();
        assertThat(partner.api().get(application).json().getValue("readOnly")).isNull();

        partner.api()
                .call("PATCH", application, new JsonObject().put("readOnly", true))
                .need(200);
        ConnectedPractice closed = connected(partner, WRITING);
        partner.api()
                .call("PATCH", application, new JsonObject().put("readOnly", false))
                .need(200);
        ConnectedPractice open = connected(partner, Partner.SCOPES);
        JsonObject reset = partner.api()
                .call("PATCH", application, new JsonObject().putNull("readOnly"))
                .need(200)
                .json();

        assertThat(closed.json().getBoolean("readOnly")).isTrue();
        assertThat(open.json().getBoolean("readOnly")).isFalse();
        assertThat(reset.getValue("readOnly")).isNull();
    }

    @Test
    void connectingAgainKeepsWhatWasChosen() {
        Partner partner = gateway.aPartner();
        ConnectedPractice connected = connected(partner, WRITING);
        patch(connected, true);

        ConnectedPractice again = partner.connects(
                connected.practice(), partner.invitation(connected.practice()).put("scopes", new JsonArray(WRITING)));

        assertThat(again.id()).isEqualTo(connected.id());
        assertThat(again.json().getBoolean("readOnly")).isTrue();
    }

    @Test
    void aChangeOfNothingChangesNothing() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String path = "/api/v1/connections/" + connected.id();

        assertThat(connected
                        .partner()
                        .api()
                        .call("PATCH", path, new JsonObject())
                        .need(200)
                        .json())
                .isEqualTo(connected.json());
        connected
                .partner()
                .api()
                .call("PATCH", path, new JsonObject().put("readOnly", "no"))
                .need(400);
    }
}
