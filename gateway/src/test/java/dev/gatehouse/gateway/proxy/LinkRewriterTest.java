package dev.gatehouse.gateway.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkRewriterTest {
    private static final String BASE = "https://ehr.example/fhir/r4";
    private static final String GATEWAY = "https://gate.example/fhir/con_0123456789abcdefghjkmnpqrs";
    private static final LinkPrefix PREFIX = new LinkPrefix(URI.create(BASE), URI.create(GATEWAY));

    @ParameterizedTest
    @Smart(93)
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\0',
            value = {
                "https://ehr.example/fhir/r4 ~ G",
                "https://ehr.example/fhir/r4/ ~ G/",
                "https://ehr.example/fhir/r4/Patient?name=a,b&page=%7C2 ~ G/Patient?name=a,b&page=%7C2",
                "https://ehr.example/fhir/r4?_getpages=1 ~ G?_getpages=1",
                "https:\\/\\/ehr.example\\/fhir\\/r4\\/Patient\\/1 ~ G/Patient\\/1",
                "https\\u003a//ehr.example/fhir/r\\u0034\\u002fPatient\\u00e9\\\"x ~ G/Patient\\u00e9\\\"x",
                "https://ehr.example/fhir/r4\\u003Fx ~ G?x"
            })
    @Guards("PRX-4")
    void ownLinksTurnToTheGatewayHoweverTheyAreSplit(String link, String expected) {
        String before = "\ufeff{ \"total\" : 1.00, \"link\" :\n [ {\"relation\":\"next\", \"url\"\t:\t\"";
        String after = "\"} ], \"x\":\"\u00fc\\\\\" }\r\n";

        String input = before + link + after;
        String wanted = before + expected.replace("G", GATEWAY) + after;

        for (int size = 1; size <= input.length() + 2; size++) {
            assertThat(rewritten(input, size)).as("chunks of %d", size).isEqualTo(wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"link\":[{\"url\":\"https://ehr.example/fhir/r42/Patient\"}]}",
                "{\"link\":[{\"url\":\"https://ehr.example/fhir/r\"}]}",
                "{\"link\":[{\"url\":\"https://EHR.example/fhir/r4/Patient\"}]}",
                "{\"link\":[{\"url\":\"https://ehr.example.evil/fhir/r4/Patient\"}]}",
                "{\"link\":[{\"url\":\"https://ehr.example/fhir/r4#x\"}]}",
                "{\"link\":[{\"url\":\" https://ehr.example/fhir/r4\"}]}",
                "{\"link\":[{\"url\":\"https:\\n//ehr.example/fhir/r4\"}]}",
                "{\"link\":[{\"url\":\"https:\\\"//ehr.example/fhir/r4/\", \"a\":1}]}",
                "{\"link\":[{\"url\":\"\"}]}",
                "{\"link\":[{\"url\":7}]}",
                "{\"link\":[{\"url\":[\"https://ehr.example/fhir/r4/x\"]}]}",
                "{\"link\":[{\"URL\":\"https://ehr.example/fhir/r4/x\"}]}",
                "{\"link\":[{\"u\\u0072l\":\"https://ehr.example/fhir/r4/x\"}]}",
                "{\"link\":[{\"aurl\":\"https://ehr.example/fhir/r4/x\"}]}",
                "{\"link\":[{\"relation\":\"url\",\"x\":\"https://ehr.example/fhir/r4/x\"}]}",
                "{\"link\":[{\"extension\":[{\"url\":\"https://ehr.example/fhir/r4/x\"}]}]}",
                "{\"link\":[{\"other\":{\"url\":\"https://ehr.example/fhir/r4/x\"}}]}",
                "{\"link\":[[{\"url\":\"https://ehr.example/fhir/r4/x\"}]]}",
                "{\"link\":[\"url\",\"https://ehr.example/fhir/r4/x\"]}",
                "{\"link\":{\"url\":\"https://ehr.example/fhir/r4/x\"}}",
                "{\"links\":[{\"url\":\"https://ehr.example/fhir/r4/x\"}]}",
                "{\"fullUrl\":\"https://ehr.example/fhir/r4/x\",\"url\":\"https://ehr.example/fhir/r4/x\"}",
                "{\"a\":\"see \\\"link\",\"b\":[{\"url\":\"https://ehr.example/fhir/r4/x\"}]}",
                "{\"a \\\"link\":[{\"url\":\"https://ehr.example/fhir/r4/x\"}]}",
                "{\"a\":\"link\",\"b\":[{\"url\":\"https://ehr.example/fhir/r4/x\"}]}",
                "{\"link\":[],\"b\":[{\"url\":\"https://ehr.example/fhir/r4/x\"}]}",
                "{\"link\":[{\"url\":\"https://ehr.example/fhir/r4",
                "{\"link\":[{\"url\":\"https:\\",
                "no json at all \"link\":]}}}[[{\"",
                ""
            })
    @Guards("PRX-4")
    void everythingElseStaysAsItIs(String input) {
        for (int size = 1; size <= input.length() + 2; size++) {
            assertThat(rewritten(input, size)).as("chunks of %d", size).isEqualTo(input);
        }
    }

    @Test
    void linksOfEntriesAndWithinLinksAreFound() {
        String input =
                "{\"entry\":[{\"link\":[{\"url\":\"B/1\"}],\"resource\":{\"text\":\"\\\\\",\"link\":[{\"url\":\"B/2\","
                        + "\"x\":[{\"link\":[{\"url\":\"B/3\"},{\"url\":\"C\"}],\"url\":\"B/n\"}],\"url\":\"B\"}]}}],\"link\":\"link\"}";
        String wanted = input.replace("B/n", "N").replace("B", GATEWAY);

        for (int size = 1; size <= input.length() + 2; size++) {
            assertThat(rewritten(input.replace("B", BASE), size)).isEqualTo(wanted.replace("N", BASE + "/n"));
        }
    }

    @Test
    void anAnswerWithoutLinksIsHandedOnUncopied() {
        Buffer chunk = Buffer.buffer("{\"resourceType\":\"Patient\",\"link\":[]}");

        assertThat(new LinkRewriter(PREFIX).rewrite(chunk)).isSameAs(chunk);
    }

    @Test
    void nestingWithoutEndIsPassedOnUnedited() {
        String input = "{\"link\":[" + "[".repeat(100_000) + "{\"link\":[{\"url\":\"" + BASE + "/x\"}]}";

        assertThat(rewritten(input, 1000)).isEqualTo(input);
    }

    @Test
    void aSlicedBufferIsReadFromItsOwnStart() {
        String input = "{\"link\":[{\"url\":\"" + BASE + "/x\"}]}";
        Buffer whole = Buffer.buffer("\"link\":[{\"url\":\"" + input + "rubbish");

        Buffer chunk = whole.slice(16, 16 + input.length());

        assertThat(new LinkRewriter(PREFIX).rewrite(chunk).toString()).isEqualTo(input.replace(BASE, GATEWAY));
    }

    @Test
    void aTrailingSlashOfTheBaseIsNoPartOfThePrefix() {
        LinkPrefix prefix = new LinkPrefix(URI.create(BASE + "/"), URI.create(GATEWAY));

        Buffer out = new LinkRewriter(prefix).rewrite(Buffer.buffer("{\"link\":[{\"url\":\"" + BASE + "/x\"}]}"));

        assertThat(out.toString()).contains(GATEWAY + "/x");
    }

    @Test
    @Smart(93)
    void addressesInHeadersFollowTheSameRule() {
        assertThat(PREFIX.rewritten(BASE)).isEqualTo(GATEWAY);
        assertThat(PREFIX.rewritten(BASE + "/Patient/1")).isEqualTo(GATEWAY + "/Patient/1");
        assertThat(PREFIX.rewritten("/fhir/r4/Patient/1")).isEqualTo(GATEWAY + "/Patient/1");
        assertThat(PREFIX.rewritten(BASE + "2/Patient")).isNull();
        assertThat(PREFIX.rewritten("/fhir/r42/x")).isNull();
        assertThat(PREFIX.rewritten("//evil.example/fhir/r4/x")).isNull();
        assertThat(PREFIX.rewritten("Patient/1")).isNull();
        assertThat(PREFIX.rewritten("https://ehr.example@evil.example/fhir/r4/x"))
                .isNull();
    }

    private static String rewritten(String input, int chunk) {
        byte[] bytes = input.getBytes(UTF_8);
        LinkRewriter rewriter = new LinkRewriter(PREFIX);
        Buffer out = Buffer.buffer();
        for (int at = 0; at < bytes.length; at += chunk) {
            Buffer part = Buffer.buffer(java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + chunk)));
            out.appendBuffer(rewriter.rewrite(part));
        }
        return out.appendBuffer(rewriter.finish()).toString(UTF_8);
    }
}
