package dev.gatehouse.sandbox.fhir;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All resources of a practice: the synthetic ones and those that apps have written. */
final class Records {

    private final SyntheticChart chart;
    private final CreatedResources created;

    Records(SyntheticChart chart, CreatedResources created) {
        this.chart = chart;
        this.created = created;
    }

    List<ObjectNode> all(String practice, String type) {
        List<ObjectNode> synthetic = SyntheticType.named(type)
                .map(known -> chart.all(practice, known))
                .orElse(List.of());
        List<ObjectNode> written = created.all(practice, type);
        if (written.isEmpty()) {
            return synthetic;
        }
        List<ObjectNode> both = new ArrayList<>(synthetic);
        both.addAll(written);
        return both;
    }

    Optional<ObjectNode> find(String practice, String type, String id) {
        ObjectNode written = created.find(practice, type, id);
        if (written != null) {
            return Optional.of(written);
        }
        return all(practice, type).stream()
                .filter(resource -> resource.path("id").asText().equals(id))
                .findFirst();
    }

    /** All versions of a resource, oldest first; what nobody has written has one. */
    List<ObjectNode> versions(String practice, String type, String id) {
        List<ObjectNode> written = created.versions(practice, type, id);
        return written.isEmpty() ? find(practice, type, id).map(List::of).orElse(List.of()) : written;
    }

    /** What a reference such as {@code Patient/1} leads to. */
    Optional<ObjectNode> follow(String practice, String reference) {
        int slash = reference.indexOf('/');
        return slash < 1
                ? Optional.empty()
                : find(practice, reference.substring(0, slash), reference.substring(slash + 1));
    }
}
