package dev.gatehouse.gateway.live;

import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What may have changed.
 *
 * @param id null if it is several things, or none in particular
 */
record Hint(TenantId tenant, Topic topic, @Nullable String id) {
    private static final Predicate<String> ID =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,79}").asMatchPredicate();
    private static final String NONE = "-";

    /** Ids that are no ids of ours are left out; so are those of what all tenants share. */
    Hint {
        id = id == null || topic.isShared() || !ID.test(id) ? null : id;
    }

    JsonObject data() {
        JsonObject data = new JsonObject().put("topic", topic.text());
        return id == null ? data : data.put("id", id);
    }

    /** As other nodes are told. */
    String key() {
        return tenant.value() + "/" + topic.text() + "/" + (id == null ? NONE : id);
    }

    static Optional<Hint> ofKey(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length != 3 || !TenantId.isValid(parts[0])) {
            return Optional.empty();
        }
        String id = parts[2].equals(NONE) ? null : parts[2];
        return Topic.of(parts[1]).map(topic -> new Hint(new TenantId(parts[0]), topic, id));
    }
}
