package dev.gatehouse.gateway.bulk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.gatehouse.common.failure.Failure;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest strictly, and can replace the addresses in it while all other bytes stay as they came. A manifest that
 * two readers could understand in two ways (a member named twice, bytes after its end) is refused, as is one that is out of
 * all proportion. Used once.
 */
final class ManifestReader {
    /** Of a manifest; one entry has some 300. */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final int MOST_FILES = 20_000;
    private static final int DEEPEST = 32;
    private static final int LONGEST_TEXT = 64 * 1024;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNameLength(1_000)
                    .maxNumberLength(100)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /** Where something stands that may be replaced, quotes included. */
    private record Spot(int from, int to) {}

    private final byte[] text;
    private final List<Manifest.File> files = new ArrayList<>();
    private final List<Spot> fileSpots = new ArrayList<>();
    private final List<Manifest.Link> links = new ArrayList<>();
    private final List<Spot> linkSpots = new ArrayList<>();
    private @Nullable Boolean requiresToken;
    private @Nullable Spot requiresTokenSpot;
    private final int opening;
    private final Manifest manifest;

    /** Fails with 502 {@code bulk-manifest-refused}. */
    ManifestReader(Buffer body) {
        text = body.getBytes();
        opening = opening();
        try (JsonParser parser = JSON.createParser(text)) {
            readTop(parser);
        } catch (IOException unreadable) {
            throw refused("it is not a JSON object that can be read in one way only");
        }
        manifest = new Manifest(requiresToken, files, links);
    }

    Manifest manifest() {
        return manifest;
    }

    /**
     * The manifest for a client of ours: each address replaced, and {@code requiresAccessToken} true, since our own addresses
     * want an API key whatever the EHR's want.
     *
     * @param file gives what stands for a file; plain ASCII fit for JSON
     * @param link the same for a link
     */
    Buffer rewritten(Function<Manifest.File, String> file, Function<Manifest.Link, String> link) {
        List<Replacement> replacements = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            replacements.add(new Replacement(fileSpots.get(i), quoted(file.apply(files.get(i)))));
        }
        for (int i = 0; i < links.size(); i++) {
            replacements.add(new Replacement(linkSpots.get(i), quoted(link.apply(links.get(i)))));
        }
        if (requiresTokenSpot != null) {
            replacements.add(new Replacement(requiresTokenSpot, "true"));
        } else if (!files.isEmpty()) {
            replacements.add(new Replacement(new Spot(opening + 1, opening + 1), "\"requiresAccessToken\":true,"));
        }
        replacements.sort(
                (one, other) -> Integer.compare(one.at().from(), other.at().from()));
        Buffer made = Buffer.buffer(text.length + 256 * replacements.size());
        int copied = 0;
        for (Replacement each : replacements) {
            made.appendBytes(text, copied, each.at().from() - copied)
                    .appendBytes(each.by().getBytes(US_ASCII));
            copied = each.at().to();
        }
        return made.appendBytes(text, copied, text.length - copied);
    }

    private record Replacement(Spot at, String by) {}

    private static String quoted(String address) {
        return '"' + address + '"';
    }

    /** UTF-8 without a mark at its beginning; in other encodings our counting of bytes would go wrong. */
    private int opening() {
        int at = 0;
        while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
        if (at == text.length || text[at] != '{' || (at + 1 < text.length && text[at + 1] == 0)) {
            throw refused("it is not a JSON object in UTF-8");
        }
        return at;
    }

    private void readTop(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw refused("it is not a JSON object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (member) {
                case "requiresAccessToken" -> readToken(parser, value);
                case "output" -> readFiles(parser, value, Manifest.Kind.OUTPUT);
                case "error" -> readFiles(parser, value, Manifest.Kind.ERROR);
                case "deleted" -> readFiles(parser, value, Manifest.Kind.DELETED);
                case "link" -> readLinks(parser, value);
                default -> parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw refused("something follows its end");
        }
    }

    private void readToken(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_TRUE && value != JsonToken.VALUE_FALSE) {
            throw refused("requiresAccessToken is neither true nor false");
        }
        requiresToken = parser.getBooleanValue();
        requiresTokenSpot = spot(parser);
    }

    private void readFiles(JsonParser parser, JsonToken value, Manifest.Kind kind) throws IOException {
        for (Entry each : entries(parser, value, kind.member())) {
            files.add(new Manifest.File(kind, each.type, each.url, each.count));
            fileSpots.add(each.at);
        }
    }

    private void readLinks(JsonParser parser, JsonToken value) throws IOException {
        for (Entry each : entries(parser, value, "link")) {
            links.add(new Manifest.Link(each.relation, each.url));
            linkSpots.add(each.at);
        }
    }

    private record Entry(
            String type,
            String relation,
            String url,
            Spot at,
            @Nullable Long count) {}

    private List<Entry> entries(JsonParser parser, JsonToken value, String member) throws IOException {
        List<Entry> found = new ArrayList<>();
        if (value == JsonToken.VALUE_NULL) {
            return found;
        }
        if (value != JsonToken.START_ARRAY) {
            throw refused(member + " is not a list");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw refused("an entry of " + member + " is not an object");
            }
            found.add(entry(parser, member));
            if (found.size() + files.size() + links.size() > MOST_FILES) {
                throw refused("it names more than " + MOST_FILES + " files");
            }
        }
        return found;
    }

    private static Entry entry(JsonParser parser, String list) throws IOException {
        String type = "";
        String relation = "";
        String url = "";
        Spot at = null;
        Long count = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            if (member.equals("url") && value == JsonToken.VALUE_STRING) {
                url = parser.getText();
                at = spot(parser);
            } else if (member.equals("type") && value == JsonToken.VALUE_STRING) {
                type = parser.getText();
            } else if (member.equals("relation") && value == JsonToken.VALUE_STRING) {
                relation = parser.getText();
            } else if (member.equals("count") && value == JsonToken.VALUE_NUMBER_INT) {
                count = parser.getLongValue();
            } else {
                parser.skipChildren();
            }
        }
        if (at == null || url.isEmpty()) {
            throw refused("an entry of " + list + " has no url");
        }
        return new Entry(type, relation, url, at, count);
    }

    private static Spot spot(JsonParser parser) throws IOException {
        parser.finishToken();
        return new Spot((int) parser.currentTokenLocation().getByteOffset(), (int)
                parser.currentLocation().getByteOffset());
    }

    private static Failure refused(String reason) {
        return new Failure.Upstream(
                "bulk-manifest-refused", "The EHR's list of export files can't be used: " + reason + ".");
    }
}
