package dev.gatehouse.gateway.token;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.smart.LaunchContext;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a refresh brought, on its way into the database.
 *
 * @param grant the next generation
 * @param attempt whose lease it was asked under
 * @param previous the refresh token that was sent, if another took its place
 * @param scopes as granted now; empty if the answer does not say
 * @param told what the answer says of the launch
 * @param oddLifetime true if the EHR stated a lifetime of zero or less
 */
record Renewal(
        Grant grant,
        String attempt,
        @Nullable SecretText previous,
        Optional<List<String>> scopes,
        LaunchContext told,
        boolean oddLifetime) {

    /** All of it, tokens too. */
    SecretText written() {
        JsonObject json = new JsonObject()
                .put("attempt", attempt)
                .put("access", grant.accessToken().reveal())
                .put("lifetime", grant.lifetime().toSeconds())
                .put("expiresAt", grant.expiresAt())
                .put("obtainedAt", grant.obtainedAt())
                .put("told", told.toJson())
                .put("odd", oddLifetime);
        put(json, "refresh", grant.refreshToken());
        put(json, "previous", previous);
        if (grant.credential() != null) {
            json.put("credential", grant.credential());
        }
        scopes.ifPresent(granted -> json.put("scopes", new JsonArray(granted)));
        return new SecretText(json.encode());
    }

    private static void put(JsonObject json, String name, @Nullable SecretText secret) {
        if (secret != null) {
            json.put(name, secret.reveal());
        }
    }

    /** What {@link #written} wrote. */
    static Renewal read(TenantId tenant, ConnectionId connection, long generation, SecretText written) {
        JsonObject json = new JsonObject(written.reveal());
        Instant obtainedAt = json.getInstant("obtainedAt");
        Grant grant = new Grant(
                tenant,
                connection,
                generation,
                new SecretText(json.getString("access")),
                secret(json, "refresh"),
                Duration.ofSeconds(json.getLong("lifetime")),
                json.getInstant("expiresAt"),
                obtainedAt,
                obtainedAt,
                json.getInteger("credential"));
        return new Renewal(
                grant,
                json.getString("attempt"),
                secret(json, "previous"),
                Optional.ofNullable(json.getJsonArray("scopes"))
                        .map(list -> list.stream().map(Object::toString).collect(Collectors.toList())),
                LaunchContext.of(json.getJsonObject("told")),
                json.getBoolean("odd"));
    }

    private static @Nullable SecretText secret(JsonObject json, String name) {
        String text = json.getString(name);
        return text == null ? null : new SecretText(text);
    }

    @Override
    public String toString() {
        return "Renewal[" + grant.connection() + " to generation " + grant.generation() + "]";
    }
}
