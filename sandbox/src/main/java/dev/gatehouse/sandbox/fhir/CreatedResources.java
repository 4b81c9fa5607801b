package dev.gatehouse.sandbox.fhir;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What apps have written, the last 10,000 resources of all practices. */
final class CreatedResources {

    private static final int KEPT = 10_000;

    private final Clock clock;
    private final Map<String, ObjectNode> byKey = new LinkedHashMap<>();
    private long number;

    CreatedResources(Clock clock) {
        this.clock = clock;
    }

    /** Gives the resource an id and a version and keeps it. */
    synchronized ObjectNode create(String practice, String type, ObjectNode sent) {
        String id = practice.substring(0, 8) + "-x" + ++number;
        ObjectNode kept = FhirJson.resource(type).put("id", id);
        sent.fields().forEachRemaining(field -> {
            if (!field.getKey().equals("resourceType") && !field.getKey().equals("id")) {
                kept.set(field.getKey(), field.getValue());
            }
        });
        kept.putObject("meta")
                .put("versionId", "1")
                .put(
                        "lastUpdated",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        byKey.put(key(practice, type, id), kept);
        if (byKey.size() > KEPT) {
            byKey.remove(byKey.keySet().iterator().next());
        }
        return kept;
    }

    synchronized @Nullable ObjectNode find(String practice, String type, String id) {
        return byKey.get(key(practice, type, id));
    }

    synchronized List<ObjectNode> all(String practice, String type) {
        if (byKey.isEmpty()) {
            return List.of();
        }
        String prefix = key(practice, type, "");
        List<ObjectNode> found = new ArrayList<>();
        byKey.forEach((key, resource) -> {
            if (key.startsWith(prefix)) {
                found.add(resource);
            }
        });
        return found;
    }

    synchronized void clear() {
        byKey.clear();
    }

    private static String key(String practice, String type, String id) {
        return practice + "/" + type + "/" + id;
    }
}
