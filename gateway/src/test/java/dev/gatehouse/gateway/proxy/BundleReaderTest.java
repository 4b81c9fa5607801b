package dev.gatehouse.gateway.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Guards;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleReaderTest {
    private static final JsonFactory JSON = BundleReader.strictJson();

    private final List<String> requests = new ArrayList<>();

    private void read(String json, int pieces) {
        BundleReader reader = new BundleReader(
                JSON,
                ProxyFixture.ID,
                (method, target) -> requests.add(method + " " + String.join("/", target.segments())
                        + (target.query() == null ? "" : "?" + target.query())));
        byte[] bytes = json.getBytes(UTF_8);
        for (int at = 0; at < bytes.length; at += pieces) {
            reader.take(Arrays.copyOfRange(bytes, at, Math.min(at + pieces, bytes.length)));
        }
        reader.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 10_000})
    void everyRequestIsNamedWhereverItStands(int pieces) {
        read(
                "{\"entry\":[{\"request\":{\"url\":\"Patient?name=M%C3%BCller\",\"method\":\"G\\u0045T\"},\"resource\":"
                        + "{\"request\":{\"method\":\"x\"},\"entry\":[{\"url\":1}]}},{\"resource\":{\"resourceType\":\"Bundle\","
                        + "\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"DELETE\",\"url\":\"Patient/2\"}}]},"
                        + "\"request\":{\"method\":\"PUT\",\"url\":\"Bundle/ä\",\"ifMatch\":\"W/1\"}}]"
                                .replace("ä", "a")
                        + ",\"meta\":{\"type\":[\"x\"]},\"type\":\"transaction\",\"resourceType\":\"Bundle\"}",
                pieces);

        assertThat(requests).containsExactly("GET Patient?name=M%C3%BCller", "PUT Bundle/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ehr.example/fhir/Patient/1",
                "//ehr.example/Patient",
                "/Patient/1",
                "https:Patient/1",
                "urn:uuid:1",
                "../other/Patient/1",
                "Patient/../../x",
                "Patient/%2e%2e/x",
                "Patient\\\\1",
                "Patient/1#x",
                "Patient/ 1",
                "Patient/1%00",
                "Patient?access_token=x",
                "Patient/\\u0000"
            })
    void aRequestStaysBelowTheBase(String url) {
        refused(entry("{\"request\":{\"method\":\"GET\",\"url\":\"" + url + "\"}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"request\":{\"method\":\"GET\"}}",
                "{\"request\":{\"url\":\"Patient\"}}",
                "{\"request\":[{\"method\":\"GET\",\"url\":\"Patient\"}]}",
                "{\"request\":\"GET Patient\"}",
                "{\"request\":{\"method\":[\"GET\"],\"url\":\"Patient\"}}",
                "{\"request\":{\"method\":\"GET\",\"url\":{}}}",
                "{\"request\":{\"method\":\"GET\",\"url\":null}}",
                "{\"request\":{\"method\":\"get\",\"url\":\"Patient\"}}",
                "{\"request\":{\"method\":\"TRACE\",\"url\":\"Patient\"}}",
                "{\"request\":{\"method\":\"POST\",\"url\":\"\"}}",
                "{\"request\":{\"method\":\"POST\",\"url\":\"?x=y\"}}",
                "{\"request\":{\"method\":\"GET\",\"method\":\"DELETE\",\"url\":\"Patient/1\"}}",
                "{\"request\":{\"method\":\"GET\",\"m\\u0065thod\":\"DELETE\",\"url\":\"Patient/1\"}}",
                "{\"request\":{\"method\":\"GET\",\"Method\":\"DELETE\",\"url\":\"Patient/1\"}}",
                "{\"request\":{\"method\":\"GET\",\"url\":\"Patient/1\"},\"Request\":{\"method\":\"DELETE\"}}",
                "{\"request\":{\"method\":\"GET\",\"url\":\"Patient/1\"},\"request\":{\"method\":\"DELETE\"}}",
                "{\"resource\":{\"id\":\"1\",\"id\":\"2\"},\"request\":{\"method\":\"GET\",\"url\":\"Patient/1\"}}",
                "[{\"request\":{\"method\":\"GET\",\"url\":\"Patient/1\"}}]",
                "null",
                "\"x\""
            })
    void anEntryIsWhatFhirSaysOrNothing(String entry) {
        refused(entry(entry));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "null",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\"} {}",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\"},",
                "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}",
                "{\"resourceType\":\"Bundle\"}",
                "{\"type\":\"batch\"}",
                "{\"resourceType\":\"Patient\",\"type\":\"batch\"}",
                "{\"resourceType\":\"Bundle\",\"type\":[\"batch\"]}",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":{}}",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":1}",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"Entry\":[]}",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[],\"entry\":[]}",
                "{'resourceType':'Bundle','type':'batch'}",
                "{\"resourceType\":\"Bundle\",/**/\"type\":\"batch\"}"
            })
    void aBundleIsOneObjectOfItsType(String json) {
        refused(json);
    }

    @Test
    void whatIsBrokenIsNotRepeated() {
        assertThatThrownBy(() -> read(entry("{\"request\":{\"method\":\"GET\",\"url\":\"Smith//1\"}}"), 100))
                .hasMessageContaining("entry 1")
                .hasMessageNotContaining("Smith");
        assertThatThrownBy(() -> read("{\"Smith\": smith}", 100)).hasMessageNotContaining("mith");
    }

    @Guards("LIM-2")
    @Test
    void thereAreLimitsToDepthAndNumber() {
        refused("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"x\":" + "[".repeat(200) + "]".repeat(200) + "}");
        String one = "{\"request\":{\"method\":\"GET\",\"url\":\"Patient\"}}";
        read(entry(one + ("," + one).repeat(BundleReader.MOST_ENTRIES - 1)), 100_000);
        refused(entry(one + ("," + one).repeat(BundleReader.MOST_ENTRIES)));
    }

    private void refused(String json) {
        assertThatThrownBy(() -> read(json, 5))
                .isInstanceOfSatisfying(
                        Failure.Invalid.class,
                        failure -> assertThat(failure.code()).isEqualTo("bundle-refused"));
    }

    private static String entry(String entry) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[" + entry + "]}";
    }
}
