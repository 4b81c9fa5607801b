package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Programme;
import dev.gatehouse.sandbox.fault.Violations;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where apps register themselves (RFC 7591) and look after their registration (RFC 7592). An app is known only to the
 * authorization server it registered at.
 */
final class RegistrationEndpoint {

    private static final int KEPT = 10_000;
    /** What a client must not send back (RFC 7592, section 2.2). */
    private static final List<String> SERVERS_OWN = List.of(
            "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at");

    private record Registered(
            Base base,
            ClientMetadata metadata,
            Client client,
            String accessToken,
            Instant issuedAt,
            @Nullable Instant secretEndsAt) {}

    private final Clients clients;
    private final Grants grants;
    private final Programme programme;
    private final Violations violations;
    private final Set<ClientAuthentication> allowed;
    private final Secrets secrets;
    private final Clock clock;
    private final Map<String, Registered> registered = new LinkedHashMap<>();

    RegistrationEndpoint(
            Clients clients,
            Grants grants,
            Programme programme,
            Violations violations,
            Set<ClientAuthentication> allowed,
            Secrets secrets,
            Clock clock) {
        this.clients = clients;
        this.grants = grants;
        this.programme = programme;
        this.violations = violations;
        this.allowed = allowed;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** @param id client id, or the empty text for a new registration */
    synchronized Answer answer(Base base, String id, Call call) {
        if (!programme.dynamicRegistration()) {
            return Answer.noRoute();
        }
        try {
            String what = (id.isEmpty() ? "ALL " : "ONE ") + call.method().name();
            return switch (what) {
                case "ALL POST" -> register(base, call);
                case "ONE GET" -> told(200, known(base, id, call));
                case "ONE PUT" -> change(known(base, id, call), call);
                case "ONE DELETE" -> remove(known(base, id, call));
                default -> Answer.empty(405);
            };
        } catch (Refusal refusal) {
            return refusal.answer(call);
        }
    }

    private Answer register(Base base, Call call) throws Refusal {
        String initial = programme.initialAccessToken();
        if (initial != null && !Secrets.equal(initial, bearer(call))) {
            throw unknownToken();
        }
        ClientMetadata metadata = ClientMetadata.read(json(call), allowed);
        String secret = metadata.withSecret() ? secrets.next("secret_") : null;
        Client client = metadata.client(secrets.next("dyn-").substring(0, 26), secret);
        Duration lifetime = programme.registeredSecretLifetime();
        Instant now = clock.instant();
        Instant end = lifetime.isZero() || secret == null ? null : now.plus(lifetime);
        return keep(201, new Registered(base, metadata, client, secrets.next("reg_"), now, end));
    }

    private Answer change(Registered before, Call call) throws Refusal {
        JsonObject sent = json(call);
        if (!before.client().id().equals(sent.getValue("client_id"))) {
            throw Refusal.oauth(400, "invalid_client_metadata", "client_id must be that of the registration");
        }
        for (String name : SERVERS_OWN) {
            if (sent.containsKey(name)) {
                throw Refusal.oauth(400, "invalid_client_metadata", name + " must not be sent");
            }
        }
        if (sent.containsKey("client_secret")
                && !String.valueOf(sent.getValue("client_secret"))
                        .equals(before.client().secret())) {
            throw Refusal.oauth(400, "invalid_client_metadata", "client_secret must be the present one");
        }
        ClientMetadata metadata = ClientMetadata.read(sent, allowed);
        String old = before.client().secret();
        String secret = metadata.withSecret() ? (old == null ? secrets.next("secret_") : old) : null;
        Client client = metadata.client(before.client().id(), secret);
        return keep(
                200,
                new Registered(
                        before.base(),
                        metadata,
                        client,
                        before.accessToken(),
                        before.issuedAt(),
                        secret == null ? null : before.secretEndsAt()));
    }

    private Answer remove(Registered gone) {
        String id = gone.client().id();
        registered.remove(id);
        clients.remove(id);
        grants.revokeGrantsOf(id, null);
        return Answer.empty(204).with("cache-control", "no-store");
    }

    private Answer keep(int status, Registered now) {
        registered.put(now.client().id(), now);
        clients.registerAt(now.base().issuer(), now.client(), now.secretEndsAt());
        if (registered.size() > KEPT) {
            Iterator<String> oldest = registered.keySet().iterator();
            clients.remove(oldest.next());
            oldest.remove();
        }
        return told(status, now);
    }

    /** The registration that the token in the header belongs to; an unknown app is not told apart from a wrong token. */
    private Registered known(Base base, String id, Call call) throws Refusal {
        Registered one = registered.get(id);
        if (one == null
                || !one.base().issuer().equals(base.issuer())
                || !Secrets.equal(one.accessToken(), bearer(call))) {
            throw unknownToken();
        }
        return one;
    }

    private static Refusal unknownToken() {
        return Refusal.invalidToken("The token is missing or not the right one");
    }

    private static String bearer(Call call) {
        String header = call.header("authorization");
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? header.substring(7).strip()
                : "";
    }

    private JsonObject json(Call call) throws Refusal {
        String type = call.header("content-type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            violations.note("content-type", "a registration is JSON", call.sequence());
            throw Refusal.oauth(400, "invalid_client_metadata", "The body must be application/json");
        }
        try {
            return call.body().toJsonObject();
        } catch (DecodeException | ClassCastException notAnObject) {
            throw Refusal.oauth(400, "invalid_client_metadata", "The body must be a JSON object");
        }
    }

    private static Answer told(int status, Registered one) {
        Client client = one.client();
        JsonObject json = one.metadata()
                .toJson()
                .put("client_id", client.id())
                .put("client_id_issued_at", one.issuedAt().getEpochSecond())
                .put("registration_access_token", one.accessToken())
                .put("registration_client_uri", one.base().registrationEndpoint() + "/" + client.id());
        if (client.secret() != null) {
            Instant end = one.secretEndsAt();
            json.put("client_secret", client.secret())
                    .put("client_secret_expires_at", end == null ? 0 : end.getEpochSecond());
        }
        return Answer.json(status, json).with("cache-control", "no-store").with("pragma", "no-cache");
    }
}
