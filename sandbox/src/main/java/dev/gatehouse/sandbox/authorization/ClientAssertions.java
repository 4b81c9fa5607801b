package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Violations;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks signed client assertions (SMART App Launch 2.2, "Client Authentication: Asymmetric"; RFC 7523, section 3). */
final class ClientAssertions {

    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final long LONGEST_SECONDS = 300;
    private static final int REMEMBERED = 100_000;
    /** By the names of RFC 7518, those of the platform. */
    private static final Map<String, String> ALGORITHMS =
            Map.of("RS384", "SHA384withRSA", "ES384", "SHA384withECDSAinP1363Format");

    /** A token taken apart, not yet trusted. */
    private record Jwt(JsonObject header, JsonObject claims, String signed, String signature) {

        static @Nullable Jwt parse(String text) {
            String[] parts = text.split("\\.", -1);
            if (parts.length != 3) {
                return null;
            }
            try {
                Base64.Decoder decoder = Base64.getUrlDecoder();
                return new Jwt(
                        Buffer.buffer(decoder.decode(parts[0])).toJsonObject(),
                        Buffer.buffer(decoder.decode(parts[1])).toJsonObject(),
                        parts[0] + "." + parts[1],
                        parts[2]);
            } catch (IllegalArgumentException | DecodeException | ClassCastException garbled) {
                return null;
            }
        }

        String claim(String name) {
            return claims.getValue(name) instanceof String text ? text : "";
        }

        String head(String name) {
            return header.getValue(name) instanceof String text ? text : "";
        }

        long expiry() {
            return claims.getValue("exp") instanceof Number number ? number.longValue() : 0;
        }
    }

    private final Vertx vertx;
    private final Clients clients;
    private final ClientKeys keys;
    private final Violations violations;
    private final Clock clock;
    private final Set<String> used = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    ClientAssertions(Vertx vertx, Clients clients, ClientKeys keys, Violations violations, Clock clock) {
        this.vertx = vertx;
        this.clients = clients;
        this.keys = keys;
        this.violations = violations;
        this.clock = clock;
    }

    /** The client that signed the assertion; fails with a {@link Refusal}. */
    Future<Client> check(Base base, Call call) {
        Jwt jwt = Jwt.parse(call.form().text("client_assertion"));
        noteForm(jwt, call);
        Client client = jwt == null ? null : clients.at(base, jwt.claim("iss"));
        if (jwt == null || client == null || !acceptable(base, call, jwt, client)) {
            return Future.failedFuture(Refusal.invalidClient(false));
        }
        String url = client.jwksUrl();
        if (url == null) {
            return Future.failedFuture(Refusal.invalidClient(false));
        }
        return keys.find(url, jwt.head("kid"), call.sequence())
                .compose(key -> vertx.executeBlocking(() -> signedBy(jwt, key), false))
                .transform(verified -> verified.succeeded() && Boolean.TRUE.equals(verified.result())
                        ? Future.succeededFuture(client)
                        : Future.failedFuture(Refusal.invalidClient(false)));
    }

    /** What the guide wants of every assertion, also where this server would not mind. */
    private void noteForm(@Nullable Jwt jwt, Call call) {
        boolean typed = call.form().text("client_assertion_type").equals(TYPE);
        boolean headed = jwt != null
                && ALGORITHMS.containsKey(jwt.head("alg"))
                && jwt.head("typ").equals("JWT")
                && !jwt.head("kid").isEmpty();
        if (jwt == null || !typed || !headed || !jwt.claim("sub").equals(jwt.claim("iss"))) {
            violations.note("assertion-form", "type, header or subject is not as prescribed", call.sequence());
        }
    }

    private boolean acceptable(Base base, Call call, Jwt jwt, Client client) {
        long now = clock.instant().getEpochSecond();
        long expiry = jwt.expiry();
        boolean audience = jwt.claim("aud").equals(base.tokenEndpoint());
        if (!audience) {
            violations.note("aud", "the assertion is not addressed to this token endpoint", call.sequence());
        }
        boolean near = expiry <= now + LONGEST_SECONDS;
        if (!near) {
            violations.note("exp-far", "the assertion lives longer than five minutes", call.sequence());
        }
        boolean fresh = firstUse(client, jwt);
        if (!fresh) {
            violations.note("jti-replay", "the assertion has no jti or was used before", call.sequence());
        }
        String jku = jwt.head("jku");
        return audience
                && near
                && fresh
                && expiry > now
                && call.form().text("client_assertion_type").equals(TYPE)
                && jwt.claim("sub").equals(client.id())
                && !jwt.head("kid").isEmpty()
                && (jku.isEmpty() || jku.equals(client.jwksUrl()))
                && client.methods().contains(ClientAuthentication.PRIVATE_KEY_JWT);
    }

    /** Over all requests of a client, for longer than any assertion lives. */
    private boolean firstUse(Client client, Jwt jwt) {
        if (jwt.claim("jti").isEmpty()) {
            return false;
        }
        synchronized (used) {
            return used.add(client.id() + " " + jwt.claim("jti"));
        }
    }

    private static boolean signedBy(Jwt jwt, PublicKey key) throws GeneralSecurityException {
        String algorithm = ALGORITHMS.get(jwt.head("alg"));
        if (algorithm == null) {
            throw new GeneralSecurityException("Only RS384 and ES384 are accepted");
        }
        Signature signature = Signature.getInstance(algorithm);
        signature.initVerify(key);
        signature.update(jwt.signed().getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(jwt.signature()));
    }

    void forget() {
        synchronized (used) {
            used.clear();
        }
        keys.forget();
    }
}
