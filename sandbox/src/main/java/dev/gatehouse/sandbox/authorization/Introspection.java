package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;

/** Tells a client about a token it holds (RFC 7662); a client sees its own tokens only. */
final class Introspection {

    private final ClientAuthenticator authenticator;
    private final Grants grants;
    private final Clock clock;

    Introspection(ClientAuthenticator authenticator, Grants grants, Clock clock) {
        this.authenticator = authenticator;
        this.grants = grants;
        this.clock = clock;
    }

    Future<Answer> answer(Base base, Call call) {
        if (!call.isPost() || !call.sendsForm()) {
            return Refusal.told(Refusal.invalidRequest("Send the token in a form with POST"), call);
        }
        return authenticator
                .authenticate(base, call)
                .map(client -> Answer.json(200, about(base, client, call.form().text("token"))))
                .recover(failure -> Refusal.told(failure, call));
    }

    private JsonObject about(Base base, Client client, String value) {
        AccessToken token = grants.accessToken(value);
        if (token == null
                || !token.good(clock.instant())
                || !token.grant().clientId().equals(client.id())
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
