package dev.gatehouse.sandbox.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.sandbox.web.Parameters;
import java.util.Locale;
import java.util.Map;

/**
 * The search parameters this server knows (FHIR R4, section 3.1.1); it passes over others, as most servers do. A comma
 * means or, a repeated parameter means and.
 */
final class SearchParameters {

    private SearchParameters() {}

    static boolean match(ObjectNode resource, Parameters query) {
        for (Map.Entry<String, String> pair : query.pairs()) {
            if (!matchesAny(resource, pair.getKey(), pair.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesAny(ObjectNode resource, String parameter, String values) {
        String name = parameter.replaceFirst(":.*", "");
        boolean exact = parameter.endsWith(":exact");
        boolean contains = parameter.endsWith(":contains");
        for (String value : values.split(",", -1)) {
            if (matches(resource, name, value, exact, contains)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(ObjectNode resource, String name, String value, boolean exact, boolean contains) {
        return switch (name) {
            case "_id" -> resource.path("id").asText().equals(value);
            case "name" -> names(resource, value, exact, contains);
            case "family" -> text(resource.at("/name/0/family"), value, exact, contains);
            case "given" -> text(resource.at("/name/0/given/0"), value, exact, contains);
            case "gender", "status" -> resource.path(name).asText().equals(value);
            case "birthdate" -> date(resource.path("birthDate").asText(), value);
            case "date" ->
                date(
                        resource.path("effectiveDateTime")
                                .asText(resource.at("/period/start").asText()),
                        value);
            case "telecom" -> anyOf(resource.path("telecom"), "value", value);
            case "identifier" -> token(resource.path("identifier"), "value", value);
            case "patient", "subject" -> patientOf(resource).equals(value.replaceFirst("^.*Patient/", ""));
            case "encounter" ->
                resource.at("/encounter/reference").asText().endsWith("/" + value.replaceFirst(".*/", ""));
            case "code" -> token(resource.at("/code/coding"), "code", value);
            case "category" -> token(resource.at("/category/0/coding"), "code", value);
            default -> true;
        };
    }

    /** Id of the patient the resource is about, its own if it is one, empty if it is about none. */
    static String patientOf(ObjectNode resource) {
        if (resource.path("resourceType").asText().equals("Patient")) {
            return resource.path("id").asText();
        }
        return resource.at("/subject/reference").asText().replaceFirst("^.*Patient/", "");
    }

    private static boolean names(ObjectNode resource, String value, boolean exact, boolean contains) {
        JsonNode name = resource.path("name");
        return name.isTextual()
                ? text(name, value, exact, contains)
                : text(name.at("/0/family"), value, exact, contains)
                        || text(name.at("/0/given/0"), value, exact, contains)
                        || text(name.at("/0/text"), value, exact, contains);
    }

    private static boolean text(JsonNode node, String value, boolean exact, boolean contains) {
        String text = node.asText();
        if (exact) {
            return text.equals(value);
        }
        String low = text.toLowerCase(Locale.ROOT);
        String wanted = value.toLowerCase(Locale.ROOT);
        return contains ? low.contains(wanted) : low.startsWith(wanted);
    }

    private static boolean date(String date, String value) {
        String prefix = value.length() > 2 && Character.isLetter(value.charAt(0)) ? value.substring(0, 2) : "eq";
        String wanted = Character.isLetter(value.isEmpty() ? '0' : value.charAt(0)) ? value.substring(2) : value;
        int order = date.substring(0, Math.min(date.length(), wanted.length())).compareTo(wanted);
        return switch (prefix) {
            case "ge" -> order >= 0;
            case "gt" -> order > 0;
            case "le" -> order <= 0;
            case "lt" -> order < 0;
            case "ne" -> order != 0;
            default -> order == 0;
        };
    }

    private static boolean token(JsonNode list, String member, String value) {
        int bar = value.indexOf('|');
        String system = bar < 0 ? "" : value.substring(0, bar);
        String wanted = value.substring(bar + 1);
        for (JsonNode one : list) {
            boolean systemFits = system.isEmpty() || one.path("system").asText().equals(system);
            if (systemFits && (wanted.isEmpty() || one.path(member).asText().equals(wanted))) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyOf(JsonNode list, String member, String value) {
        for (JsonNode one : list) {
            if (one.path(member).asText().equals(value)) {
                return true;
            }
        }
        return false;
    }
}
