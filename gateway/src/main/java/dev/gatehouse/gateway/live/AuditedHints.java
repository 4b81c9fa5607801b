package dev.gatehouse.gateway.live;

import dev.gatehouse.common.audit.AuditEar;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Whatever people and programs change is written down, so the audit knows of nearly all there is to hint at. */
final class AuditedHints implements AuditEar {
    /** By the first word of what stands before the dot: {@code webhook} for {@code webhook-endpoint.created}. */
    private static final Map<String, List<Topic>> TOPICS = Map.ofEntries(
            Map.entry("api", List.of(Topic.API_KEYS)),
            Map.entry("application", List.of(Topic.APPLICATIONS)),
            Map.entry("authorization", List.of(Topic.DIRECTORIES)),
            Map.entry("connection", List.of(Topic.CONNECTIONS)),
            Map.entry("credential", List.of(Topic.APPLICATIONS)),
            Map.entry("directory", List.of(Topic.DIRECTORIES, Topic.PRACTICES)),
            Map.entry("export", List.of(Topic.EXPORTS)),
            Map.entry("operator", List.of(Topic.OPERATORS)),
            Map.entry("practice", List.of(Topic.PRACTICES)),
            Map.entry("registration", List.of(Topic.REGISTRATIONS)),
            Map.entry("tenant", List.of(Topic.TENANTS)),
            Map.entry("webhook", List.of(Topic.WEBHOOKS)));

    private static final Pattern FIRST_WORD = Pattern.compile("[-.]");

    private final Hints hints;

    AuditedHints(Hints hints) {
        this.hints = hints;
    }

    @Override
    public void recorded(Transaction tx, Author by, String action, String target) {
        hints.changed(tx, by.tenant(), Topic.AUDIT, null);
        TOPICS.getOrDefault(FIRST_WORD.split(action, 2)[0], List.of())
                .forEach(topic -> hints.changed(tx, by.tenant(), topic, target));
    }
}
