package dev.gatehouse.gateway.nango;

import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.EndUser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A connection as Nango's clients see it. */
public record NangoConnection(Connection connection, Integration integration, Extras extras) {
    private static final String CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";
    /** Of an id: fifty bits, which JavaScript holds exactly. */
    private static final int DIGITS = 10;
    /** Whom a connection without an end user is for; see DirectConnections. */
    private static final String NOBODY = "practice";

    /** The id it goes by. */
    public String connectionId() {
        String alias = extras.alias();
        return alias == null ? connection.id().value() : alias;
    }

    /** Null if nobody said who it is. */
    public @Nullable NangoEndUser endUser() {
        if (extras.endUser() != null) {
            return extras.endUser();
        }
        EndUser user = connection.endUser();
        return extras.unnamed() || user.id().equals(NOBODY)
                ? null
                : new NangoEndUser(user.id(), user.email(), user.displayName(), null, null, null);
    }

    /** A number of its own, which follows from its id. */
    long number() {
        long number = 0;
        for (int i = 4; i < 4 + DIGITS; i++) {
            number = number * 32 + CROCKFORD.indexOf(connection.id().value().charAt(i));
        }
        return number;
    }

    /** What lists and single answers have in common. */
    JsonObject common() {
        NangoEndUser user = endUser();
        return new JsonObject()
                .put("id", number())
                .put("connection_id", connectionId())
                .put("provider_config_key", integration.key())
                .put("provider", connection.ehr())
                .put("errors", errors())
                .put("end_user", user == null ? null : user.toJson())
                .put("tags", NangoEndUser.json(extras.tags()))
                .put("metadata", extras.metadata());
    }

    JsonObject listed() {
        return common().put("created", connection.createdAt().toString());
    }

    /** @param credentials {@code {}} where they are not to be told */
    JsonObject whole(JsonObject credentials) {
        return common().put("connection_config", config())
                .put("webhook_url_override", (Object) null)
                .put("created_at", connection.createdAt().toString().replace("Z", "+00:00"))
                .put("updated_at", updatedAt().replace("Z", "+00:00"))
                .put("last_fetched_at", (Object) null)
                .put("credentials", credentials);
    }

    private String updatedAt() {
        return extras.updatedAt() == null || extras.updatedAt().isBefore(connection.stateSince())
                ? connection.stateSince().toString()
                : extras.updatedAt().toString();
    }

    /** What was said when it was made, and where it leads. */
    private JsonObject config() {
        return extras.config()
                .copy()
                .put("base_url", connection.baseUrl().toString())
                .put("endpoint_id", connection.endpointId())
                .put("practice_id", connection.practiceId())
                .put("practice_name", connection.practiceName());
    }

    /** The events of the connection in our own API are what Nango's clients would look up as a log. */
    private JsonArray errors() {
        ConnectionState state = connection.state();
        return state == ConnectionState.ACTIVE || state == ConnectionState.REVOKED
                ? new JsonArray()
                : new JsonArray()
                        .add(new JsonObject()
                                .put("type", "auth")
                                .put("log_id", connection.id().value()));
    }
}
