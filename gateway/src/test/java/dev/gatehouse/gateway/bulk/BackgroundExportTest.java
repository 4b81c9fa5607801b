package dev.gatehouse.gateway.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.BulkSwitches;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The gateway runs exports itself: a real gateway, a simulated EHR, and a clock that both go by. */
class BackgroundExportTest extends ExportScene {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    BackgroundExportTest() {
        super(gateway);
    }

    @Test
    void itsCallsAreRecordedWithoutValuesLikeAnyOther() {
        String id = begin();
        JsonObject done = until(id, "complete");

        List<JsonObject> calls =
                practice.partner().api().get("/api/v1/calls?kind=bulk&callerId=" + id).need(200).items().stream()
                        .map(JsonObject.class::cast)
                        .toList();
        assertThat(calls)
                .extracting(each -> each.getString("route"))
                .contains("Patient/$export?_type", "$bulk-status/{id}")
                .filteredOn("$bulk-file/{id}"::equals)
                .hasSameSizeAs(done.getJsonArray("files"));
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.getString("connectionId")).isEqualTo(practice.id());
            assertThat(call.getString("requestId")).startsWith("req_");
            assertThat(call.getInteger("status")).isBetween(200, 202);
        });
        long received = done.getJsonArray("files").stream()
                .mapToLong(each -> ((JsonObject) each).getLong("bytes"))
                .sum();
        assertThat(calls.stream()
                        .filter(each -> each.getString("route").startsWith("$bulk-file"))
                        .mapToLong(each -> each.getLong("bytesOut"))
                        .sum())
                .isEqualTo(received);
    }

    @Test
    @Smart(91)
    void anExportRunsToItsEndAndItsFilesAreWhatTheEhrGave() throws Exception {
        bulk.takes(Duration.ofMinutes(10));
        bulk.linesPerFile(40);
        bulk.errorFile(true);
        String id = begin();
        JsonObject preparing = until(
                id,
                export -> Integer.valueOf(0)
                        .equals(export.getJsonObject("progress").getInteger("percent")));
        assertThat(preparing.getString("state")).isEqualTo("preparing");
        assertThat(preparing.getJsonObject("progress").getString("text")).isEqualTo("0% complete");

        gateway.clock().move(Duration.ofMinutes(10));
        JsonObject complete = until(id, "complete");

        assertThat(complete.getJsonArray("files").stream()
                        .map(each -> ((JsonObject) each).getString("name"))
                        .toList())
                .containsExactly(
                        "Patient-1.ndjson",
                        "Observation-1.ndjson",
                        "Observation-2.ndjson",
                        "Observation-3.ndjson",
                        "error-1.ndjson");
        JsonObject file = file(complete, "Observation-2.ndjson");
        assertThat(file.getInteger("count")).isEqualTo(40);
        HttpResponse<String> read = client.get(file.getString("url"));
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body().lines()).hasSize(40).allMatch(line -> line.contains("\"Observation\""));
        assertThat(read.body().length()).isEqualTo(file.getInteger("bytes"));
        assertThat(sha256(read.body())).isEqualTo(file.getString("sha256"));
        RecordedRequest kickOff = requests(RequestKind.EXPORT).get(0);
        assertThat(kickOff.target()).endsWith("/Patient/$export?_type=Patient,Observation");
        assertThat(kickOff.headers()).containsEntry("accept", "application/fhir+json");
        gateway.clock().move(Duration.ofSeconds(1));
        RecordedRequest last = awaitDelete();
        assertThat(last.method()).as("the EHR is told that we are done").isEqualTo("DELETE");
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    private RecordedRequest awaitDelete() {
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < giveUp) {
            List<RecordedRequest> there = requests(RequestKind.EXPORT_STATUS);
            RecordedRequest last = there.get(there.size() - 1);
            if (last.method().equals("DELETE")) {
                return last;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new AssertionError("the EHR was never told");
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    @Smart(91)
    void tokensOfFiveSecondsCarryAnExportOfTwoHours() {
        gateway.ehr().control().behaviour().accessTokenLifetime(Duration.ofSeconds(5));
        practice = gateway.aConnectedPractice();
        client = BulkClient.of(gateway, practice);
        api = new Api(gateway.url(), client.key());
        bulk.takes(Duration.ofHours(2));
        bulk.retryAfterSeconds(600);
        bulk.linesPerFile(5);
        String id = begin();

        for (int polls = 1; polls <= 12; polls++) {
            int seen = polls;
            until(id, export -> requests(RequestKind.EXPORT_STATUS).size() >= seen);
            until(id, export -> "preparing".equals(export.getString("state")));
            gateway.clock().move(Duration.ofMinutes(10).plusSeconds(1));
        }
        JsonObject complete = until(id, "complete");

        assertThat(complete.getJsonObject("progress").getInteger("filesDone")).isEqualTo(25);
        assertThat(requests(RequestKind.EXPORT_STATUS).stream()
                        .filter(each -> each.method().equals("GET"))
                        .count())
                .as("no poll before its time")
                .isLessThanOrEqualTo(14);
    }

    @Test
    @Smart(91)
    void aFileOnAForeignHostGetsNoToken() {
        bulk.filePlace(BulkSwitches.FilePlace.ELSEWHERE);

        until(begin(), "complete");

        assertThat(requests(RequestKind.EXPORT_FILE))
                .hasSize(2)
                .extracting(RecordedRequest::authorization)
                .containsOnly("none");
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Test
    void whatLiesOnTheDiskCantBeReadThereAndIsRefusedWhenItWasChanged() throws IOException {
        JsonObject complete = until(begin(), "complete");
        String id = complete.getString("id");
        Path sealed = disk(id).resolve("0.sealed");
        byte[] bytes = Files.readAllBytes(sealed);

        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("Patient", "resourceType");
        assertThat(Files.getPosixFilePermissions(sealed)).hasSize(2);
        assertThat(Files.getPosixFilePermissions(disk(id))).hasSize(3);

        bytes[200] ^= 1;
        Files.write(sealed, bytes);
        Api.Answer damaged = api.get("/api/v1/exports/" + id + "/files/Patient-1.ndjson");
        assertThat(damaged.status()).isEqualTo(409);
        assertThat(damaged.code()).isEqualTo("integrity-failure");
        Files.copy(disk(id).resolve("1.sealed"), sealed, StandardCopyOption.REPLACE_EXISTING);
        assertThat(api.get("/api/v1/exports/" + id + "/files/Patient-1.ndjson").code())
                .as("another file of the same export")
                .isEqualTo("integrity-failure");
        Files.delete(sealed);
        assertThat(api.get("/api/v1/exports/" + id + "/files/Patient-1.ndjson").code())
                .isEqualTo("export-on-another-node");
    }

    @Test
    void aPartOfAFileCanBeRead() {
        JsonObject complete = until(begin(), "complete");
        String url = file(complete, "Patient-1.ndjson").getString("url");
        byte[] whole = client.get(url).body().getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> part = client.get(url, "Range", "bytes=100-199");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(new String(whole, 100, 100, StandardCharsets.UTF_8));
        assertThat(BulkClient.header(part, "content-range")).isEqualTo("bytes 100-199/" + whole.length);
        assertThat(BulkClient.header(client.get(url, "Range", "bytes=-50"), "content-range"))
                .isEqualTo("bytes " + (whole.length - 50) + "-" + (whole.length - 1) + "/" + whole.length);
        assertThat(client.get(url, "Range", "bytes=" + (whole.length - 7) + "-").body())
                .hasSize(7);
        assertThat(client.get(url, "Range", "bytes=" + whole.length + "-").statusCode())
                .isEqualTo(416);
        assertThat(client.get(url, "Range", "bytes=0-1,3-4").statusCode()).isEqualTo(200);
        assertThat(client.get(url, "Range", "bytes=0-9", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anotherTenantSeesNothingOfIt() {
        String id = until(begin(), "complete").getString("id");
        Api other = new Api(
                gateway.url(),
                BulkClient.of(gateway, gateway.aConnectedPractice()).key());

        assertThat(other.get("/api/v1/exports/" + id).code()).isEqualTo("export-unknown");
        assertThat(other.get("/api/v1/exports/" + id + "/files/Patient-1.ndjson")
                        .code())
                .isEqualTo("export-unknown");
        assertThat(other.delete("/api/v1/exports/" + id).code()).isEqualTo("export-unknown");
        assertThat(other.post("/api/v1/exports/" + id + "/resume", new JsonObject())
                        .code())
                .isEqualTo("export-unknown");
        assertThat(other.get("/api/v1/exports").items()).isEmpty();
        assertThat(other.post("/api/v1/exports", wish()).code()).isEqualTo("connection-unknown");
        assertThat(api.get("/api/v1/exports?connectionId=" + practice.id()).items())
                .hasSize(1);
        assertThat(api.get("/api/v1/exports?state=failed").items()).isEmpty();
    }

    @Test
    void aCanceledExportIsEndedAtTheEhrTooAndLeavesNoFile() {
        bulk.takes(Duration.ofHours(1));
        String id = begin();
        until(id, "preparing");

        api.delete("/api/v1/exports/" + id).need(204);

        assertThat(read(id).getString("state")).isEqualTo("canceled");
        assertThat(awaitDelete().authorization()).isEqualTo("bearer");
        bulk.takes(Duration.ZERO);
        String done = until(begin(), "complete").getString("id");
        assertThat(disk(done)).exists();
        api.delete("/api/v1/exports/" + done).need(204);
        assertThat(disk(done)).doesNotExist();
        assertThat(read(done).getJsonArray("files")).isEmpty();
        assertThat(read(done).getString("filesRemovedAt")).isNotNull();
        assertThat(api.post("/api/v1/exports/" + done + "/resume", new JsonObject())
                        .code())
                .isEqualTo("export-not-resumable");
    }

    @Test
    void aRestartGoesOnWhereItWasInEveryState() {
        bulk.linesPerFile(5);
        bulk.takes(Duration.ofMinutes(30));
        inject(RequestKind.EXPORT, Fault.status(503).always());
        String id = begin();
        until(id, export -> cause(export).equals("bulk-throttled"));

        gateway.restart();
        gateway.ehr().control().heal();
        gateway.clock().move(Duration.ofMinutes(5));
        until(id, "preparing");

        gateway.restart();
        // The eighth file is cut, and cut again, until the gateway has been restarted once more.
        gateway.clock().move(Duration.ofHours(1));
        inject(RequestKind.EXPORT_FILE, Fault.late(Duration.ZERO).times(7));
        inject(RequestKind.EXPORT_FILE, Fault.cutAfter(100).always());
        JsonObject held = until(id, export -> cause(export).equals("ehr-answer-cut"));
        assertThat(held.getString("state")).isEqualTo("downloading");
        assertThat(held.getJsonObject("progress").getInteger("filesDone")).isEqualTo(7);

        gateway.restart();
        gateway.ehr().control().heal();
        gateway.clock().move(Duration.ofHours(1));
        JsonObject complete = until(id, "complete");

        assertThat(complete.getJsonObject("progress").getInteger("filesDone")).isEqualTo(25);
        assertThat(requests(RequestKind.EXPORT)).as("begun once that went well").hasSizeLessThanOrEqualTo(4);
        assertThat(parts(id)).isEmpty();
        for (Object each : complete.getJsonArray("files")) {
            assertThat(client.get(((JsonObject) each).getString("url")).body().lines())
                    .hasSize(5);
        }
    }

    private List<Path> parts(String id) {
        try (Stream<Path> files = Files.list(disk(id))) {
            return files.filter(each -> each.toString().endsWith(".part")).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void onlySoManyRunAtOnceAndTheOthersWait() {
        bulk.takes(Duration.ofHours(1));
        String first = begin();
        until(first, "preparing");
        until(begin(), "preparing");
        String third = begin();
        assertThat(read(third).getString("state")).isEqualTo("queued");

        api.delete("/api/v1/exports/" + first).need(204);

        until(third, "preparing");
    }

    @Test
    void aWishThatMakesNoSenseIsRefusedWithEveryMistake() {
        JsonObject wish = new JsonObject()
                .put("connectionId", practice.id())
                .put("level", "group")
                .put("groupId", "..")
                .put("types", new JsonArray().add("patient").add("Patient"))
                .put("typeFilters", new JsonArray().add("status=final"))
                .put("since", "yesterday");

        Api.Answer refused = api.post("/api/v1/exports", wish).need(400);

        assertThat(refused.json().getJsonArray("errors").stream().map(each -> ((JsonObject) each).getString("path")))
                .containsExactlyInAnyOrder("groupId", "types[0]", "typeFilters[0]", "since");
    }
}
