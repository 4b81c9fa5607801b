package dev.gatehouse.gateway.proxy;

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
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random documents in random chunks. Each document is written twice, as the EHR sends it and as it must leave, so that every
 * byte is compared; and a JSON tree of the first, edited by rule, must equal the tree of what came out.
 */
class LinkRewriterPropertyTest {
    private static final String BASE = "https://ehr.example/fhir/r4";
    private static final String GATEWAY = "https://gate.example/g/fhir/con_0123456789abcdefghjkmnpqrs";
    private static final LinkPrefix PREFIX = new LinkPrefix(URI.create(BASE), URI.create(GATEWAY));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DOCUMENTS = 3_000;

    private static final String[] NAMES = {
        "link", "url", "entry", "resource", "a", "links", "ur", "\\\"link", "\\\\", "k"
    };
    private static final String[] TEXTS = {
        "",
        "link",
        "url",
        "\\\"link",
        "\\\\\\\"link\\\\",
        "\u00fc\u2028\ud83d\ude00",
        "k\"".substring(0, 1),
        "\\u006cink",
        ":[{",
        "https://other.example/fhir/r4/x",
        BASE + "x",
        BASE.substring(0, 20),
        "\\\\"
    };

    @Test
    void onlyOwnLinksChangeAndTheyAllDo() throws JsonProcessingException {
        long seed = new SecureRandom().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            Document document = new Document(random);
            document.value(0, Place.ELSEWHERE);
            String input = document.sent.toString();

            String output = passed(input, random);

            String hint = "seed " + seed + ", document " + i;
            String wanted = document.wanted.toString();
            assertThat(firstDifference(output, wanted)).as(hint).isEmpty();
            assertThat(JSON.readTree(output)).as(hint).isEqualTo(edited(JSON.readTree(input), false));
        }
    }

    /** Where the texts part, with a little of both; documents are too long to be printed. */
    private static String firstDifference(String output, String wanted) {
        int at = 0;
        while (at < output.length() && at < wanted.length() && output.charAt(at) == wanted.charAt(at)) {
            at++;
        }
        if (at == output.length() && at == wanted.length()) {
            return "";
        }
        int from = Math.max(0, at - 120);
        return output.substring(from, Math.min(output.length(), at + 60))
                + "\n--- wanted\n"
                + wanted.substring(from, Math.min(wanted.length(), at + 60));
    }

    private static String passed(String input, Random random) {
        byte[] bytes = input.getBytes(UTF_8);
        LinkRewriter rewriter = new LinkRewriter(PREFIX);
        Buffer out = Buffer.buffer();
        int longest = 1 + random.nextInt(random.nextBoolean() ? 8 : 200);
        for (int at = 0; at < bytes.length; ) {
            int next = Math.min(bytes.length, at + random.nextInt(longest + 1));
            out.appendBuffer(rewriter.rewrite(Buffer.buffer(Arrays.copyOfRange(bytes, at, next))));
            at = next;
        }
        return out.appendBuffer(rewriter.finish()).toString(UTF_8);
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

    private enum Place {
        ELSEWHERE,
        LINKS,
        URL
    }

    /** Writes a random document in both forms. */
    private static final class Document {
        private final Random random;
        private final StringBuilder sent = new StringBuilder();
        private final StringBuilder wanted = new StringBuilder();

        Document(Random random) {
            this.random = random;
        }

        void value(int depth, Place place) {
            space();
            int kind = random.nextInt(depth > 4 ? 4 : 10);
            switch (kind) {
                case 0 -> both(random.nextBoolean() ? "1.00" : "-3e+7");
                case 1 -> both(random.nextBoolean() ? "null" : "true");
                case 2, 3 -> text(place);
                case 4, 5 -> array(depth, place == Place.LINKS);
                default -> object(depth, false);
            }
            space();
        }

        private void array(int depth, boolean links) {
            both("[");
            for (int i = random.nextInt(4); i > 0; i--) {
                if (links && random.nextInt(4) > 0) {
                    space();
                    object(depth + 1, true);
                } else if (links) {
                    array(depth + 1, false);
                } else {
                    value(depth + 1, Place.ELSEWHERE);
                }
                both(i > 1 ? "," : "");
            }
            both("]");
        }

        private void object(int depth, boolean link) {
            both("{");
            int[] order = random.ints(0, NAMES.length)
                    .distinct()
                    .limit(1 + random.nextInt(5))
                    .toArray();
            for (int i = 0; i < order.length; i++) {
                String name = NAMES[order[i]];
                space();
                both("\"" + name + "\"");
                space();
                both(":");
                Place url = link && name.equals("url") ? Place.URL : Place.ELSEWHERE;
                value(depth + 1, name.equals("link") ? Place.LINKS : url);
                both(i < order.length - 1 ? "," : "");
            }
            both("}");
        }

        private void text(Place place) {
            both("\"");
            String end = new String[] {"", "/Patient/1?x=\\\"\u00fc\\\\", "?page=2\\/", "2/x", "#f"}[random.nextInt(5)];
            if (random.nextInt(3) == 0) {
                both(TEXTS[random.nextInt(TEXTS.length)]);
            } else {
                boolean own = place == Place.URL && (end.isEmpty() || end.startsWith("/") || end.startsWith("?"));
                sent.append(escaped(BASE));
                wanted.append(own ? GATEWAY : sent.substring(sent.length() - lastEscaped));
                both(end);
            }
            both("\"");
        }

        private int lastEscaped;

        private String escaped(String text) {
            StringBuilder escaped = new StringBuilder();
            int rate = random.nextBoolean() ? 0 : 1 + random.nextInt(10);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (rate > 0 && random.nextInt(rate) == 0) {
                    escaped.append(
                            c == '/' && random.nextBoolean()
                                    ? "\\/"
                                    : String.format("\\u%04" + (random.nextBoolean() ? "x" : "X"), (int) c));
                } else {
                    escaped.append(c);
                }
            }
            lastEscaped = escaped.length();
            return escaped.toString();
        }

        private void space() {
            both(new String[] {"", "", "", " ", "\n\t", "\r\n    "}[random.nextInt(6)]);
        }

        private void both(String text) {
            sent.append(text);
            wanted.append(text);
        }
    }
}
