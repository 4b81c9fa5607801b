package dev.gatehouse.gateway.bulk;

import static dev.gatehouse.gateway.bulk.BulkClient.code;
import static dev.gatehouse.gateway.bulk.BulkClient.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.BulkSwitches;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client runs the flow of Bulk Data Access with its own code, through the gateway. */
class PassedExportTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static final Duration LONG = Duration.ofHours(2);

    private ConnectedPractice practice;
    private BulkClient client;
    private BulkSwitches bulk;

    @BeforeEach
    void connected() {
        practice = gateway.aConnectedPractice();
        client = BulkClient.of(gateway, practice);
        bulk = gateway.ehr().control().behaviour().bulk();
        bulk.takes(Duration.ZERO);
    }

    private JsonObject manifest(String path) {
        HttpResponse<String> answer = client.get(client.begin(path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static List<String> urls(JsonObject manifest, String list) {
        return manifest.getJsonArray(list).stream()
                .map(each -> ((JsonObject) each).getString("url"))
                .toList();
    }

    private static List<RecordedRequest> requests(RequestKind kind) {
        return gateway.ehr().control().requests(kind);
    }

    private void answerStatus(String manifest) {
        gateway.ehr()
                .control()
                .inject(
                        RequestKind.EXPORT_STATUS,
                        new Fault(
                                Fault.Mode.ANSWER,
                                1,
                                null,
                                Duration.ZERO,
                                200,
                                "application/json",
                                manifest,
                                Map.of(),
                                0));
    }

    @Test
    void theWholeFlowGoesThroughTheGateway() {
        bulk.takes(Duration.ofSeconds(100));
        bulk.linesPerFile(10);
        bulk.errorFile(true);
        String status = client.begin("/Patient/$export?_type=Patient,Observation");
        assertThat(status).startsWith(client.fhir("/$bulk-status/"));

        HttpResponse<String> waiting = client.get(status);
        assertThat(waiting.statusCode()).isEqualTo(202);
        assertThat(header(waiting, "retry-after")).isEqualTo("1");
        assertThat(header(waiting, "x-progress")).isEqualTo("0% complete");

        gateway.clock().move(Duration.ofSeconds(100));
        HttpResponse<String> ready = client.get(status);
        JsonObject manifest = new JsonObject(ready.body());
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(header(ready, "expires")).isNotEmpty();
        assertThat(manifest.getBoolean("requiresAccessToken")).isTrue();
        assertThat(manifest.getString("request")).isEqualTo(practice.practice().providerBase() + "/Patient/$export");
        List<String> files = urls(manifest, "output");
        assertThat(files).hasSize(13).allMatch(url -> url.startsWith(client.fhir("/$bulk-file/")));
        long lines = files.stream()
                .map(client::get)
                .peek(file -> assertThat(header(file, "content-type")).isEqualTo("application/fhir+ndjson"))
                .mapToLong(file -> file.body().lines().count())
                .sum();
        assertThat(lines).isEqualTo(125);
        assertThat(client.get(urls(manifest, "error").get(0)).body()).contains("OperationOutcome");

        assertThat(client.send("DELETE", status, "").statusCode()).isEqualTo(202);
        assertThat(client.get(status).statusCode()).isEqualTo(404);
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Test
    void aKeyThatMayOnlyReadBeginsAnExportOfAGroupByPostToo() {
        JsonObject parameters = new JsonObject()
                .put("resourceType", "Parameters")
                .put(
                        "parameter",
                        new JsonArray()
                                .add(new JsonObject().put("name", "_type").put("valueString", "Patient")));

        HttpResponse<String> begun = client.send(
                "POST",
                client.fhir("/Group/" + practice.practice().group() + "/$export"),
                parameters.encode(),
                "Prefer",
                "respond-async",
                "Content-Type",
                "application/fhir+json");

        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        JsonObject manifest =
                new JsonObject(client.get(header(begun, "content-location")).body());
        assertThat(manifest.getJsonArray("output").getJsonObject(0).getInteger("count"))
                .isEqualTo(9);
    }

    @Test
    void aClientThatSendsItsKeyToFilesWithoutTokenBetraysNothing() {
        bulk.fileToken(BulkSwitches.FileToken.NOT_NEEDED);
        bulk.filePlace(BulkSwitches.FilePlace.ELSEWHERE);

        JsonObject manifest = manifest("/Patient/$export?_type=Patient");
        HttpResponse<String> file = client.get(urls(manifest, "output").get(0));

        assertThat(manifest.getBoolean("requiresAccessToken"))
                .as("of our own addresses")
                .isTrue();
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body().lines()).hasSize(25);
        assertThat(requests(RequestKind.EXPORT_FILE))
                .extracting(RecordedRequest::authorization, RecordedRequest::origin)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("none", "authorization"));
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Test
    void aFileOnAForeignHostGetsNoTokenWhateverTheManifestSays() {
        bulk.filePlace(BulkSwitches.FilePlace.ELSEWHERE);

        String url = urls(manifest("/Patient/$export?_type=Patient"), "output").get(0);

        assertThat(client.get(url).statusCode()).isEqualTo(200);
        assertThat(requests(RequestKind.EXPORT_FILE))
                .extracting(RecordedRequest::authorization)
                .containsExactly("none");
    }

    @Test
    void aFileBesideTheBaseGetsTheTokenAndARedirectToAForeignHostLosesIt() {
        bulk.filePlace(BulkSwitches.FilePlace.BESIDE);
        String beside =
                urls(manifest("/Patient/$export?_type=Patient"), "output").get(0);
        assertThat(client.get(beside).statusCode()).isEqualTo(200);

        bulk.filePlace(BulkSwitches.FilePlace.REDIRECTED);
        String redirected =
                urls(manifest("/Patient/$export?_type=Patient"), "output").get(0);
        assertThat(client.get(redirected).statusCode()).isEqualTo(200);

        assertThat(requests(RequestKind.EXPORT_FILE))
                .extracting(RecordedRequest::authorization)
                .containsExactly("bearer", "bearer", "none");
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Test
    void tokensOfFiveSecondsCarryAnExportOfTwoHours() {
        gateway.ehr().control().behaviour().accessTokenLifetime(Duration.ofSeconds(5));
        practice = gateway.aConnectedPractice();
        client = BulkClient.of(gateway, practice);
        bulk.takes(LONG);
        String status = client.begin("/Patient/$export");

        for (int poll = 0; poll < 12; poll++) {
            assertThat(client.get(status).statusCode()).isEqualTo(202);
            gateway.clock().move(Duration.ofMinutes(10));
        }
        HttpResponse<String> ready = client.get(status);

        assertThat(ready.statusCode()).isEqualTo(200);
        for (String url : urls(new JsonObject(ready.body()), "output")) {
            assertThat(client.get(url).statusCode()).isEqualTo(200);
            gateway.clock().move(Duration.ofMinutes(1));
        }
    }

    @Test
    void aTokenThatTheEhrNoLongerWantsIsRenewedForStatusAndFile() {
        String status = client.begin("/Patient/$export?_type=Patient");
        gateway.ehr().control().tokens().expireAccessTokens(practice.practice().guid());
        HttpResponse<String> ready = client.get(status);
        assertThat(ready.statusCode()).isEqualTo(200);

        gateway.ehr().control().tokens().expireAccessTokens(practice.practice().guid());
        String url = urls(new JsonObject(ready.body()), "output").get(0);

        assertThat(client.get(url).statusCode()).isEqualTo(200);
    }

    @Test
    void anAddressIsGoodForItsOwnConnectionAndForWhatItWasMadeFor() {
        String status = client.begin("/Patient/$export?_type=Patient");
        String file = urls(new JsonObject(client.get(status).body()), "output").get(0);
        BulkClient other = BulkClient.of(gateway, gateway.aConnectedPractice());
        ConnectedPractice sibling = practice.partner().connects(gateway.aPractice());

        assertThat(other.get(file).statusCode()).isEqualTo(404);
        String moved = file.replace(practice.id(), other.practice().id());
        assertThat(code(other.get(moved))).isEqualTo("bulk-address-unknown");
        assertThat(code(client.get(file.replace(practice.id(), sibling.id())))).isEqualTo("bulk-address-unknown");
        assertThat(code(client.get(file.replace("$bulk-file", "$bulk-status")))).isEqualTo("bulk-address-unknown");
        assertThat(code(client.get(file.substring(0, file.length() - 4)))).isEqualTo("bulk-address-unknown");
        assertThat(code(client.get(client.fhir("/$bulk-file/x/y")))).isEqualTo("bulk-address-unknown");
        assertThat(code(client.send("DELETE", file, ""))).isEqualTo("bulk-method-refused");
        assertThat(code(client.send("POST", status, "{}"))).isEqualTo("bulk-method-refused");
        gateway.clock().move(Duration.ofHours(25));
        assertThat(code(client.get(file))).isEqualTo("bulk-address-expired");
        assertThat(client.get(status).statusCode()).isEqualTo(200);
    }

    @Test
    void nothingButAddressesAndTheWordAboutTokensChangesInAManifest() {
        String status = client.begin("/Patient/$export");
        answerStatus("\r\n{ \"note\":\"h\u00e9 \\u0041 \\\"url\\\": 1.00\" ,\"requiresAccessToken\" : false,"
                + "\"output\" : [ {\"url\" : \"\\u0068ttp://"
                + gateway.scripted().authority() + "\\/b\",\"type\":\"Patient\",\"x\":1.50} ],"
                + "\"extension\":{\"output\":[{\"url\":\"https://left.example/\"}]},\"error\":[]} ");

        String body = client.get(status).body();

        assertThat(body)
                .isEqualTo("\r\n{ \"note\":\"h\u00e9 \\u0041 \\\"url\\\": 1.00\" ,\"requiresAccessToken\" : true,"
                        + "\"output\" : [ {\"url\" : \""
                        + urls(new JsonObject(body), "output").get(0)
                        + "\",\"type\":\"Patient\",\"x\":1.50} ],"
                        + "\"extension\":{\"output\":[{\"url\":\"https://left.example/\"}]},\"error\":[]} ");
        gateway.scripted().on("/b", 200, "{}\n", "content-type", "application/fhir+ndjson");
        assertThat(client.get(urls(new JsonObject(body), "output").get(0)).body())
                .isEqualTo("{}\n");
        assertThat(gateway.scripted().received().get(0).headers().contains("authorization"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{\"output\":[{\"url\":\"https://a.example/1\",\"url\":\"https://b.example/2\"}]}",
                "{\"output\":[],\"output\":[]}",
                "{\"output\":{}}",
                "{\"output\":[{\"type\":\"Patient\"}]}",
                "{\"output\":[{\"url\":[\"https://a.example/1\"]}]}",
                "{\"output\":[\"https://a.example/1\"]}",
                "{\"requiresAccessToken\":\"no\",\"output\":[]}",
                "{\"output\":[]} {}",
                "{\"output\":[",
                "{\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
                "<html>"
            })
    void aManifestThatCanBeReadInTwoWaysIsRefused(String manifest) {
        String status = client.begin("/Patient/$export");
        answerStatus(manifest);

        HttpResponse<String> answer = client.get(status);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(code(answer)).isEqualTo("bulk-manifest-refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "http://127.0.0.1:1/x",
                "http://localhost/x",
                "https://localhost/x",
                "https://10.0.0.1/x",
                "https://[::1]/x",
                "https://169.254.169.254/latest/meta-data",
                "https://user@files.example.com/x",
                "https://files.example.com/x#part",
                "https://files.example.com/a/../b",
                "https://files.example.com/%2e%2e/b",
                "gopher://files.example.com/x",
                "jar:https://files.example.com/x!/y",
                "https://files example.com/",
                "https:\\\\files.example.com\\x"
            })
    void aManifestThatLeadsWhereNothingOfAnExportLiesIsRefused(String url) {
        String status = client.begin("/Patient/$export");
        answerStatus(new JsonObject()
                .put("requiresAccessToken", false)
                .put("output", new JsonArray().add(new JsonObject().put("url", url)))
                .encode());

        HttpResponse<String> answer = client.get(status);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        assertThat(code(answer)).isEqualTo("bulk-address-refused");
    }

    @Test
    void aManifestOutOfAllProportionIsRefused() {
        String status = client.begin("/Patient/$export");
        JsonArray output = new JsonArray();
        for (int i = 0; i <= 20_000; i++) {
            output.add(new JsonObject().put("url", "https://a.example/" + i));
        }
        answerStatus(new JsonObject().put("output", output).encode());
        assertThat(code(client.get(status))).isEqualTo("bulk-manifest-refused");

        answerStatus("{\"note\":[" + "\"0123456789012345678901234567890123456789\",".repeat(110_000) + "1]}");
        assertThat(code(client.get(status))).isEqualTo("ehr-answer-too-large");
    }

    @Test
    void noTokenGoesToAStatusOnAForeignHost() {
        gateway.scripted().on("/status", 200, "{}");
        gateway.ehr()
                .control()
                .inject(
                        RequestKind.EXPORT,
                        Fault.status(202)
                                .withHeader(
                                        "content-location", gateway.scripted().url("/status")));

        String status = client.begin("/Patient/$export");

        assertThat(status).startsWith(client.fhir("/$bulk-status/"));
        assertThat(code(client.get(status))).isEqualTo("bulk-address-refused");
        assertThat(gateway.scripted().received()).isEmpty();
    }

    @Test
    void whatTheEhrSaysOfAFailedExportArrives() {
        bulk.failure("exception");
        HttpResponse<String> failed = client.get(client.begin("/Patient/$export"));

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(header(failed, "content-type")).startsWith("application/fhir+json");
        assertThat(failed.body()).contains("The export has failed");

        gateway.ehr().control().inject(RequestKind.EXPORT_STATUS, Fault.tooMany("7"));
        HttpResponse<String> throttled = client.get(client.begin("/Patient/$export"));
        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(header(throttled, "retry-after")).isEqualTo("7");
    }
}
