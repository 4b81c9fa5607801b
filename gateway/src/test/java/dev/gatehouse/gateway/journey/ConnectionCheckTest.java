package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking an EHR whether a connection works. */
final class ConnectionCheckTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static JsonObject check(ConnectedPractice connected) {
        return connected
                .partner()
                .api()
                .call("POST", "/api/v1/connections/" + connected.id() + "/check", null)
                .need(200)
                .json();
    }

    @Smart(99)
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theEhrIsAskedInTheWayItWants(boolean bearer) {
        gateway.ehr().control().behaviour().introspectionByBearer(bearer);
        ConnectedPractice connected = gateway.aConnectedPractice();

        JsonObject found = check(connected);

        assertThat(found.getBoolean("active")).isTrue();
        assertThat(found.getString("checkedBy")).isEqualTo("introspection");
        assertThat(found.getString("scope")).contains("user/Patient.read");
        assertThat(found.getString("expiresAt")).isNotNull();
        assertThat(found.encode()).doesNotContain("sat_", "srt_");
    }

    @Smart(99)
    @Test
    void aNoLeadsToARefreshAndNeverToAnotherState() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr().control().tokens().expireAccessTokens(connected.practice().guid());

        JsonObject found = check(connected);

        assertThat(found.getBoolean("active")).isTrue();
        assertThat(found.getBoolean("refreshed")).isTrue();
        assertThat(connected.state()).isEqualTo("active");
        connected.read().need(200);
    }

    @Smart(99)
    @Test
    void anEndpointThatAlwaysSaysNoBreaksNothing() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr()
                .control()
                .inject(RequestKind.INTROSPECT, Fault.status(200).withBody("application/json", "{\"active\":false}").always());

        JsonObject found = check(connected);

        assertThat(found.getBoolean("active")).isFalse();
        assertThat(connected.state()).isEqualTo("active");
        connected.read().need(200);
    }

    @Smart(99)
    @Test
    void withoutIntrospectionACheapReadTells() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr()
                .control()
                .inject(RequestKind.INTROSPECT, Fault.status(503).always());

        JsonObject found = check(connected);
        assertThat(found.getBoolean("active")).isTrue();
        assertThat(found.getString("checkedBy")).isEqualTo("read");
        assertThat(found.getValue("problem")).isNull();

        gateway.ehr().control().inject(RequestKind.FHIR, Fault.status(503));
        assertThat(check(connected).getString("problem")).isEqualTo("ehr-answered-503");
        assertThat(check(connected).getBoolean("active")).isTrue();
    }

    @Test
    void anEndedConnectionIsNotAskedAbout() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        connected.partner().api().delete("/api/v1/connections/" + connected.id()).need(204);

        assertThat(connected
                        .partner()
                        .api()
                        .call("POST", "/api/v1/connections/" + connected.id() + "/check", null)
                        .need(409)
                        .code())
                .isEqualTo("connection-revoked");
    }
}
