package dev.gatehouse.gateway.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of an export when the EHR is busy, fails, refuses or lies. */
class ExportTroubleTest extends ExportScene {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    ExportTroubleTest() {
        super(gateway);
    }

    @Test
    void anEhrThatIsBusyWhilePollingIsGivenItsTime() {
        bulk.takes(Duration.ofSeconds(10));
        String id = begin();
        // The first look is over, so the next one is the one that fails.
        until(id, export -> export.getJsonObject("progress").getString("text") != null);
        inject(RequestKind.EXPORT_STATUS, Fault.tooMany("120"));
        gateway.clock().move(Duration.ofSeconds(20));
        until(id, export -> cause(export).equals("bulk-throttled"));

        int before = requests(RequestKind.EXPORT_STATUS).size();
        gateway.clock().move(Duration.ofSeconds(100));
        String other = until(begin(), "preparing").getString("id");
        assertThat(requests(RequestKind.EXPORT_STATUS).stream()
                        .filter(each -> each.sequence() > 0)
                        .skip(before)
                        .filter(each -> each.target()
                                .equals(requests(RequestKind.EXPORT_STATUS)
                                        .get(0)
                                        .target())))
                .as("not asked before its time")
                .isEmpty();
        gateway.clock().move(Duration.ofSeconds(30));

        until(id, "complete");
        until(other, "complete");
    }

    @Test
    void anExportThatFailsAtTheEhrFailsHereAndCanBeRunAgain() {
        bulk.failure("exception");
        String id = begin();
        JsonObject failed = until(id, "failed");
        assertThat(cause(failed)).isEqualTo("bulk-export-failed");
        assertThat(failed.getJsonObject("cause").getString("text"))
                .contains("500 (exception)")
                .doesNotContain("The export has failed because");

        bulk.failure(null);
        api.post("/api/v1/exports/" + id + "/resume", new JsonObject()).need(202);

        until(id, "complete");
        assertThat(requests(RequestKind.EXPORT)).hasSize(2);
    }

    @Test
    void whatTheEhrRefusesAtTheKickOffIsToldWithoutItsWords() {
        inject(
                RequestKind.EXPORT,
                Fault.status(400)
                        .withBody(
                                "application/fhir+json",
                                new JsonObject()
                                        .put("resourceType", "OperationOutcome")
                                        .put(
                                                "issue",
                                                new JsonArray()
                                                        .add(new JsonObject()
                                                                .put("code", "not-supported")
                                                                .put("diagnostics", "no export for Ada Example")))
                                        .encode()));

        JsonObject failed = until(begin(), "failed");

        assertThat(cause(failed)).isEqualTo("bulk-kick-off-refused");
        assertThat(failed.getJsonObject("cause").getString("text"))
                .isEqualTo("The EHR did not begin the export (status 400 (not-supported)).");
    }

    @Test
    void aFileThatIsNotWhatTheManifestSaysIsFetchedAgainAndThenRefused() {
        inject(
                RequestKind.EXPORT_FILE,
                Fault.status(200).withBody("application/fhir+ndjson", "{}\n").always());
        String id = begin();
        for (int tries = 0; tries < 3; tries++) {
            gateway.clock().move(Duration.ofMinutes(1));
            int seen = tries + 1;
            until(id, export -> requests(RequestKind.EXPORT_FILE).size() >= seen);
            until(id, export -> cause(export).equals("bulk-file-damaged"));
        }
        JsonObject failed = until(id, "failed");
        assertThat(failed.getJsonObject("progress").getInteger("filesDone")).isZero();

        gateway.ehr().control().heal();
        api.post("/api/v1/exports/" + id + "/resume", new JsonObject()).need(202);
        until(id, "complete");
    }

    @Test
    void aManifestThatLeadsToAPrivateNetworkEndsTheExport() {
        inject(
                RequestKind.EXPORT_STATUS,
                new Fault(
                        Fault.Mode.ANSWER,
                        1,
                        null,
                        Duration.ZERO,
                        200,
                        "application/json",
                        "{\"output\":[{\"type\":\"../../../etc/x\",\"url\":\"https://10.1.2.3/a\"}]}",
                        Map.of(),
                        0));

        assertThat(cause(until(begin(), "failed"))).isEqualTo("bulk-address-refused");
    }

    @Test
    void namesOnDiskAndInTheApiAreNeverTheEhrs() {
        gateway.scripted().on("/f", 200, "{\"a\":1}\n{\"a\":2}\n", "content-type", "text/plain");
        inject(
                RequestKind.EXPORT_STATUS,
                Fault.status(200)
                        .withBody(
                                "application/json",
                                "{\"output\":[{\"type\":\"../../../etc/x\",\"url\":\""
                                        + gateway.scripted().url("/f") + "\"}]}"));

        JsonObject complete = until(begin(), "complete");

        assertThat(complete.getJsonArray("files").getJsonObject(0).getString("name"))
                .isEqualTo("Unknown-1.ndjson");
        assertThat(client.get(complete.getJsonArray("files").getJsonObject(0).getString("url"))
                        .body())
                .isEqualTo("{\"a\":1}\n{\"a\":2}\n");
        assertThat(gateway.scripted().received().get(0).headers().contains("authorization"))
                .isFalse();
    }

    @Test
    void aConnectionThatEndsEndsItsExport() {
        bulk.takes(Duration.ofHours(1));
        String id = begin();
        until(id, "preparing");
        practice.partner().api().delete("/api/v1/connections/" + practice.id()).need(204);
        gateway.clock().move(Duration.ofMinutes(5));

        assertThat(cause(until(id, "failed"))).isEqualTo("connection-revoked");
    }
}
