package dev.gatehouse.common.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the node {@code directory} of a profile, and reports each mistake with the path of its key. */
final class DirectorySectionReader {
    private static final Set<String> KEYS = Set.of(
            "kind",
            "url",
            "every",
            "endpointNames",
            "endpointHosts",
            "endpointUrls",
            "endpointKind",
            "hostOfKind",
            "sharedEndpoints",
            "testNames",
            "list",
            "fields",
            "csv");
    private static final String KINDS = "should be patient or provider_system";
    private static final int MOST_COLUMNS = 1000;

    private final BiConsumer<String, String> mistakes;

    /** @param mistakes takes the path of a key and what is wrong with it, as the end of a sentence */
    DirectorySectionReader(BiConsumer<String, String> mistakes) {
        this.mistakes = mistakes;
    }

    DirectorySection read(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return DirectorySection.NONE;
        }
        if (!node.isObject()) {
            mistakes.accept("directory", "should be an object");
            return DirectorySection.NONE;
        }
        onlyKnown(node, "", KEYS);
        DirectoryForm form = form(node.path("kind"));
        Map<ListField, DirectorySection.Source> fields = fields(node.path("fields"));
        DirectorySection.Csv csv = csv(node.path("csv"));
        checkFields(form, fields, csv, node.has("fields"));
        return new DirectorySection(
                form,
                url(node),
                every(node),
                new EndpointKinds(
                        kinds(node, "endpointNames"),
                        kinds(node, "endpointHosts"),
                        urlRules(node),
                        kind(node.path("endpointKind"), "endpointKind"),
                        hostOfKind(node.path("hostOfKind"))),
                flag(node.path("sharedEndpoints"), "sharedEndpoints", form == DirectoryForm.SMART_BRANDS),
                testNames(node.path("testNames")),
                text(node.path("list"), "list"),
                fields,
                csv);
    }

    private DirectoryForm form(JsonNode node) {
        if (node.isMissingNode()) {
            return DirectoryForm.FHIR_BUNDLE;
        }
        return DirectoryForm.of(node.asText()).orElseGet(() -> {
            mistake("kind", "should be one of fhir-bundle, smart-brands, fhir-search, json-array, csv, manual");
            return DirectoryForm.FHIR_BUNDLE;
        });
    }

    private @Nullable URI url(JsonNode node) {
        if (!node.hasNonNull("url")) {
            return null;
        }
        try {
            URI url = URI.create(node.get("url").asText());
            if (!"https".equals(url.getScheme()) || url.getHost() == null) {
                mistake("url", "should be an https address");
            }
            return url;
        } catch (IllegalArgumentException e) {
            mistake("url", "should be an https address");
            return null;
        }
    }

    private @Nullable Duration every(JsonNode node) {
        if (!node.hasNonNull("every")) {
            return null;
        }
        try {
            Duration value = Duration.parse(node.get("every").asText());
            if (value.compareTo(Duration.ZERO) > 0) {
                return value;
            }
        } catch (DateTimeParseException e) {
            // named below
        }
        mistake("every", "should be a positive ISO 8601 duration such as P7D");
        return null;
    }

    private Map<String, EndpointKind> kinds(JsonNode node, String name) {
        Map<String, EndpointKind> kinds = new LinkedHashMap<>();
        node.path(name).fields().forEachRemaining(each -> {
            EndpointKind kind = kind(each.getValue(), name + "." + each.getKey());
            if (kind != null) {
                kinds.put(each.getKey(), kind);
            }
        });
        return kinds;
    }

    private List<EndpointKinds.UrlRule> urlRules(JsonNode node) {
        List<EndpointKinds.UrlRule> rules = new ArrayList<>();
        kinds(node, "endpointUrls").forEach((pattern, kind) -> rules.add(new EndpointKinds.UrlRule(pattern, kind)));
        return rules;
    }

    private @Nullable EndpointKind kind(JsonNode node, String path) {
        if (node.isMissingNode()) {
            return null;
        }
        EndpointKind kind = EndpointKind.of(node.asText()).orElse(null);
        if (kind == null) {
            mistake(path, KINDS);
        }
        return kind;
    }

    private Map<EndpointKind, String> hostOfKind(JsonNode node) {
        Map<EndpointKind, String> hosts = new EnumMap<>(EndpointKind.class);
        node.fields().forEachRemaining(each -> {
            String path = "hostOfKind." + each.getKey();
            String host = each.getValue().asText().toLowerCase(Locale.ROOT);
            EndpointKind kind = EndpointKind.of(each.getKey()).orElse(null);
            if (kind == null) {
                mistake(path, KINDS);
            } else if (!host.matches("[a-z0-9-]+(\\.[a-z0-9-]+)+")) {
                mistake(path, "should be a host name");
            } else {
                hosts.put(kind, host);
            }
        });
        return hosts;
    }

    private Set<String> testNames(JsonNode node) {
        if (node.isMissingNode()) {
            return DirectorySection.TEST_NAMES;
        }
        Set<String> words = new LinkedHashSet<>();
        if (!node.isArray()) {
            mistake("testNames", "should be a list of words");
        }
        node.forEach(each -> {
            if (each.isTextual() && each.asText().matches("[\\p{L}\\p{N}]+\\*?")) {
                words.add(each.asText().toLowerCase(Locale.ROOT));
            } else {
                mistake("testNames", "should be a list of words, each with * at its end for beginnings");
            }
        });
        return words;
    }

    private Map<ListField, DirectorySection.Source> fields(JsonNode node) {
        Map<ListField, DirectorySection.Source> fields = new EnumMap<>(ListField.class);
        node.fields().forEachRemaining(each -> {
            String path = "fields." + each.getKey();
            JsonNode value = each.getValue();
            ListField field = ListField.of(each.getKey()).orElse(null);
            if (field == null) {
                mistake(path, "is not known");
            } else if (value.isInt() && value.asInt() >= 1 && value.asInt() <= MOST_COLUMNS) {
                fields.put(field, DirectorySection.Source.column(value.asInt()));
            } else if (value.isTextual() && !value.asText().isBlank()) {
                fields.put(field, DirectorySection.Source.named(value.asText().strip()));
            } else {
                mistake(path, "should be a name, or a column's number from 1 to " + MOST_COLUMNS);
            }
        });
        return fields;
    }

    private void checkFields(
            DirectoryForm form,
            Map<ListField, DirectorySection.Source> fields,
            DirectorySection.Csv csv,
            boolean anyFields) {
        boolean csvForm = form == DirectoryForm.CSV;
        if (csvForm && !csv.header() && !anyFields) {
            mistake("fields", "is needed for a table without a header");
        }
        if (!anyFields) {
            return;
        }
        boolean address = fields.containsKey(ListField.URL)
                || fields.containsKey(ListField.PATIENT_URL)
                || fields.containsKey(ListField.PROVIDER_URL);
        if (!fields.containsKey(ListField.NAME) || !address) {
            mistake("fields", "should say where name and one of url, patientUrl, providerUrl stand");
        }
        fields.forEach((field, source) -> {
            if (source.column() > 0 && form == DirectoryForm.JSON_ARRAY) {
                mistake("fields." + field.text(), "should be a name, since objects have no columns");
            } else if (source.column() == 0 && csvForm && !csv.header()) {
                mistake("fields." + field.text(), "should be a number, since the table has no header");
            }
        });
    }

    private DirectorySection.Csv csv(JsonNode node) {
        onlyKnown(node, "csv.", Set.of("delimiter", "header", "encoding"));
        String delimiter = node.path("delimiter").asText(",");
        if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
            mistake("csv.delimiter", "should be one character such as , or ;");
            delimiter = ",";
        }
        return new DirectorySection.Csv(
                delimiter.charAt(0), flag(node.path("header"), "csv.header", true), encoding(node.path("encoding")));
    }

    private Charset encoding(JsonNode node) {
        try {
            return Charset.forName(node.asText("UTF-8"));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            mistake("csv.encoding", "should be an encoding such as UTF-8 or windows-1252");
            return StandardCharsets.UTF_8;
        }
    }

    private @Nullable String text(JsonNode node, String path) {
        if (node.isMissingNode()) {
            return null;
        }
        if (!node.isTextual() || node.asText().isBlank()) {
            mistake(path, "should be a text");
        }
        return node.asText();
    }

    private boolean flag(JsonNode node, String path, boolean otherwise) {
        if (!node.isMissingNode() && !node.isBoolean()) {
            mistake(path, "should be true or false");
        }
        return node.asBoolean(otherwise);
    }

    private void onlyKnown(JsonNode node, String path, Set<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                mistake(path + name, "is not known");
            }
        });
    }

    private void mistake(String path, String message) {
        mistakes.accept("directory." + path, message);
    }
}
