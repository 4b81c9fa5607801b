package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.fault.Violations;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.Future;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells which client sends a request to the token or introspection endpoint (RFC 6749, section 2.3). */
final class ClientAuthenticator {

    private record Shown(String id, String secret) {}

    /** Why a client is not believed. */
    private enum Doubt {
        UNKNOWN("The client id is not known"),
        SECRET("The client secret is wrong"),
        METHOD("The client may not authenticate in this way"),
        ASSERTION("The client assertion was not accepted");

        final String words;

        Doubt(String words) {
            this.words = words;
        }
    }

    private final Clients clients;
    private final Behaviour behaviour;
    private final Violations violations;
    private final ClientAssertions assertions;
    private final Set<ClientAuthentication> allowed;

    ClientAuthenticator(
            Clients clients,
            Behaviour behaviour,
            Violations violations,
            ClientAssertions assertions,
            Set<ClientAuthentication> allowed) {
        this.clients = clients;
        this.behaviour = behaviour;
        this.violations = violations;
        this.assertions = assertions;
        this.allowed = allowed;
    }

    /** The client, if it is who it says; fails with a {@link Refusal}. */
    Future<Client> authenticate(Base base, Call call) {
        boolean assertion = call.form().has("client_assertion");
        try {
            refuseTwoMethods(call, assertion);
            if (assertion && allowed.contains(ClientAuthentication.PRIVATE_KEY_JWT)) {
                return assertions
                        .check(base, call)
                        .onSuccess(clients::noteAssertion)
                        .recover(refused -> Future.failedFuture(
                                refused instanceof Refusal ? refusal(Doubt.ASSERTION, false) : refused));
            }
            return Future.succeededFuture(bySecret(base, call));
        } catch (Refusal refusal) {
            return Future.failedFuture(refusal);
        }
    }

    private void refuseTwoMethods(Call call, boolean assertion) throws Refusal {
        String header = call.header("authorization");
        boolean secretInBody = call.form().has("client_secret");
        int methods = (header == null ? 0 : 1) + (secretInBody ? 1 : 0) + (assertion ? 1 : 0);
        if (methods > 1) {
            violations.note("two-auth-methods", "a client uses one method in a request", call.sequence());
            throw Refusal.invalidRequest("The client authenticates in more than one way");
        }
    }

    private Client bySecret(Base base, Call call) throws Refusal {
        String header = call.header("authorization");
        if (header != null) {
            return basic(base, header, call);
        }
        String id = call.form().one("client_id");
        if (call.form().has("client_secret")) {
            return checked(base, id, call.form().text("client_secret"), ClientAuthentication.CLIENT_SECRET_POST);
        }
        return unauthenticated(base, id);
    }

    private Client basic(Base base, String header, Call call) throws Refusal {
        Shown shown = decode(header);
        if (shown == null) {
            throw refusal(Doubt.SECRET, true);
        }
        String inBody = call.form().one("client_id");
        if (inBody != null && !inBody.equals(shown.id())) {
            throw Refusal.invalidRequest("client_id in the body is not that of the Authorization header");
        }
        return checked(base, shown.id(), shown.secret(), ClientAuthentication.CLIENT_SECRET_BASIC);
    }

    private @Nullable Shown decode(String header) {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon < 0) {
                return null;
            }
            String id = pair.substring(0, colon);
            String secret = pair.substring(colon + 1);
            return behaviour.rawBasic()
                    ? new Shown(id, secret)
                    : new Shown(
                            URLDecoder.decode(id, StandardCharsets.UTF_8),
                            URLDecoder.decode(secret, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException garbled) {
            return null;
        }
    }

    private Client checked(Base base, @Nullable String id, String secret, ClientAuthentication method) throws Refusal {
        boolean basic = method == ClientAuthentication.CLIENT_SECRET_BASIC;
        Client client = clients.at(base, id);
        if (client == null) {
            throw refusal(Doubt.UNKNOWN, basic);
        }
        if (!allowed.contains(method) || !client.methods().contains(method)) {
            throw refusal(Doubt.METHOD, basic);
        }
        if (!clients.accepts(client, secret)) {
            throw refusal(Doubt.SECRET, basic);
        }
        return client;
    }

    private Client unauthenticated(Base base, @Nullable String id) throws Refusal {
        Client client = clients.at(base, id);
        if (client == null) {
            throw refusal(Doubt.UNKNOWN, false);
        }
        if (!client.methods().contains(ClientAuthentication.NONE)) {
            throw refusal(Doubt.METHOD, false);
        }
        return client;
    }

    private Refusal refusal(Doubt why, boolean basic) {
        return switch (behaviour.programme().clientErrors()) {
            case ALIKE -> Refusal.invalidClient(basic);
            case TELLING -> Refusal.invalidClient(basic, why.words);
            case VENDOR -> Refusal.vendor(401, "Unauthorized", "client authentication failed");
        };
    }
}
