package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;

/** Tells a client about a token it holds (RFC 7662); a client sees its own tokens only. */
final class Introspection {

    private final ClientAuthenticator authenticator;
    private final Grants grants;
    private final Behaviour behaviour;
    private final Clock clock;

    Introspection(ClientAuthenticator authenticator, Grants grants, Behaviour behaviour, Clock clock) {
        this.behaviour = behaviour;
        this.authenticator = authenticator;
        this.grants = grants;
        this.clock = clock;
    }

    Future<Answer> answer(Base base, Call call) {
        if (!call.isPost() || !call.sendsForm()) {
            return Refusal.told(Refusal.invalidRequest("Send the token in a form with POST"), call);
        }
        if (behaviour.introspectionByBearer()) {
            return Future.succeededFuture(byBearer(base, call));
        }
        return authenticator
                .authenticate(base, call)
                .map(client -> Answer.json(200, about(base, client.id(), call.form().text("token"))))
                .recover(failure -> Refusal.told(failure, call));
    }

    /** Any good access token shows who may ask, for tokens of the same client. */
    private Answer byBearer(Base base, Call call) {
        String header = call.header("authorization");
        AccessToken shown = header == null || !header.startsWith("Bearer ")
                ? null
                : grants.accessToken(header.substring("Bearer ".length()));
        if (shown == null || !shown.good(clock.instant())) {
            return Answer.empty(401).with("www-authenticate", "Bearer");
        }
        return Answer.json(200, about(base, shown.grant().clientId(), call.form().text("token")));
    }

    private JsonObject about(Base base, String clientId, String value) {
        AccessToken token = grants.accessToken(value);
        if (token == null
                || !token.good(clock.instant())
                || !token.grant().clientId().equals(clientId)
                || !token.grant().base().url().equals(base.url())) {
            return new JsonObject().put("active", false);
        }
        Grant grant = token.grant();
        JsonObject answer = new JsonObject()
                .put("active", true)
                .put("scope", String.join(" ", token.scopes()))
                .put("client_id", grant.clientId())
                .put("exp", token.expiresAt().getEpochSecond())
                .put("iss", base.issuer());
        if (grant.patient() != null) {
            answer.put("patient", grant.patient());
        }
        if (grant.user() != null) {
            answer.put("sub", grant.user().id())
                    .put("fhirUser", base.url() + "/" + grant.user().reference());
        }
        return answer;
    }
}
