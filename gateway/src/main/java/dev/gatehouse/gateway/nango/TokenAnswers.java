package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.Grants;
import dev.gatehouse.gateway.token.TokenDisclosure;
import dev.gatehouse.registration.credential.Credential;
import dev.gatehouse.registration.credential.CredentialState;
import dev.gatehouse.registration.credential.IssuedCredentials;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The credentials of a connection as Nango's clients expect them. */
public final class TokenAnswers {
    private final TokenDisclosure disclosure;
    private final Grants grants;
    private final IssuedCredentials credentials;
    private final Clock clock;

    public TokenAnswers(TokenDisclosure disclosure, Grants grants, IssuedCredentials credentials, Clock clock) {
        this.disclosure = disclosure;
        this.grants = grants;
        this.credentials = credentials;
        this.clock = clock;
    }

    /**
     * Refreshed first if it is over, or if that is wished. Fails as a refresh fails.
     *
     * @param disclose true to put the refresh token in
     */
    Future<JsonObject> of(Caller caller, NangoConnection of, boolean refreshNow, boolean disclose) {
        Author by = caller.author();
        Connection connection = of.connection();
        Future<Void> fresh = refreshNow ? grants.refreshNow(by, connection.forCalls()) : Future.succeededFuture();
        return fresh.compose(done -> disclosure.of(by, connection, disclose)).compose(disclosed -> {
            JsonObject raw = raw(connection, disclosed);
            return of.integration().application().type() == ApplicationType.SYSTEM
                    ? system(connection, disclosed, raw)
                    : Future.succeededFuture(personal(disclosed, raw));
        });
    }

    private static JsonObject personal(TokenDisclosure.Disclosed disclosed, JsonObject raw) {
        JsonObject json = new JsonObject()
                .put("type", "OAUTH2")
                .put("access_token", disclosed.accessToken().reveal())
                .put("expires_at", disclosed.expiresAt().toString())
                .put("raw", raw);
        if (disclosed.refreshToken() != null) {
            json.put("refresh_token", disclosed.refreshToken().reveal());
        }
        return json;
    }

    /** The client's secret is no part of it: that is told with the integration, to whoever may see it. */
    private Future<JsonObject> system(Connection connection, TokenDisclosure.Disclosed disclosed, JsonObject raw) {
        return credentials
                .list(connection.tenant(), connection.applicationId())
                .map(found -> new JsonObject()
                        .put("type", "OAUTH2_CC")
                        .put("token", disclosed.accessToken().reveal())
                        .put(
                                "client_id",
                                active(found).map(Credential::clientId).orElse(null))
                        .put("client_secret", (Object) null)
                        .put("expires_at", disclosed.expiresAt().toString())
                        .put("raw", raw));
    }

    /** The one in use for the whole application. */
    static Optional<Credential> active(List<Credential> all) {
        return all.stream()
                .filter(each -> each.state() == CredentialState.ACTIVE && each.practiceId() == null)
                .findFirst();
    }

    /** The EHR's own answer is not kept, so it is put together from what it brought (RFC 6749, section 5.1). */
    private JsonObject raw(Connection connection, TokenDisclosure.Disclosed disclosed) {
        JsonObject raw = context(connection.launchContext());
        Duration left = Duration.between(clock.instant(), disclosed.expiresAt());
        raw.put("access_token", disclosed.accessToken().reveal())
                .put("token_type", "Bearer")
                .put("expires_in", Math.max(0, left.toSeconds()))
                .put("expires_at", disclosed.expiresAt().toString())
                .put("scope", String.join(" ", connection.grantedScopes()));
        if (disclosed.refreshToken() != null) {
            raw.put("refresh_token", disclosed.refreshToken().reveal());
        }
        return raw;
    }

    private static JsonObject context(@Nullable String json) {
        return json == null ? new JsonObject() : new JsonObject(json);
    }
}
