package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.EndUser;
import dev.gatehouse.gateway.nango.NangoEndUser;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connect session as Nango's clients know it: half an hour in which a browser may begin attempts to connect, for one end
 * user of a tenant's. Whoever has its token may use it; the token itself is kept nowhere.
 *
 * @param id {@code ncs_…}
 * @param endUser null if the tenant named none
 * @param tags what its connections are marked with, keys in lower case
 * @param allowed keys of the integrations it is for; null for all
 * @param defaults by integration key: {@code connection_config}, {@code user_scopes} and {@code authorization_params}, which win over
 *     what a browser says
 * @param overrides by integration key, handed through to the Connect UI
 * @param reconnects the connection it is to renew; null for new ones
 * @param reconnectsKey the integration of that connection
 */
record NangoSession(
        String id,
        TenantId tenant,
        @Nullable NangoEndUser endUser,
        Map<String, String> tags,
        @Nullable List<String> allowed,
        JsonObject defaults,
        JsonObject overrides,
        @Nullable ConnectionId reconnects,
        @Nullable String reconnectsKey,
        Instant createdAt,
        Instant expiresAt) {
    private static final int LONGEST_EMAIL = 320;
    private static final int LONGEST_NAME = 200;

    NangoSession {
        tags = Map.copyOf(tags);
        allowed = allowed == null ? null : List.copyOf(allowed);
    }

    boolean isOver(Instant now) {
        return !now.isBefore(expiresAt);
    }

    boolean allows(String key) {
        return (allowed == null || allowed.contains(key)) && (reconnectsKey == null || reconnectsKey.equals(key));
    }

    /** In our own terms. Where the tenant told nobody, the session stands for somebody who comes once. */
    EndUser person() {
        return endUser == null
                ? new EndUser(namedByTag().orElse("session:" + id), null, null)
                : new EndUser(
                        endUser.id(),
                        shortEnough(endUser.email(), LONGEST_EMAIL),
                        shortEnough(endUser.displayName(), LONGEST_NAME));
    }

    private Optional<String> namedByTag() {
        return Optional.ofNullable(tags.get("end_user_id")).filter(tag -> tag.length() <= LONGEST_NAME);
    }

    /** True if the tenant said in no way whom its connections are for. */
    boolean isUnnamed() {
        return endUser == null && namedByTag().isEmpty();
    }

    /** What its connections are marked with: tags that follow from the end user, and those that were given. */
    Map<String, String> marks() {
        Map<String, String> marks = new LinkedHashMap<>();
        if (endUser != null) {
            marks.putAll(endUser.asTags());
        }
        marks.putAll(tags);
        return marks;
    }

    private static @Nullable String shortEnough(@Nullable String text, int most) {
        return text == null || text.isEmpty() || text.length() > most ? null : text;
    }

    /** What the tenant's backend decided for one integration. */
    JsonObject connectionConfig(String key) {
        return defaults.getJsonObject(key, new JsonObject()).getJsonObject("connection_config", new JsonObject());
    }

    /** What the EHR's authorization page is told for one integration. */
    Map<String, String> authorizationParameters(String key) {
        Map<String, String> parameters = new LinkedHashMap<>();
        defaults.getJsonObject(key, new JsonObject())
                .getJsonObject("authorization_params", new JsonObject())
                .forEach(each -> parameters.put(each.getKey(), String.valueOf(each.getValue())));
        return parameters;
    }

    Optional<String> userScopes(String key) {
        return Optional.ofNullable(defaults.getJsonObject(key, new JsonObject()).getString("user_scopes"));
    }
}
