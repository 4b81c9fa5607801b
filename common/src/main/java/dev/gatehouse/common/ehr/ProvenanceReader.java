package dev.gatehouse.common.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.common.ehr.Provenance.Confidence;
import dev.gatehouse.common.ehr.Provenance.Source;
import java.net.URI;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code sources:} and {@code knownFrom:}, and holds every fact of the profile to them: each value that is not null
 * has a source, each source a place and a day, and none of the two is there for nothing.
 */
final class ProvenanceReader {
    private static final Pattern DAY = Pattern.compile("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?");
    private static final Set<String> NO_FACTS = Set.of("key", "sources", "knownFrom");
    /** These say how they are known in themselves, see {@link PlaybookReader}. */
    private static final Set<String> SELF_SOURCED =
            Set.of("registration.steps", "registration.vendorGate", "registration.practiceGate");

    private final JsonNode root;

    ProvenanceReader(JsonNode root) {
        this.root = root;
    }

    Provenance read(Section top) {
        Map<String, Source> sources = top.entries("sources", (key, in) -> source(in));
        Map<String, List<String>> knownFrom = top.in("knownFrom", ProvenanceReader::knownFrom);
        Provenance provenance = new Provenance(sources, knownFrom);
        check(provenance, top);
        return provenance;
    }

    private static Source source(Section in) {
        URI url = in.maybeAddress("url");
        String title = in.maybeText("title");
        if (url == null && title == null) {
            in.mistake("url", "or title is needed, to find the source again");
        }
        Confidence confidence = in.maybe("confidence", Confidence.class);
        if (confidence == null) {
            in.mistake("confidence", "is missing: high, medium or low");
        }
        return new Source(url, title, day(in), confidence == null ? Confidence.LOW : confidence);
    }

    /** As exactly as it is known: a day, a month or a year. */
    private static String day(Section in) {
        String text = in.value("read").asText(); // a year alone is a number in YAML
        if (!DAY.matcher(text).matches() || !isDay(text + "-01-01")) {
            in.mistake("read", "should be the day, month or year it was read, such as 2026-09-01 or 2026-09");
            return "";
        }
        return text;
    }

    private static boolean isDay(String text) {
        try {
            return !LocalDate.parse(text.substring(0, 10)).isBefore(LocalDate.EPOCH);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static Map<String, List<String>> knownFrom(Section in) {
        Map<String, List<String>> known = new LinkedHashMap<>();
        for (String path : in.ownKeys()) {
            known.put(path, in.texts(path));
        }
        return known;
    }

    private void check(Provenance provenance, Section top) {
        Set<String> deciding = new HashSet<>();
        for (List<String> fact : facts()) {
            provenance
                    .coverOf(fact)
                    .ifPresentOrElse(
                            deciding::add, () -> top.mistake(String.join(".", fact), "has no source in knownFrom"));
        }
        Set<String> used = new HashSet<>();
        provenance.knownFrom().forEach((path, keys) -> {
            used.addAll(keys);
            String where = "knownFrom." + path;
            if (!deciding.contains(path)) {
                top.mistake(where, "is about nothing this profile says");
            }
            if (keys.isEmpty()) {
                top.mistake(where, "should name at least one source");
            }
            keys.stream()
                    .filter(key -> !provenance.sources().containsKey(key))
                    .forEach(
                            key -> top.mistake(where, "names " + Section.shortened(key) + ", which is not in sources"));
        });
        provenance.sources().keySet().stream()
                .filter(key -> !used.contains(key))
                .forEach(key -> top.mistake("sources." + key, "is the source of nothing"));
    }

    /** Paths of all values. A list of plain values is one of them; objects in a list count by their {@code key}. */
    private List<List<String>> facts() {
        List<List<String>> facts = new ArrayList<>();
        root.fields().forEachRemaining(field -> {
            if (!NO_FACTS.contains(field.getKey())) {
                collect(List.of(field.getKey()), field.getValue(), facts);
            }
        });
        return facts;
    }

    private static void collect(List<String> path, JsonNode node, List<List<String>> facts) {
        if (SELF_SOURCED.contains(String.join(".", path))) {
            return;
        }
        if (node.isObject()) {
            node.fields().forEachRemaining(field -> collect(below(path, field.getKey()), field.getValue(), facts));
        } else if (node.isArray() && node.path(0).isContainerNode()) {
            for (int i = 0; i < node.size(); i++) {
                collect(below(path, segment(node.get(i), i)), node.get(i), facts);
            }
        } else if (!node.isNull() && !(node.isArray() && node.isEmpty())) {
            facts.add(path);
        }
    }

    private static String segment(@Nullable JsonNode element, int index) {
        return element != null && element.path("key").isTextual()
                ? element.path("key").asText()
                : Integer.toString(index);
    }

    private static List<String> below(List<String> path, String segment) {
        List<String> longer = new ArrayList<>(path);
        longer.add(segment);
        return longer;
    }
}
