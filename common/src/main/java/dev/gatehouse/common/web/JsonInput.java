package dev.gatehouse.common.web;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A JSON object that somebody sent, read field by field. Readers answer a usable value even after a mistake; {@link
 * #refuseMistakes()} then fails with 400 {@code input-invalid}, naming all of them by path. Fields nobody asks for are
 * ignored. Texts are trimmed, and refused with control characters or lone surrogates, which the databases treat
 * differently.
 */
public final class JsonInput {
    private final JsonObject json;
    private final String path;
    private final List<Mistake> mistakes;

    private JsonInput(JsonObject json, String path, List<Mistake> mistakes) {
        this.json = json;
        this.path = path;
        this.mistakes = mistakes;
    }

    /** The body of a request that a body handler has read; 400 {@code invalid-json} if it is no JSON object. */
    public static JsonInput of(RoutingContext ctx) {
        Buffer body = ctx.body() == null ? null : ctx.body().buffer();
        if (body == null || body.length() == 0) {
            throw new Failure.Invalid("invalid-json", "Send a JSON object as the body.");
        }
        try {
            return new JsonInput(new JsonObject(body), "", new ArrayList<>());
        } catch (DecodeException | ClassCastException e) {
            throw new Failure.Invalid("invalid-json", "The body is no JSON object.");
        }
    }

    /** Names of the fields that were sent, those that are null among them. */
    public Set<String> names() {
        return json.fieldNames();
    }

    /** The same where the body may be left out. */
    public static Optional<JsonInput> maybe(RoutingContext ctx) {
        boolean empty =
                ctx.body() == null || ctx.body().buffer() == null || ctx.body().length() <= 0;
        return empty ? Optional.empty() : Optional.of(of(ctx));
    }

    public boolean has(String name) {
        return json.getValue(name) != null;
    }

    /** A text that must be there, of at most {@code most} characters; empty after a mistake. */
    public String text(String name, int most) {
        Optional<String> value = optionalText(name, most);
        if (value.isEmpty() && mistakes.stream().noneMatch(each -> each.path().equals(path + name))) {
            mistake(name, "is missing");
        }
        return value.orElse("");
    }

    public Optional<String> optionalText(String name, int most) {
        Object value = json.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            mistake(name, "should be a text");
            return Optional.empty();
        }
        return checked(name, text, most);
    }

    /**
     * A document inside the document: a text as it is, line breaks and all, or an object as JSON text. For what is parsed
     * further and never stored as it came.
     */
    public Optional<String> document(String name, int most) {
        Object value = json.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        String text = value instanceof JsonObject object ? object.encode() : value instanceof String plain ? plain : "";
        if (text.isBlank()) {
            mistake(name, "should be a text or an object");
            return Optional.empty();
        }
        if (text.length() > most) {
            mistake(name, "should have at most " + most + " characters");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private Optional<String> checked(String name, String text, int most) {
        String trimmed = text.trim();
        if (trimmed.length() > most) {
            mistake(name, "should have at most " + most + " characters");
        } else if (!isPlain(trimmed)) {
            mistake(name, "holds characters that can't be stored");
        } else if (!trimmed.isEmpty()) {
            return Optional.of(trimmed);
        }
        return Optional.empty();
    }

    private static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(each -> (Character.isISOControl(each) && each != '\n' && each != '\t')
                        || (each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE));
    }

    /** A list of texts; empty if it is not there. */
    public List<String> texts(String name, int mostItems, int most) {
        Object value = json.getValue(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray list)) {
            mistake(name, "should be a list of texts");
            return List.of();
        }
        if (list.size() > mostItems) {
            mistake(name, "should have at most " + mostItems + " entries");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String item = name + "[" + i + "]";
            if (list.getValue(i) instanceof String text) {
                checked(item, text, most).ifPresentOrElse(texts::add, () -> {
                    if (text.isBlank()) {
                        mistake(item, "is empty");
                    }
                });
            } else {
                mistake(item, "should be a text");
            }
        }
        return texts;
    }

    public boolean flag(String name, boolean otherwise) {
        Object value = json.getValue(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        mistake(name, "should be true or false");
        return otherwise;
    }

    public int number(String name, int otherwise, int least, int most) {
        Object value = json.getValue(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Integer number && number >= least && number <= most) {
            return number;
        }
        mistake(name, "should be a number from " + least + " to " + most);
        return otherwise;
    }

    /** One of a set of words; a mistake names the ones there are. */
    public <T> Optional<T> choice(String name, Function<String, Optional<T>> of, String known) {
        Optional<String> text = optionalText(name, 200);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> value = of.apply(text.get());
        if (value.isEmpty()) {
            mistake(name, "should be one of " + known);
        }
        return value;
    }

    /** An absolute http or https address without user info and fragment. */
    public Optional<URI> address(String name) {
        return optionalText(name, 2048).flatMap(text -> {
            try {
                URI uri = new URI(text);
                if (uri.getHost() != null
                        && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
                        && uri.getRawUserInfo() == null
                        && uri.getRawFragment() == null) {
                    return Optional.of(uri);
                }
            } catch (URISyntaxException e) {
                // named below
            }
            mistake(name, "should be an absolute address such as https://example.org/done");
            return Optional.empty();
        });
    }

    /** A time in ISO 8601 with its offset. */
    public Optional<Instant> time(String name) {
        return optionalText(name, 64).flatMap(text -> {
            try {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeParseException e) {
                mistake(name, "should be a time such as 2026-11-23T09:30:00Z");
                return Optional.empty();
            }
        });
    }

    /** A day in ISO 8601. */
    public Optional<LocalDate> day(String name) {
        return optionalText(name, 64).flatMap(text -> {
            try {
                return Optional.of(LocalDate.parse(text));
            } catch (DateTimeParseException e) {
                mistake(name, "should be a day such as 2026-11-23");
                return Optional.empty();
            }
        });
    }

    public Optional<JsonInput> object(String name) {
        Object value = json.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonObject object) {
            return Optional.of(new JsonInput(object, path + name + ".", mistakes));
        }
        mistake(name, "should be an object");
        return Optional.empty();
    }

    /** A list of objects; empty if it is not there. */
    public List<JsonInput> objects(String name, int most) {
        Object value = json.getValue(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray list) || list.size() > most) {
            mistake(name, "should be a list of at most " + most + " objects");
            return List.of();
        }
        List<JsonInput> objects = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (list.getValue(i) instanceof JsonObject object) {
                objects.add(new JsonInput(object, path + name + "[" + i + "].", mistakes));
            } else {
                mistake(name + "[" + i + "]", "should be an object");
            }
        }
        return objects;
    }

    /** Names a mistake that only the reader of the field can see. */
    public void mistake(String name, String message) {
        mistakes.add(new Mistake(path + name, message));
    }

    /** Call it after everything was read. */
    public void refuseMistakes() {
        if (!mistakes.isEmpty()) {
            throw new Failure.Invalid(
                    "input-invalid",
                    mistakes.size() == 1
                            ? "One field needs another look."
                            : mistakes.size() + " fields need another look.",
                    mistakes);
        }
    }
}
