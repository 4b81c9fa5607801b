package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.authorization.AuthorizationServer;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.Clients;
import dev.gatehouse.sandbox.authorization.KnownSecret;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the portal shows of an application's credentials. */
public final class Credentials {

    /**
     * The keys a system application publishes.
     *
     * @param keys one line each, empty when there is a problem
     * @param problem why they cannot be shown, or the empty text
     */
    public record PublishedKeys(List<JsonObject> keys, String problem) {}

    private final Clients clients;
    private final AuthorizationServer authorization;
    private final Clock clock;

    public Credentials(Clients clients, AuthorizationServer authorization, Clock clock) {
        this.clients = clients;
        this.authorization = authorization;
        this.clock = clock;
    }

    /** The secrets that work now, newest first; none for a system application. */
    List<KnownSecret> secrets(PortalApplication application) {
        Instant now = clock.instant();
        return clients.secrets(application.clientId()).stream()
                .filter(secret -> secret.worksAt(now))
                .toList();
    }

    @Nullable
    Instant usedAt(PortalApplication application) {
        return clients.usedAt(application.clientId());
    }

    boolean enabled(PortalApplication application) {
        return clients.enabled(application.clientId());
    }

    /** Client id and secret, and nothing else. */
    JsonObject pair(PortalApplication application) {
        JsonObject pair = new JsonObject().put("clientId", application.clientId());
        secrets(application).stream().findFirst().ifPresent(secret -> pair.put("clientSecret", secret.value()));
        return pair;
    }

    /** The same with dates and with the secret before, while it works. */
    JsonObject detailed(PortalApplication application) {
        JsonObject json = pair(application);
        List<KnownSecret> working = secrets(application);
        if (!working.isEmpty()) {
            json.put("issuedAt", working.get(0).issuedAt().toString());
        }
        putTime(json, "lastUsedAt", usedAt(application));
        if (working.size() > 1) {
            KnownSecret before = working.get(1);
            JsonObject previous = new JsonObject();
            putTime(previous, "worksUntil", before.endsAt());
            putTime(previous, "lastUsedAt", before.usedAt());
            json.put("previousSecret", previous);
        }
        if (application.form().type() == Client.Type.SYSTEM) {
            json.put("jwksUrl", application.form().jwksUrl());
        }
        return json;
    }

    private static void putTime(JsonObject json, String name, @Nullable Instant at) {
        if (at != null) {
            json.put(name, at.toString());
        }
    }

    /** Fetches the key set of the application now; never fails. */
    Future<PublishedKeys> published(PortalApplication application, Call call) {
        String url = application.form().jwksUrl();
        if (url.isEmpty()) {
            return Future.succeededFuture(new PublishedKeys(List.of(), "No JWKS URL was provided"));
        }
        return authorization
                .clientKeys(url, call)
                .map(Credentials::shown)
                .recover(failed -> Future.succeededFuture(
                        new PublishedKeys(List.of(), "The JWKS URL did not answer with a key set")));
    }

    private static PublishedKeys shown(JsonArray keys) {
        List<JsonObject> lines = keys.stream()
                .limit(50)
                .map(key -> key instanceof JsonObject jwk ? jwk : new JsonObject())
                .map(jwk -> new JsonObject()
                        .put("kid", text(jwk, "kid"))
                        .put("kty", text(jwk, "kty"))
                        .put("alg", text(jwk, "alg")))
                .toList();
        return new PublishedKeys(lines, lines.isEmpty() ? "The key set is empty" : "");
    }

    private static String text(JsonObject jwk, String member) {
        return jwk.getValue(member) instanceof String text && text.length() <= 200 ? text : "";
    }
}
