package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The npm package {@code fhirclient} in a Node process, with an API key where a token would be. Where there is no Node, or
 * {@code npm ci} was not run in its folder, this is skipped; with {@code GATEHOUSE_REQUIRE_BROWSER=true} it fails.
 */
final class FhirClientNodeIT {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static final Path FOLDER = Files.isDirectory(Path.of("src/test/node/fhirclient"))
            ? Path.of("src/test/node/fhirclient")
            : Path.of("gateway/src/test/node/fhirclient");

    @BeforeAll
    static void needsNode() throws Exception {
        String missing = missing();
        if (!missing.isEmpty() && "true".equals(System.getenv("GATEHOUSE_REQUIRE_BROWSER"))) {
            throw new AssertionError(missing);
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing);
    }

    private static String missing() throws InterruptedException {
        if (!Files.isDirectory(FOLDER.resolve("node_modules"))) {
            return "fhirclient is not installed: run 'npm ci' in gateway/src/test/node/fhirclient";
        }
        try {
            Process node = new ProcessBuilder("node", "--version").start();
            return node.waitFor(1, TimeUnit.MINUTES) && node.exitValue() == 0 ? "" : "node does not run";
        } catch (IOException e) {
            return "there is no node";
        }
    }

    private static JsonObject walk(ConnectedPractice connected, String kind, String... permissions) throws Exception {
        JsonObject key = connected
                .partner()
                .api()
                .post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "node").put("permissions", new JsonArray(List.of(permissions))))
                .need(201)
                .json();
        Process node = new ProcessBuilder(
                        "node", "walk.mjs", gateway.url() + "/fhir/" + connected.id(), key.getString("key"), kind)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String told = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(told).isZero();
        return new JsonObject(told);
    }

    @Test
    @Smart({92, 93, 96, 97})
    void itPagesThroughASearchAndReads() throws Exception {
        ConnectedPractice connected = gateway.aConnectedPractice();

        JsonObject seen = walk(connected, "read", "proxy:read", "proxy:write");

        int total = seen.getInteger("total");
        assertThat(seen.getString("next")).startsWith(gateway.url() + "/fhir/" + connected.id());
        assertThat(seen.getInteger("pages")).isEqualTo((total + 2) / 3).isGreaterThan(2);
        assertThat(seen.getJsonArray("ids").stream().distinct()).hasSize(total);
        assertThat(seen.getBoolean("same")).isTrue();
        assertThat(seen.getJsonObject("missing").getInteger("status")).isEqualTo(404);
        assertThat(seen.getJsonObject("write").getInteger("status")).isEqualTo(403);
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Test
    @Smart({93, 96})
    void itCreatesAndUpdatesWithItsVersion() throws Exception {
        Partner partner = gateway.aPartner();
        var practice = gateway.aPractice();
        ConnectedPractice connected = partner.connects(
                practice,
                partner.invitation(practice)
                        .put(
                                "scopes",
                                new JsonArray(List.of(
                                        "openid", "offline_access", "user/Patient.read", "user/Patient.write"))));

        JsonObject seen = walk(connected, "write", "proxy:read", "proxy:write");

        assertThat(seen.getString("made")).isEqualTo("1");
        assertThat(seen.getString("updated")).isEqualTo("2");
        assertThat(seen.getInteger("history")).isEqualTo(2);
        assertThat(seen.getJsonObject("stale").getInteger("status")).isEqualTo(412);
    }
}
