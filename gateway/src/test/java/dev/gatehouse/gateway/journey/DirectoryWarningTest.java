package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A connection keeps the address it was made with; the directory can only warn. */
final class DirectoryWarningTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    @Test
    void anotherAddressInTheDirectoryIsAWarningAndChangesNothing() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        assertThat(connected.json().getJsonArray("warnings")).isEmpty();
        String base = connected.practice().providerBase().toString();
        String moved = base.replace(
                "/" + connected.practice().guid(),
                "/moved/" + connected.practice().guid());
        String list = new Browser().open(gateway.ehr().ehr().directoryUrl()).body();
        assertThat(list).contains("\"" + base + "\"");

        gateway.platform()
                .upload("/api/v1/directories/sandbox/imports", list.replace("\"" + base + "\"", "\"" + moved + "\""))
                .need(200);

        JsonArray warnings = connected.json().getJsonArray("warnings");
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getJsonObject(0).getString("code")).startsWith("directory-");
        assertThat(connected.json().getJsonObject("endpoint").getString("baseUrl"))
                .isEqualTo(base);
        connected.read().need(200);
    }
}
