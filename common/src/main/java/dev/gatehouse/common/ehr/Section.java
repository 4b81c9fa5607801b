package dev.gatehouse.common.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gatehouse.common.failure.Mistake;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One object of a profile's YAML, read by its keys. A wrong value is noted, not thrown, and answered with something usable,
 * so that one reading names all mistakes. A key that nobody asked for is a mistake too. {@code null} is the same as no key:
 * unknown.
 */
final class Section {
    private static final int LONGEST_TEXT = 2_000;

    private final String file;
    private final String path;
    private final JsonNode node;
    private final List<Mistake> mistakes;
    private final Set<String> unasked = new TreeSet<>();

    /** @param mistakes where they are noted */
    Section(String file, String path, @Nullable JsonNode node, List<Mistake> mistakes) {
        this.file = file;
        this.path = path;
        this.mistakes = mistakes;
        this.node = node != null && node.isObject() ? node : MissingNode.getInstance();
        if (node != null && !isUnknown(node) && !node.isObject()) {
            note(path, "should be a YAML object");
        }
        this.node.fieldNames().forEachRemaining(unasked::add);
    }

    /** Reads the object under this key, an empty one if there is none, and refuses what the reader did not ask for. */
    <T> T in(String name, Function<Section, T> reader) {
        return new Section(file, at(name), value(name), mistakes).whole(reader);
    }

    /** The same for each value of an object whose keys are free, in their order. */
    <T> Map<String, T> entries(String name, BiFunction<String, Section, T> reader) {
        Map<String, T> entries = new LinkedHashMap<>();
        for (String key : keys(name)) {
            Section entry = new Section(file, at(name) + "." + key, value(name).get(key), mistakes);
            entries.put(key, entry.whole(each -> reader.apply(key, each)));
        }
        return entries;
    }

    /** Reads this object, then refuses what the reader did not ask for. */
    <T> T whole(Function<Section, T> reader) {
        T read = reader.apply(this);
        unasked.forEach(each -> mistake(each, "is not known"));
        return read;
    }

    /** Keys of this object. */
    List<String> ownKeys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Keys of the object under this key. */
    List<String> keys(String name) {
        JsonNode map = value(name);
        if (!isUnknown(map) && !map.isObject()) {
            note(at(name), "should be a YAML object");
        }
        List<String> keys = new ArrayList<>();
        map.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** What stands under this key, for a reader of its own; missing if nothing does. */
    JsonNode value(String name) {
        unasked.remove(name);
        return node.path(name);
    }

    String text(String name) {
        String text = maybeText(name);
        if (text == null) {
            mistake(name, "is missing or no text");
            return "";
        }
        return text;
    }

    @Nullable
    String maybeText(String name) {
        JsonNode value = value(name);
        if (isUnknown(value)) {
            return null;
        }
        if (!value.isTextual() || value.asText().isBlank() || value.asText().length() > LONGEST_TEXT) {
            mistake(name, "should be a text of 1 to " + LONGEST_TEXT + " characters");
            return null;
        }
        return value.asText().strip();
    }

    @Nullable
    Boolean maybeFlag(String name) {
        JsonNode value = value(name);
        if (!isUnknown(value) && !value.isBoolean()) {
            mistake(name, "should be true or false");
        }
        return value.isBoolean() ? value.asBoolean() : null;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(maybeFlag(name));
    }

    @Nullable
    Integer maybeNumber(String name, int least, int most) {
        JsonNode value = value(name);
        if (isUnknown(value)) {
            return null;
        }
        if (!value.isInt() || value.asInt() < least || value.asInt() > most) {
            mistake(name, "should be a number from " + least + " to " + most);
            return null;
        }
        return value.asInt();
    }

    @Nullable
    Duration maybeDuration(String name, Duration example) {
        JsonNode value = value(name);
        if (isUnknown(value)) {
            return null;
        }
        try {
            Duration duration = Duration.parse(value.asText());
            if (duration.compareTo(Duration.ZERO) > 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // named below
        }
        mistake(name, "should be a positive ISO 8601 duration such as " + example);
        return null;
    }

    Duration duration(String name, Duration otherwise) {
        Duration duration = maybeDuration(name, otherwise);
        return duration == null ? otherwise : duration;
    }

    @Nullable
    URI maybeAddress(String name) {
        String text = maybeText(name);
        if (text == null) {
            return null;
        }
        try {
            URI address = URI.create(text);
            if ("https".equals(address.getScheme()) && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // named below
        }
        mistake(name, "should be an https address");
        return null;
    }

    /** Empty if there is none. */
    List<String> texts(String name) {
        List<String> texts = maybeTexts(name);
        return texts == null ? List.of() : texts;
    }

    @Nullable
    List<String> maybeTexts(String name) {
        JsonNode list = value(name);
        if (isUnknown(list)) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        boolean fine = list.isArray();
        for (JsonNode each : list) {
            fine &= each.isTextual() && !each.asText().isBlank();
            texts.add(each.asText());
        }
        if (!fine) {
            mistake(name, "should be a list of texts");
            return null;
        }
        return texts;
    }

    /** An object of texts, such as header names and their values. */
    Map<String, String> textsByName(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : keys(name)) {
            JsonNode value = value(name).path(key);
            if (value.isTextual() && !value.asText().isBlank()) {
                texts.put(key, value.asText());
            } else {
                mistake(name + "." + key, "should be a text");
            }
        }
        return texts;
    }

    /** One constant, written in lower case. */
    <E extends Enum<E>> @Nullable E maybe(String name, Class<E> kind) {
        String text = maybeText(name);
        if (text == null) {
            return null;
        }
        Optional<E> constant = constant(text, kind);
        if (constant.isEmpty()) {
            mistake(name, "should be one of " + words(kind));
        }
        return constant.orElse(null);
    }

    <E extends Enum<E>> @Nullable List<E> maybeAll(String name, Class<E> kind) {
        List<String> texts = maybeTexts(name);
        if (texts == null) {
            return null;
        }
        List<E> constants = new ArrayList<>();
        for (String text : texts) {
            constant(text, kind)
                    .ifPresentOrElse(
                            constants::add,
                            () -> mistake(name, "should hold only " + words(kind) + ", not " + shortened(text)));
        }
        return constants;
    }

    private static <E extends Enum<E>> Optional<E> constant(String text, Class<E> kind) {
        return Arrays.stream(kind.getEnumConstants())
                .filter(each -> word(each).equals(text))
                .findFirst();
    }

    private static String words(Class<? extends Enum<?>> kind) {
        return Arrays.stream(kind.getEnumConstants()).map(Section::word).collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Fit for a sentence on one line. */
    static String shortened(String text) {
        String line = text.replaceAll("[\\p{C}\\s]+", " ").strip();
        return line.length() <= 60 ? line : line.substring(0, 59) + "…";
    }

    void mistake(String name, String message) {
        note(at(name), message);
    }

    private void note(String where, String message) {
        mistakes.add(new Mistake(where.isEmpty() ? file : file + " " + shortened(where), message));
    }

    private String at(String name) {
        return path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
    }

    private static boolean isUnknown(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
