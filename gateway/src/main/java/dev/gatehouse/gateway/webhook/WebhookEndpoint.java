package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.tenant.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address of a tenant's that is told what happens.
 *
 * @param format in whose words it is told
 * @param types which notices it wants: exact types, or {@code connection.*} for all that begin so; empty for all
 * @param enabled false if nothing is sent to it; what happens meanwhile is not kept for it
 * @param disabledCode why we switched it off ourselves; null otherwise
 * @param disabledReason why somebody switched it off, in their words; null if they did not say
 * @param disabledAt since when it is off; null if it is on, or nobody noted it
 */
public record WebhookEndpoint(
        String id,
        TenantId tenant,
        URI url,
        String description,
        WebhookFormat format,
        List<String> types,
        boolean enabled,
        @Nullable String disabledCode,
        @Nullable String disabledReason,
        @Nullable Instant disabledAt,
        Instant createdAt,
        Instant updatedAt) {

    public WebhookEndpoint {
        types = List.copyOf(types);
    }

    /** True if notices of this type go to it. */
    boolean wants(String type) {
        return enabled
                && format.tells(type)
                && (types.isEmpty()
                        || types.stream()
                                .anyMatch(each -> each.equals(type)
                                        || (each.endsWith(".*")
                                                && type.startsWith(each.substring(0, each.length() - 1)))));
    }
}
