package dev.gatehouse.gateway.nango;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A body or query of Nango's clients, read name by name. What nobody asked for is a mistake too, as it is there. Readers
 * answer a usable value even after a mistake; {@link #refuseMistakes} then refuses with 400 and all of them.
 */
public final class StrictInput {
    private static final Set<String> YES = Set.of("true", "1", "yes", "y", "on");
    private static final Set<String> NO = Set.of("false", "0", "no", "n", "off");

    private final JsonObject json;
    private final String code;
    private final List<String> path;
    private final List<NangoRefusal.Slip> slips;
    private final List<StrictInput> all;
    private final Set<String> asked = new HashSet<>();

    private StrictInput(
            JsonObject json, String code, List<String> path, List<NangoRefusal.Slip> slips, List<StrictInput> all) {
        this.json = json;
        this.code = code;
        this.path = path;
        this.slips = slips;
        this.all = all;
        all.add(this);
    }

    /** A body, 400 {@code invalid_body} if it is no JSON object; one that is not there is empty. */
    public static StrictInput body(@Nullable Buffer body) {
        try {
            JsonObject json = body == null || body.length() == 0 ? new JsonObject() : new JsonObject(body);
            return new StrictInput(json, "invalid_body", List.of(), new ArrayList<>(), new ArrayList<>());
        } catch (DecodeException | ClassCastException e) {
            throw NangoRefusal.invalidBody("The body is no JSON object.");
        }
    }

    /** A query. A name that is there twice becomes a list. */
    public static StrictInput query(MultiMap parameters) {
        JsonObject json = new JsonObject();
        for (String name : parameters.names()) {
            List<String> values = parameters.getAll(name);
            json.put(name, values.size() == 1 ? values.get(0) : new JsonArray(values));
        }
        return new StrictInput(json, "invalid_query_params", List.of(), new ArrayList<>(), new ArrayList<>());
    }

    /** Names that are there, with null too. */
    public Set<String> names() {
        return json.fieldNames();
    }

    /** True if it is there and not null. */
    public boolean has(String name) {
        return json.getValue(name) != null;
    }

    /** True if it is there, perhaps with null. */
    public boolean names(String name) {
        asked.add(name);
        return json.containsKey(name);
    }

    /** A text that must be there; empty after a mistake. */
    public String text(String name, int least, int most) {
        if (!has(name)) {
            asked.add(name);
            slip("invalid_type", "is missing", name);
            return "";
        }
        return optionalText(name, least, most).orElse("");
    }

    /** A text as it was sent, nothing trimmed. Control characters are mistakes. */
    public Optional<String> optionalText(String name, int least, int most) {
        asked.add(name);
        Object value = json.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            slip("invalid_type", "should be a text", name);
            return Optional.empty();
        }
        if (text.length() < least) {
            slip("too_small", "should have at least " + least + " characters", name);
        } else if (text.length() > most) {
            slip("too_big", "should have at most " + most + " characters", name);
        } else if (!isPlain(text)) {
            slip("invalid_string", "holds characters that can't be stored", name);
        } else {
            return Optional.of(text);
        }
        return Optional.empty();
    }

    /** A text that fits; the mistake says what was expected. */
    public Optional<String> optionalText(String name, int most, Predicate<String> fits, String expected) {
        Optional<String> text = optionalText(name, 1, most);
        if (text.isPresent() && !fits.test(text.get())) {
            slip("invalid_string", expected, name);
            return Optional.empty();
        }
        return text;
    }

    private static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(each -> Character.isISOControl(each)
                        || (each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE));
    }

    /** One or more texts: a text alone, or a list. Empty if it is not there. */
    public List<String> texts(String name, int most) {
        asked.add(name);
        Object value = json.getValue(name);
        if (value == null) {
            return List.of();
        }
        JsonArray list = value instanceof JsonArray array ? array : new JsonArray().add(value);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (list.getValue(i) instanceof String text && !text.isEmpty() && text.length() <= most && isPlain(text)) {
                texts.add(text);
            } else {
                slip("invalid_type", "should be a text of 1 to " + most + " characters", name, Integer.toString(i));
            }
        }
        return texts;
    }

    /** True or false; in a query {@code true 1 yes on} or {@code false 0 no off}. */
    public boolean flag(String name, boolean otherwise) {
        asked.add(name);
        Object value = json.getValue(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        String word = value.toString().toLowerCase(Locale.ROOT);
        if (code.equals("invalid_query_params") && (YES.contains(word) || NO.contains(word))) {
            return YES.contains(word);
        }
        slip("invalid_type", "should be true or false", name);
        return otherwise;
    }

    /** A whole number; in a query as text. */
    public int number(String name, int otherwise, int least, int most) {
        asked.add(name);
        Object value = json.getValue(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.toString());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        slip("invalid_type", "should be a number from " + least + " to " + most, name);
        return otherwise;
    }

    /** A time in ISO 8601 with its offset. */
    public Optional<Instant> time(String name) {
        return optionalText(name, 1, 64).flatMap(text -> {
            try {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeParseException e) {
                slip("invalid_date", "should be a time such as 2026-11-23T09:30:00Z", name);
                return Optional.empty();
            }
        });
    }

    /** An absolute http or https address; empty for the empty text. */
    public Optional<URI> address(String name) {
        return optionalText(name, 0, 2000).filter(text -> !text.isEmpty()).flatMap(text -> {
            try {
                URI uri = new URI(text);
                if (uri.getHost() != null
                        && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
                        && uri.getRawUserInfo() == null) {
                    return Optional.of(uri);
                }
            } catch (URISyntaxException e) {
                // refused below
            }
            slip("invalid_string", "should be an absolute address such as https://example.org/hook", name);
            return Optional.empty();
        });
    }

    /** An object read like this one. */
    public Optional<StrictInput> object(String name) {
        return free(name).map(object -> new StrictInput(object, code, below(name), slips, all));
    }

    /** An object that may hold whatever it likes. */
    public Optional<JsonObject> free(String name) {
        asked.add(name);
        Object value = json.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonObject object) {
            return Optional.of(object);
        }
        slip("invalid_type", "should be an object", name);
        return Optional.empty();
    }

    private List<String> below(String... names) {
        List<String> longer = new ArrayList<>(path);
        longer.addAll(List.of(names));
        return longer;
    }

    /** Names a mistake that only the reader can see. */
    public void slip(String kind, String message, String... names) {
        slips.add(new NangoRefusal.Slip(kind, message, below(names)));
    }

    /** Call it on the outermost one, after everything was read. */
    public void refuseMistakes() {
        for (StrictInput each : all) {
            each.json.fieldNames().stream()
                    .filter(name -> !each.asked.contains(name))
                    .forEach(name -> each.slip("unrecognized_keys", "is not known here", name));
        }
        if (!slips.isEmpty()) {
            throw NangoRefusal.invalid(code, slips);
        }
    }
}
