package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.fault.Violations;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Set;

/** The authorization servers of all bases; which one is asked is told by the base. */
public final class AuthorizationServer {

    private final Behaviour behaviour;
    private final AuthorizationChecks checks;
    private final ClientKeys clientKeys;
    private final ClientAssertions assertions;
    private final AuthorizationEndpoint authorization;
    private final TokenEndpoint token;
    private final Introspection introspection;
    private final Revocation revocation;
    private final RegistrationEndpoint registration;
    private final IdTokens idTokens;

    /** @param allowed how clients may authenticate at all, whatever they were registered with */
    public AuthorizationServer(
            Vertx vertx,
            Clients clients,
            PracticeGate gate,
            Grants grants,
            Chart chart,
            Behaviour behaviour,
            Violations violations,
            Set<ClientAuthentication> allowed,
            Secrets secrets,
            Clock clock) {
        this.behaviour = behaviour;
        this.idTokens = new IdTokens(vertx, behaviour, clock);
        Admission admission = new Admission(clients, gate, behaviour);
        this.checks = new AuthorizationChecks(clients, admission, grants, violations);
        this.authorization = new AuthorizationEndpoint(checks, grants, chart, behaviour, clock, secrets);
        this.clientKeys = new ClientKeys(vertx, violations, clock);
        this.assertions = new ClientAssertions(vertx, clients, clientKeys, violations, clock);
        ClientAuthenticator authenticator =
                new ClientAuthenticator(clients, behaviour, violations, assertions, allowed);
        this.token = new TokenEndpoint(authenticator, admission, grants, behaviour, violations, idTokens);
        this.registration =
                new RegistrationEndpoint(clients, grants, behaviour.programme(), violations, allowed, secrets, clock);
        this.introspection = new Introspection(authenticator, grants, behaviour, clock);
        this.revocation = new Revocation(authenticator, grants, behaviour);
    }

    public Answer smartConfiguration(Base base) {
        JsonObject document = withRegistration(base, DiscoveryDocuments.smartConfiguration(base));
        if (behaviour.revocation()) {
            document.put("revocation_endpoint", base.revocationEndpoint());
        }
        return Answer.json(200, behaviour.discovery(base.guid(), document)).with(behaviour.discoveryHeaders());
    }

    public Answer openIdConfiguration(Base base) {
        return Answer.json(200, withRegistration(base, DiscoveryDocuments.openIdConfiguration(base)));
    }

    private JsonObject withRegistration(Base base, JsonObject document) {
        return behaviour.programme().dynamicRegistration()
                ? document.put("registration_endpoint", base.registrationEndpoint())
                : document;
    }

    public Answer style() {
        return Answer.json(200, DiscoveryDocuments.style());
    }

    public Future<Answer> keys() {
        return idTokens.published().map(keys -> Answer.json(200, keys).with("cache-control", "max-age=300"));
    }

    public Answer authorize(Base base, Call call) {
        return authorization.begin(base, call);
    }

    /** A page of the person who is on the way through. */
    public Answer authorizeStep(Base base, String id, Call call) {
        return authorization.step(base, id, call);
    }

    public Future<Answer> token(Base base, Call call) {
        return token.answer(base, call);
    }

    /** @param rest {@code register}, or {@code register/} and a client id */
    public Answer register(Base base, String rest, Call call) {
        return registration.answer(base, rest.substring(Math.min(rest.length(), "register/".length())), call);
    }

    public Future<Answer> introspect(Base base, Call call) {
        return introspection.answer(base, call);
    }

    public Future<Answer> revoke(Base base, Call call) {
        return revocation.answer(base, call);
    }

    /** The keys published at that address, fetched now; fails when there is no key set. */
    public Future<JsonArray> clientKeys(String url, Call call) {
        return clientKeys.fetch(url, call.sequence());
    }

    /** Forgets the people on the way through the pages and the states seen so far. */
    public void forget() {
        checks.forget();
        authorization.forget();
        assertions.forget();
    }
}
