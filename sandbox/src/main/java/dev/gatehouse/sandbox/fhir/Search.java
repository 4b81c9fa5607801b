package dev.gatehouse.sandbox.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.web.Parameters;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes searchset Bundles with absolute links (FHIR R4, section 3.1.1). */
final class Search {

    private static final int DEFAULT_COUNT = 10;
    private static final int HIGHEST_COUNT = 100;

    /**
     * One page of a search.
     *
     * @param base where
     * @param type what
     * @param query as it was sent
     * @param offset matches before the page
     * @param self how this page was asked for
     * @param linkBase what the link to the next page begins with; the base, unless a test wants a foreign one
     */
    record Page(Base base, String type, String query, int offset, String self, String linkBase) {}

    private final Records records;

    Search(Records records) {
        this.records = records;
    }

    ObjectNode run(Page page, Access access, Access.Reach reach) {
        Parameters query = Parameters.parse(page.query());
        List<ObjectNode> matches = records.all(page.base().guid(), page.type()).stream()
                .filter(resource -> reach == Access.Reach.EVERYTHING
                        || SearchParameters.patientOf(resource).equals(access.patient()))
                .filter(resource -> SearchParameters.match(resource, query))
                .toList();
        int count = query.text("_summary").equals("count") ? 0 : count(query);
        int from = Math.min(page.offset(), matches.size());
        int to = Math.min(from + count, matches.size());
        ObjectNode bundle = FhirJson.resource("Bundle").put("type", "searchset").put("total", matches.size());
        ArrayNode links = bundle.putArray("link");
        link(links, "self", page.self());
        if (count > 0 && to < matches.size()) {
            String token = new PageToken(page.type(), to, page.query()).text();
            link(links, "next", page.linkBase() + "?_getpages=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
        }
        if (count > 0) {
            ArrayNode entries = bundle.putArray("entry");
            matches.subList(from, to).forEach(resource -> entry(entries, page.base(), resource, "match"));
            included(page, query, matches.subList(from, to))
                    .values()
                    .forEach(resource -> entry(entries, page.base(), resource, "include"));
        }
        return bundle;
    }

    private static int count(Parameters query) {
        try {
            return Math.max(0, Math.min(HIGHEST_COUNT, Integer.parseInt(query.text("_count"))));
        } catch (NumberFormatException absent) {
            return DEFAULT_COUNT;
        }
    }

    private Map<String, ObjectNode> included(Page page, Parameters query, List<ObjectNode> matches) {
        Map<String, ObjectNode> found = new LinkedHashMap<>();
        for (String include : query.all("_include")) {
            String[] parts = include.split(":", -1);
            if (parts.length < 2 || !parts[0].equals(page.type())) {
                continue;
            }
            for (ObjectNode match : matches) {
                String reference = reference(match, parts[1]).asText();
                records.follow(page.base().guid(), reference).ifPresent(resource -> found.put(reference, resource));
            }
        }
        return found;
    }

    private static JsonNode reference(ObjectNode resource, String parameter) {
        return switch (parameter) {
            case "patient", "subject" -> resource.at("/subject/reference");
            case "encounter" -> resource.at("/encounter/reference");
            case "general-practitioner" -> resource.at("/generalPractitioner/0/reference");
            case "organization" -> resource.at("/managingOrganization/reference");
            case "participant", "practitioner" -> resource.at("/participant/0/individual/reference");
            case "service-provider" -> resource.at("/serviceProvider/reference");
            default -> resource.path("no-such-member");
        };
    }

    private static void entry(ArrayNode entries, Base base, ObjectNode resource, String mode) {
        ObjectNode entry = entries.addObject();
        entry.put(
                "fullUrl",
                base.url() + "/" + resource.path("resourceType").asText() + "/"
                        + resource.path("id").asText());
        entry.set("resource", resource);
        entry.putObject("search").put("mode", mode);
    }

    private static void link(ArrayNode links, String relation, String url) {
        links.addObject().put("relation", relation).put("url", url);
    }
}
