package dev.gatehouse.gateway.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.gateway.connection.ConnectionId;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a batch or transaction while its bytes come in, and names each request within (FHIR R4, 3.1.0.11). Keeps
 * nothing of the resources and writes nothing: the bytes themselves go up. What two readers of JSON could understand in two
 * ways is refused: a name twice in one object, or one that differs from FHIR's only in its case.
 *
 * <p>One of these serves one request, from one thread. Failures are 400 {@code bundle-refused}.
 */
final class BundleReader {
    /** Told of each entry, in order; what it throws ends the reading. */
    @FunctionalInterface
    interface Inner {
        void request(HttpMethod method, FhirTarget target);
    }

    static final int MOST_ENTRIES = 10_000;

    private static final int DEEPEST = 100;
    private static final Map<String, HttpMethod> METHODS = Map.of(
            "GET", HttpMethod.GET,
            "HEAD", HttpMethod.HEAD,
            "POST", HttpMethod.POST,
            "PUT", HttpMethod.PUT,
            "PATCH", HttpMethod.PATCH,
            "DELETE", HttpMethod.DELETE);

    private static final Set<String> OF_BUNDLE = Set.of("resourceType", "type", "entry");
    private static final Set<String> OF_ENTRY = Set.of("request");
    private static final Set<String> OF_REQUEST = Set.of("method", "url");

    /** Depths: of the bundle's members, of an entry's, of its request's. */
    private static final int BUNDLE = 1;

    private static final int ENTRIES = 2;
    private static final int ENTRY = 3;
    private static final int REQUEST = 4;

    private final ConnectionId connection;
    private final Inner inner;
    private final JsonParser parser;
    private final ByteArrayFeeder feeder;

    private int depth;
    private boolean complete;
    private String ofBundle = "";
    private String ofEntry = "";
    private String ofRequest = "";
    private @Nullable String resourceType;
    private @Nullable String type;
    private int entries;
    private @Nullable String method;
    private @Nullable String url;

    BundleReader(JsonFactory json, ConnectionId connection, Inner inner) {
        this.connection = connection;
        this.inner = inner;
        try {
            this.parser = json.createNonBlockingByteArrayParser();
        } catch (IOException impossible) {
            throw new IllegalStateException("a parser without a source can always be made", impossible);
        }
        this.feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    /** Makes the parsers of all readers; strict, and with limits of its own. */
    static JsonFactory strictJson() {
        return JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxNameLength(1_000)
                        .build())
                .build();
    }

    void take(byte[] bytes) {
        try {
            feeder.feedInput(bytes, 0, bytes.length);
            for (JsonToken token = parser.nextToken(); token != JsonToken.NOT_AVAILABLE; token = parser.nextToken()) {
                take(token);
            }
        } catch (StreamConstraintsException excess) {
            throw refused("it is nested too deeply, or has a name or number that is too long");
        } catch (IOException broken) {
            throw unreadable();
        }
    }

    /** All bytes are in. */
    void end() {
        feeder.endOfInput();
        try {
            if (parser.nextToken() != null || !complete) {
                throw unreadable();
            }
        } catch (IOException broken) {
            throw unreadable();
        }
        if (!"Bundle".equals(resourceType) || !("batch".equals(type) || "transaction".equals(type))) {
            throw refused("only a Bundle of the type batch or transaction can be sent to the base");
        }
    }

    private void take(JsonToken token) throws IOException {
        if (complete || (depth == 0 && token != JsonToken.START_OBJECT)) {
            throw unreadable();
        }
        switch (token) {
            case FIELD_NAME -> name(parser.currentName());
            case START_OBJECT, START_ARRAY -> open(token == JsonToken.START_OBJECT);
            case END_OBJECT, END_ARRAY -> close();
            default -> value(token);
        }
    }

    private void name(String name) {
        if (depth == BUNDLE) {
            ofBundle = known(name, OF_BUNDLE);
        } else if (depth == ENTRY && inEntries()) {
            ofEntry = known(name, OF_ENTRY);
        } else if (depth == REQUEST && inRequest()) {
            ofRequest = known(name, OF_REQUEST);
        }
    }

