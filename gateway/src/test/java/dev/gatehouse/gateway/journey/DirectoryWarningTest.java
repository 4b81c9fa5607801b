package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
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

        JsonObject report = gateway.platform()
                .upload("/api/v1/directories/sandbox/imports", list.replace("\"" + base + "\"", "\"" + moved + "\""))
                .need(200)
                .json();

        assertThat(report.getInteger("moved")).isEqualTo(1);
        assertThat(report.getJsonArray("movedHosts")).as("the same host").isEmpty();

        JsonArray warnings = connected.json().getJsonArray("warnings");
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getJsonObject(0).getString("code")).startsWith("directory-");
        assertThat(connected.json().getJsonObject("endpoint").getString("baseUrl"))
                .isEqualTo(base);
        connected.read().need(200);
    }

    @Test
    void anotherHostIsNamedWithTheConnectionsThatDependOnIt() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String base = connected.practice().providerBase().toString();
        String elsewhere =
                base.replace(URI.create(base).getAuthority(), gateway.scripted().authority());
        String list = new Browser().open(gateway.ehr().ehr().directoryUrl()).body();
        String moved = list.replace("\"" + base + "\"", "\"" + elsewhere + "\"");

        JsonObject preview = gateway.platform()
                .upload("/api/v1/directories/sandbox/imports?preview=true", moved)
                .need(200)
                .json();

        JsonObject host = preview.getJsonArray("movedHosts").getJsonObject(0);
        assertThat(preview.getJsonArray("movedHosts")).hasSize(1);
        assertThat(host.getString("from")).isEqualTo(URI.create(base).getAuthority());
        assertThat(host.getString("to")).isEqualTo(gateway.scripted().authority());
        assertThat(host.getInteger("connections")).isEqualTo(1);
        assertThat(connected.json().getJsonArray("warnings")).isEmpty();
    }
}
