package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.web.WebAddress;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a form field by field and gathers what is wrong with it. What was left blank is the empty text. */
final class FormReader {

    private static final int LINE = 200;
    private static final int PARAGRAPHS = 4_000;
    private static final int ENTRY = 2_000;
    private static final int MOST_LISTED = 100;
    private static final Pattern EMAIL = Pattern.compile("[\\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9.-]{1,180}");
    private static final Pattern TELEPHONE = Pattern.compile("[0-9+() .x/-]{5,40}");
    static final String ADDRESS_RULE = "must be https, or http on this machine";

    private final JsonObject form;
    private final List<Mistake> mistakes = new ArrayList<>();

    FormReader(JsonObject form) {
        this.form = form;
    }

    List<Mistake> mistakes() {
        return mistakes;
    }

    void wrong(String field, String message) {
        mistakes.add(new Mistake(field, message));
    }

    String needed(String field) {
        int before = mistakes.size();
        String text = line(field);
        if (text.isEmpty() && mistakes.size() == before) {
            wrong(field, "must be filled in");
        }
        return text;
    }

    /** One line. */
    String line(String field) {
        String text = text(field, LINE);
        if (text.chars().anyMatch(Character::isISOControl)) {
            wrong(field, "must be one line of plain text");
            return "";
        }
        return text;
    }

    /** Several lines. */
    String paragraphs(String field) {
        String text = text(field, PARAGRAPHS).replace("\r\n", "\n");
        if (text.chars().anyMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c))) {
            wrong(field, "must be plain text");
            return "";
        }
        return text;
    }

    private String text(String field, int longest) {
        Object value = form.getValue(field);
        if (value == null) {
            return "";
        }
        if (!(value instanceof String text)) {
            wrong(field, "must be a text");
            return "";
        }
        if (text.length() > longest) {
            wrong(field, "must have " + longest + " characters at most");
            return "";
        }
        return text.strip();
    }

    String email(String field, boolean needed) {
        String text = needed ? needed(field) : line(field);
        if (!text.isEmpty() && !EMAIL.matcher(text).matches()) {
            wrong(field, "must be an e-mail address");
            return "";
        }
        return text;
    }

    String telephone(String field) {
        String text = line(field);
        if (!text.isEmpty() && !TELEPHONE.matcher(text).matches()) {
            wrong(field, "must be a telephone number");
            return "";
        }
        return text;
    }

    String address(String field) {
        String text = text(field, ENTRY);
        if (!text.isEmpty() && !WebAddress.secure(text)) {
            wrong(field, ADDRESS_RULE);
            return "";
        }
        return text;
    }

    List<String> addresses(String field) {
        List<String> addresses = texts(field);
        for (int i = 0; i < addresses.size(); i++) {
            if (!WebAddress.secure(addresses.get(i))) {
                wrong(field + "[" + i + "]", ADDRESS_RULE);
            }
        }
        return addresses;
    }

    /** A list of texts without repeats; what is not a list counts as none. */
    List<String> texts(String field) {
        LinkedHashSet<String> texts = new LinkedHashSet<>();
        if (form.getValue(field) instanceof JsonArray list) {
            list.forEach(one -> texts.add(String.valueOf(one).strip()));
        } else if (form.getValue(field) != null) {
            wrong(field, "must be a list of texts");
        }
        texts.remove("");
        if (texts.stream()
                .anyMatch(text -> text.length() > ENTRY || text.chars().anyMatch(Character::isISOControl))) {
            wrong(field, "must be a list of lines of " + ENTRY + " characters at most");
            return List.of();
        }
        if (texts.size() > MOST_LISTED) {
            wrong(field, "must have " + MOST_LISTED + " entries at most");
            return List.of();
        }
        return List.copyOf(texts);
    }

    boolean ticked(String field) {
        return Boolean.TRUE.equals(form.getValue(field));
    }
}