    private void open(boolean object) {
        if (depth == BUNDLE && (inEntries() ? object : !ofBundle.isEmpty())) {
            throw refused("its \"" + ofBundle + "\" is not what FHIR says");
        }
        if (depth == ENTRIES && inEntries()) {
            if (!object) {
                throw refused("an entry is no object");
            }
            beginEntry();
        }
        if (depth == ENTRY && inRequest() && !object) {
            throw inEntry("has a request that is no object");
        }
        if (depth == REQUEST && inRequest() && !ofRequest.isEmpty()) {
            throw inEntry("has a " + ofRequest + " that is no text");
        }
        depth++;
    }

    private void close() {
        depth--;
        if (depth == ENTRIES && inEntries()) {
            endEntry();
        }
        complete = depth == 0;
    }

    private void value(JsonToken token) throws IOException {
        boolean text = token == JsonToken.VALUE_STRING;
        if (depth == BUNDLE) {
            switch (ofBundle) {
                case "resourceType" -> resourceType = text ? parser.getText() : "";
                case "type" -> type = text ? parser.getText() : "";
                case "entry" -> throw refused("its \"entry\" is not what FHIR says");
                default -> {}
            }
        } else if (depth == ENTRIES && inEntries()) {
            throw refused("an entry is no object");
        } else if (depth == ENTRY && inRequest()) {
            throw inEntry("has a request that is no object");
        } else if (depth == REQUEST && inRequest() && !ofRequest.isEmpty()) {
            if (!text) {
                throw inEntry("has a " + ofRequest + " that is no text");
            }
            if (ofRequest.equals("method")) {
                method = parser.getText();
            } else {
                url = parser.getText();
            }
        }
    }

    private void beginEntry() {
        if (++entries > MOST_ENTRIES) {
            throw refused("it has more than " + MOST_ENTRIES + " entries");
        }
        method = null;
        url = null;
        ofEntry = "";
        ofRequest = "";
    }

    private void endEntry() {
        if (method == null || url == null) {
            throw inEntry("has no request with a method and a url");
        }
        HttpMethod known = METHODS.get(method);
        if (known == null) {
            throw inEntry("has a method that FHIR does not know");
        }
        FhirTarget target = target(url);
        if (Effect.of(known, target) == Effect.BUNDLE) {
            throw inEntry("is a bundle again");
        }
        try {
            inner.request(known, target);
        } catch (Failure.Forbidden refusal) {
            throw new Failure.Forbidden(refusal.code(), "Entry " + entries + " of the bundle: " + refusal.detail());
        }
    }

    /** Relative to the base, as FHIR wants it; what servers resolve in different ways is refused. */
    private FhirTarget target(String relative) {
        int slash = relative.indexOf('/');
        int query = relative.indexOf('?');
        int end = slash < 0 ? query : query < 0 ? slash : Math.min(slash, query);
        String first = end < 0 ? relative : relative.substring(0, end);
        if (slash == 0 || first.indexOf(':') >= 0) {
            throw inEntry("has a url that is not relative to the base");
        }
        try {
            return FhirTarget.below(connection, relative);
        } catch (Failure.Invalid refused) {
            throw inEntry("has a url that is not accepted. " + refused.detail());
        }
    }

    private boolean inEntries() {
        return ofBundle.equals("entry");
    }

    private boolean inRequest() {
        return inEntries() && ofEntry.equals("request");
    }

    /** The name if it matters here, else empty. */
    private static String known(String name, Set<String> names) {
        if (names.contains(name)) {
            return name;
        }
        String folded = name.toLowerCase(Locale.ROOT);
        if (names.stream().anyMatch(each -> each.toLowerCase(Locale.ROOT).equals(folded))) {
            throw refused("it has a name that differs from FHIR's in its case");
        }
        return "";
    }

    private Failure.Invalid inEntry(String what) {
        return refused("entry " + entries + " " + what);
    }

    private static Failure.Invalid unreadable() {
        return refused("it is not one JSON object in UTF-8, or has a name twice in one object");
    }

    static Failure.Invalid refused(String why) {
        return new Failure.Invalid("bundle-refused", "The bundle was not sent: " + ended(why));
    }

    private static String ended(String why) {
        return List.of(".", "!").contains(why.substring(why.length() - 1)) ? why : why + ".";
    }
}
