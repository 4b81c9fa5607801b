package dev.gatehouse.common.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.common.failure.Mistake;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A place in a profile's YAML: reads its members, and names what is wrong by path. Readers answer something usable even then. */
final class ProfileNode {
    private static final LocalDate SOME_DAY = LocalDate.EPOCH;

    private final JsonNode node;
    private final String path;
    private final Consumer<Mistake> mistakes;

    ProfileNode(JsonNode node, String path, Consumer<Mistake> mistakes) {
        this.node = node;
        this.path = path;
        this.mistakes = mistakes;
    }

    ProfileNode at(String name) {
        return new ProfileNode(node.path(name), below(name), mistakes);
    }

    boolean isThere() {
        return !node.isMissingNode() && !node.isNull();
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            mistake(name, "is missing or no text");
            return "";
        }
        return text;
    }

    @Nullable
    String optionalText(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual() || value.asText().isBlank()) {
            mistake(name, "is missing or no text");
            return null;
        }
        return value.asText().strip();
    }

    boolean flag(String name) {
        Boolean flag = optionalFlag(name);
        return flag != null && flag;
    }

    @Nullable
    Boolean optionalFlag(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            mistake(name, "should be true or false");
            return null;
        }
        return value.asBoolean();
    }

    int number(String name) {
        JsonNode value = node.path(name);
        if (!value.isMissingNode() && (!value.canConvertToInt() || value.asInt() < 1)) {
            mistake(name, "should be a number above 0");
        }
        return value.asInt(0);
    }

    @Nullable
    Duration duration(String name) {
        String text = optionalText(name);
        if (text == null) {
            return null;
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.compareTo(Duration.ZERO) > 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // named below
        }
        mistake(name, "should be a positive ISO 8601 duration such as P14D");
        return null;
    }

    LocalDate day(String name) {
        String text = text(name);
        try {
            return text.isEmpty() ? SOME_DAY : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            mistake(name, "should be a day such as '2026-09-01'");
            return SOME_DAY;
        }
    }

    URI address(String name) {
        String text = text(name);
        try {
            URI address = URI.create(text);
            if (text.isEmpty() || ("https".equals(address.getScheme()) && address.getHost() != null)) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // named below
        }
        mistake(name, "should be an https address");
        return URI.create("");
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : list(name)) {
            if (each.isTextual() && !each.asText().isBlank()) {
                texts.add(each.asText().strip());
            } else {
                mistake(name, "should be a list of texts");
            }
        }
        return texts;
    }

    <T> List<T> each(String name, Function<ProfileNode, T> read) {
        List<T> all = new ArrayList<>();
        int i = 0;
        for (JsonNode one : list(name)) {
            all.add(read.apply(new ProfileNode(one, below(name + "[" + i++ + "]"), mistakes)));
        }
        return all;
    }

    private Iterable<JsonNode> list(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            mistake(name, "should be a list");
            return List.of();
        }
        return value;
    }

    /** Names of the members, in the file's order. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    void onlyKnown(Set<String> known) {
        if (!node.isObject()) {
            mistake("", "should be an object");
            return;
        }
        Set<String> unknown = new TreeSet<>(names());
        unknown.removeAll(known);
        unknown.forEach(each -> mistake(each, "is not known"));
    }

    void mistake(String name, String message) {
        mistakes.accept(new Mistake(below(name), message));
    }

    private String below(String name) {
        return name.isEmpty() ? path : path + "." + name;
    }
}
