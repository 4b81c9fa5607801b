package dev.gatehouse.sandbox.fhir;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What apps have written, with its versions: the last 10,000 resources of all practices. */
final class CreatedResources {

    private static final int KEPT = 10_000;
    private static final int VERSIONS_KEPT = 100;

    private final Clock clock;
    private final Map<String, List<ObjectNode>> byKey = new LinkedHashMap<>();
    private long number;

    CreatedResources(Clock clock) {
        this.clock = clock;
    }

    /** Gives the resource an id and a version and keeps it. */
    synchronized ObjectNode create(String practice, String type, ObjectNode sent) {
        String id = practice.substring(0, 8) + "-x" + ++number;
        ObjectNode kept = version(type, id, 1, sent);
        byKey.put(key(practice, type, id), new ArrayList<>(List.of(kept)));
        if (byKey.size() > KEPT) {
            byKey.remove(byKey.keySet().iterator().next());
        }
        return kept;
    }

    /** Keeps a new version; null if there is no such resource. */
    synchronized @Nullable ObjectNode update(String practice, String type, String id, ObjectNode sent) {
        List<ObjectNode> versions = byKey.get(key(practice, type, id));
        if (versions == null) {
            return null;
        }
        int last =
                versions.get(versions.size() - 1).path("meta").path("versionId").asInt();
        ObjectNode kept = version(type, id, last + 1, sent);
        versions.add(kept);
        if (versions.size() > VERSIONS_KEPT) {
            versions.remove(0);
        }
        return kept;
    }

    synchronized @Nullable ObjectNode find(String practice, String type, String id) {
        List<ObjectNode> versions = byKey.get(key(practice, type, id));
        return versions == null ? null : versions.get(versions.size() - 1);
    }

    /** Oldest first; empty if apps have not written it. */
    synchronized List<ObjectNode> versions(String practice, String type, String id) {
        return List.copyOf(byKey.getOrDefault(key(practice, type, id), List.of()));
    }

    synchronized List<ObjectNode> all(String practice, String type) {
        if (byKey.isEmpty()) {
            return List.of();
        }
        String prefix = key(practice, type, "");
        List<ObjectNode> found = new ArrayList<>();
        byKey.forEach((key, versions) -> {
            if (key.startsWith(prefix)) {
                found.add(versions.get(versions.size() - 1));
            }
        });
        return found;
    }

    synchronized void clear() {
        byKey.clear();
    }

    private ObjectNode version(String type, String id, int number, ObjectNode sent) {
        ObjectNode kept = FhirJson.resource(type).put("id", id);
        sent.fields().forEachRemaining(field -> {
            if (!field.getKey().equals("resourceType") && !field.getKey().equals("id")) {
                kept.set(field.getKey(), field.getValue());
            }
        });
        kept.putObject("meta")
                .put("versionId", Integer.toString(number))
                .put(
                        "lastUpdated",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        return kept;
    }

    private static String key(String practice, String type, String id) {
        return practice + "/" + type + "/" + id;
    }
}
