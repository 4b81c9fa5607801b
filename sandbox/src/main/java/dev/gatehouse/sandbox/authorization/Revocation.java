package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.Future;

/**
 * Takes tokens back (RFC 7009). A refresh token ends its whole grant, an access token itself only; a token nobody knows is
 * answered as if it had been one.
 */
final class Revocation {

    private final ClientAuthenticator authenticator;
    private final Grants grants;
    private final Behaviour behaviour;

    Revocation(ClientAuthenticator authenticator, Grants grants, Behaviour behaviour) {
        this.authenticator = authenticator;
        this.grants = grants;
        this.behaviour = behaviour;
    }

    Future<Answer> answer(Base base, Call call) {
        if (!behaviour.revocation()) {
            return Future.succeededFuture(Answer.noRoute());
        }
        if (!call.isPost() || !call.sendsForm() || !call.form().has("token")) {
            return Refusal.told(Refusal.invalidRequest("Send the token in a form with POST"), call);
        }
        return authenticator
                .authenticate(base, call)
                .map(client -> {
                    grants.giveBack(call.form().text("token"), client.id());
                    return Answer.empty(200);
                })
                .recover(failure -> Refusal.told(failure, call));
    }
}
