package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.web.Html;
import dev.gatehouse.sandbox.web.Parameters;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A field of a form for people, named as in the JSON.
 *
 * @param name in the form and in the JSON
 * @param label what a person reads
 * @param hint below the label, or the empty text
 * @param kind how it is typed
 * @param needed whether it must be filled in
 */
record Field(String name, String label, String hint, Kind kind, boolean needed) {

    enum Kind {
        LINE("text"),
        EMAIL("email"),
        ADDRESS("url"),
        TELEPHONE("tel"),
        PARAGRAPHS(""),
        /** One entry a line; becomes a list. */
        LIST(""),
        /** One of the portal's three types of application. */
        TYPE(""),
        TICK("checkbox");

        final String input;

        Kind(String input) {
            this.input = input;
        }
    }

    static final List<Field> REGISTRATION = List.of(
            new Field("companyName", "Company", "", Kind.LINE, true),
            new Field("companyWebsite", "Company website", "Starts with https://", Kind.ADDRESS, false),
            new Field("address", "Postal address", "", Kind.PARAGRAPHS, false),
            new Field("developerName", "Developer's name", "", Kind.LINE, true),
            new Field("developerEmail", "Developer's e-mail", "The portal login goes there", Kind.EMAIL, true),
            new Field("phone", "Telephone", "", Kind.TELEPHONE, false),
            new Field("termsAccepted", "We accept the terms of service", "", Kind.TICK, true));

    static final List<Field> APPLICATION = List.of(
            new Field("applicationName", "Application name", "Shown to EHR users", Kind.LINE, true),
            new Field("applicationType", "Application type", "", Kind.TYPE, true),
            new Field("description", "Description", "Shown to EHR users", Kind.PARAGRAPHS, false),
            new Field("homepageUrl", "Homepage URL", "Shown to EHR users", Kind.ADDRESS, false),
            new Field("privacyPolicyUrl", "Privacy policy URL", "Shown to EHR users", Kind.ADDRESS, false),
            new Field("termsOfServiceUrl", "Terms of service URL", "Shown to EHR users", Kind.ADDRESS, false),
            new Field("supportEmail", "Support e-mail", "Shown to EHR users", Kind.EMAIL, false),
            new Field("logoUrl", "Logo URL", "Shown to EHR users", Kind.ADDRESS, false),
            new Field(
                    "redirectUrls",
                    "Redirect URLs",
                    "One a line; compared exactly. Not needed for System or Bulk export",
                    Kind.LIST,
                    false),
            new Field(
                    "launchUrls",
                    "Launch URLs",
                    "One a line; for a launch from the EHR, with the scope launch",
                    Kind.LIST,
                    false),
            new Field("jwksUrl", "JWKS URL", "Needed for System or Bulk export", Kind.ADDRESS, false),
            new Field("scopes", "Scopes", "One a line; the practice approves them later", Kind.LIST, true));

    /** What came from a browser, as the JSON that the rules are made for. */
    static JsonObject json(List<Field> fields, Parameters form) {
        JsonObject json = new JsonObject();
        for (Field field : fields) {
            switch (field.kind()) {
                case TICK -> json.put(field.name(), form.has(field.name()));
                case LIST -> json.put(field.name(), new JsonArray(lines(form.text(field.name()))));
                default -> json.put(field.name(), form.text(field.name()));
            }
        }
        return json;
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
        return lines;
    }

    /** All fields with what was typed, and at each what is wrong with it; before them a list of all that is wrong. */
    static Html all(List<Field> fields, JsonObject typed, List<Mistake> mistakes) {
        List<Html> parts = new ArrayList<>();
        if (!mistakes.isEmpty()) {
            List<Html> items = new ArrayList<>();
            for (Mistake mistake : mistakes) {
                items.add(Html.of(
                        "<li><a href=\"#{}\">{}</a> {}</li>",
                        bare(mistake),
                        label(fields, bare(mistake)),
                        mistake.message()));
            }
            parts.add(Html.of(
                    "<div class=\"error\" role=\"alert\"><p>Please look at this again:</p><ul>{}</ul></div>", items));
        }
        for (Field field : fields) {
            List<String> wrong = mistakes.stream()
                    .filter(mistake -> bare(mistake).equals(field.name()))
                    .map(Mistake::message)
                    .toList();
            parts.add(field.html(typed, String.join("; ", wrong)));
        }
        return Html.of("{}", parts);
    }

    private static String label(List<Field> fields, String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::label)
                .findFirst()
                .orElse(name);
    }

    private static String bare(Mistake mistake) {
        return mistake.field().replaceFirst("\\[.*", "");
    }

    private Html html(JsonObject typed, String wrong) {
        Html about =
                wrong.isEmpty() ? Layout.NOTHING : Html.of("<p class=\"wrong\" id=\"{}-wrong\">{}</p>", name, wrong);
        Html described = wrong.isEmpty()
                ? Layout.NOTHING
                : Html.of(" aria-invalid=\"true\" aria-describedby=\"{}-wrong\"", name);
        Html required = needed ? Html.of(" required") : Layout.NOTHING;
        Object value = typed.getValue(name);
        if (kind == Kind.TICK) {
            Html checked = Boolean.TRUE.equals(value) ? Html.of(" checked") : Layout.NOTHING;
            return Html.of("""
                    <p class="choice"><input type="checkbox" id="{}" name="{}" value="yes"{}{}{}> <label for="{}">{}</label></p>{}
                    """, name, name, checked, required, described, name, label, about);
        }
        if (kind == Kind.TYPE) {
            return types(String.valueOf(value), about);
        }
        Html box = kind.input.isEmpty()
                ? Html.of(
                        "<textarea id=\"{}\" name=\"{}\"{}{}>\n{}</textarea>",
                        name,
                        name,
                        required,
                        described,
                        text(value))
                : Html.of(
                        "<input type=\"{}\" id=\"{}\" name=\"{}\" value=\"{}\"{}{}>",
                        kind.input,
                        name,
                        name,
                        text(value),
                        required,
                        described);
        Html told = hint.isEmpty() ? Layout.NOTHING : Html.of("<p class=\"hint\">{}</p>", hint);
        Html must = needed ? Html.of(" <span class=\"hint\">(required)</span>") : Layout.NOTHING;
        return Html.of(
                "<div class=\"field\"><label for=\"{}\">{}{}</label>{}{}{}</div>", name, label, must, told, box, about);
    }

    private Html types(String chosen, Html about) {
        return Html.of(
                "<fieldset id=\"{}\"><legend>{}</legend>{}{}{}{}</fieldset>",
                name,
                label,
                type("patient", "Patient: for patients", chosen),
                type("provider", "Provider: for users of the EHR, stand-alone or within it", chosen),
                type("system", "System or Bulk export: without a user", chosen),
                about);
    }

    private Html type(String value, String words, String chosen) {
        return Html.of(
                "<p class=\"choice\"><input type=\"radio\" id=\"type-{}\" name=\"{}\" value=\"{}\" required{}> <label for=\"type-{}\">{}</label></p>",
                value,
                name,
                value,
                value.equals(chosen) ? Html.of(" checked") : Layout.NOTHING,
                value,
                words);
    }

    private static String text(Object value) {
        return value instanceof JsonArray list
                ? list.stream().map(String::valueOf).collect(Collectors.joining("\n"))
                : value instanceof String text ? text : "";
    }
}
