package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SMART-99 to 103. More of it is in {@code DisconnectTest} and {@code ConnectionCheckTest}. */
final class LRevocationTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private final Wire wire = new Wire(gateway);

    @Test
    @Smart({54, 56, 101})
    void anApplicationThatSignsSignsEachRevocationAnew() {
        wire.ehr().behaviour().revocation(true);
        ConnectedPractice connected = Signing.partner(gateway, "ES384").connects(gateway.aPractice());

        connected.partner().api().delete("/api/v1/connections/" + connected.id()).need(204);

        assertThat(wire.at(connected.practice(), RequestKind.REVOKE))
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.authorization()).isEqualTo("none"))
                .extracting(request -> request.form("client_assertion"))
                .doesNotHaveDuplicates()
                .doesNotContainNull();
        assertThat(wire.ehr().violations()).isEmpty();
    }

    /** Nobody is asked at an address that only adds comfort. */
    @Test
    void membersWithoutUseHereAreIgnoredAndNothingIsFetched() {
        SandboxPractice practice = gateway.aPractice();
        wire.says(
                practice,
                new JsonObject()
                        .put("management_endpoint", gateway.scripted().url("/manage"))
                        .put("user_access_brand_bundle", gateway.scripted().url("/brands"))
                        .put("user_access_brand_identifier", new JsonObject().put("value", "b-1"))
                        .put(
                                "associated_endpoints",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("url", gateway.scripted().url("/other"))
                                                .put("capabilities", 7)))
                        .put("smart_app_state_endpoint", gateway.scripted().url("/state")));

        gateway.aPartner().connects(practice).read().need(200);

        assertThat(gateway.scripted().received()).isEmpty();
    }
}
