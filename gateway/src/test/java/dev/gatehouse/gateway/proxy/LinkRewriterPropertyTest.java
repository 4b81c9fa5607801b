package dev.gatehouse.gateway.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * Any document in any chunks. Documents are made twice, as the EHR sends them and as they must leave, so that every byte is
 * compared; and a JSON tree of the first, edited by rule, must equal the tree of what came out. What is no JSON is compared
 * with itself.
 */
class LinkRewriterPropertyTest {
    private static final String BASE = LinkDocuments.BASE;
    private static final String GATEWAY = LinkDocuments.GATEWAY;
    private static final LinkPrefix PREFIX = new LinkPrefix(URI.create(BASE), URI.create(GATEWAY));
    /** Each character of a base may come as six bytes, and the undecided one behind it too. */
    private static final int MOST_HELD = 6 * (BASE.length() + 1);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Pieces of JSON that need not fit together. */
    private static final String[] PIECES = {
        "\"link\"",
        "\"link\":[{\"url\":\"",
        "\"link\" : [ { \"url\" : \"",
        "{\"url\":\"",
        "\"url\":",
        "\"",
        "\\",
        "\\\"",
        "\\\\",
        "\\u",
        "\\u00",
        "\\u0068",
        "\\/",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        " ",
        "\n",
        "1.00",
        "-0.0e+10",
        "null",
        BASE,
        BASE + "\"",
        BASE + "/P",
        BASE + "?a",
        BASE.substring(0, 9),
        BASE.substring(9),
        "https://other.example/fhir/r4\"",
        "\0",
        "\u00ff\u00fe",
        "\u00c3",
        "\u00ef\u00bb\u00bf",
        "[".repeat(130),
        "{\"a\":".repeat(130),
        "]".repeat(40),
        "link",
        "url",
        "\"li",
        "nk\"",
        "u0072l"
    };

    @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void onlyOwnLinksChangeAndTheyAllDo(@ForAll("documents") SentAndWanted document, @ForAll("cuts") List<Integer> cuts)
            throws JsonProcessingException {
        String output = new String(passed(document.sent().getBytes(UTF_8), cuts), UTF_8);

        Statistics.collect(document.wanted().equals(document.sent()));
        Statistics.coverage(seen -> seen.check(false).percentage(share -> share > 5));
        assertThat(output).isEqualTo(document.wanted());
        assertThat(JSON.readTree(output)).isEqualTo(edited(JSON.readTree(document.sent()), false));
    }

    @Property(tries = 5_000)
    void whereTheBytesAreCutMakesNoDifference(@ForAll("bytes") byte[] bytes, @ForAll("cuts") List<Integer> cuts) {
        assertThat(passed(bytes, cuts)).isEqualTo(passed(bytes, List.of(bytes.length + 1)));
    }

    @Property(tries = 5_000)
    void whateverComesOnlyBasesAreReplaced(@ForAll("bytes") byte[] bytes, @ForAll("cuts") List<Integer> cuts) {
        String output = new String(passed(bytes, cuts), ISO_8859_1);

        assertThat(plain(output.replace(GATEWAY, BASE))).isEqualTo(plain(new String(bytes, ISO_8859_1)));
    }

    @Property(tries = 1_500)
    void anyBytesPass(@ForAll byte[] bytes, @ForAll("cuts") List<Integer> cuts) {
        assertThat(passed(bytes, cuts)).isEqualTo(bytes);
    }

    @Property(tries = 1_500)
    void noMoreThanOneUndecidedBaseIsKept(@ForAll("bytes") byte[] bytes, @ForAll("cuts") List<Integer> cuts) {
        LinkRewriter rewriter = new LinkRewriter(PREFIX);
        byte[] whole = passed(bytes, List.of(bytes.length + 1));
        long gone = 0;
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int to = Math.min(bytes.length, at + cuts.get(i % cuts.size()));
            gone += rewriter.rewrite(Buffer.buffer(Arrays.copyOfRange(bytes, at, to)))
                    .length();
            at = to;
            long unsent = whole.length - gone;
            assertThat(unsent).isLessThanOrEqualTo(bytes.length - at + MOST_HELD + growth(whole, gone));
        }
        assertThat(rewriter.finish().length()).isLessThanOrEqualTo(MOST_HELD);
    }

    /** How much longer replaced bases have made what is still to come. */
    private static long growth(byte[] whole, long from) {
        String rest = new String(whole, (int) from, (int) (whole.length - from), ISO_8859_1);
        return (rest.length() - (long) rest.replace(GATEWAY, "").length())
                / GATEWAY.length()
                * (GATEWAY.length() - BASE.length());
    }

    /** A base may have been written with escapes: all spellings of its characters are made one. */
    private static String plain(String text) {
        return text.replace("\\/", "/").replace("\\u0068", "h");
    }

    private static byte[] passed(byte[] bytes, List<Integer> cuts) {
        LinkRewriter rewriter = new LinkRewriter(PREFIX);
        Buffer out = Buffer.buffer();
        for (int at = 0, i = 0; at < bytes.length; i++) {
            int to = Math.min(bytes.length, at + cuts.get(i % cuts.size()));
            out.appendBuffer(rewriter.rewrite(Buffer.buffer(Arrays.copyOfRange(bytes, at, to))));
            at = to;
        }
        return out.appendBuffer(rewriter.finish()).getBytes();
    }

    private static JsonNode edited(JsonNode node, boolean isLink) {
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JSON.createArrayNode();
            array.forEach(each -> copy.add(edited(each, false)));
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode copy = JSON.createObjectNode();
        object.properties()
                .forEach(member -> copy.set(member.getKey(), editedMember(member.getKey(), member.getValue(), isLink)));
        return copy;
    }

    private static JsonNode editedMember(String name, JsonNode value, boolean isLink) {
        if (isLink && name.equals("url") && value.isTextual()) {
            String text = value.textValue();
            boolean own = text.equals(BASE) || text.startsWith(BASE + "/") || text.startsWith(BASE + "?");
            return own ? new TextNode(GATEWAY + text.substring(BASE.length())) : value;
        }
        if (name.equals("link") && value instanceof ArrayNode links) {
            ArrayNode copy = JSON.createArrayNode();
            links.forEach(each -> copy.add(edited(each, each.isObject())));
            return copy;
        }
        return edited(value, false);
    }

    @Provide
    Arbitrary<SentAndWanted> documents() {
        return LinkDocuments.documents();
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        return Arbitraries.of(PIECES)
                .list()
                .ofMaxSize(30)
                .map(all -> String.join("", all).getBytes(ISO_8859_1));
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.oneOf(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 200))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }
}
