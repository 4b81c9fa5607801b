package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.directory.Surface;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.fault.Violations;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import dev.gatehouse.sandbox.web.Fingerprint;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The token endpoint of a base (RFC 6749, section 3.2; SMART App Launch 2.2, section 2.1.5). */
final class TokenEndpoint {

    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private final ClientAuthenticator authenticator;
    private final Admission admission;
    private final Grants grants;
    private final Behaviour behaviour;
    private final Violations violations;
    private final IdTokens idTokens;

    TokenEndpoint(
            ClientAuthenticator authenticator,
            Admission admission,
            Grants grants,
            Behaviour behaviour,
            Violations violations,
            IdTokens idTokens) {
        this.authenticator = authenticator;
        this.admission = admission;
        this.grants = grants;
        this.behaviour = behaviour;
        this.violations = violations;
        this.idTokens = idTokens;
    }

    Future<Answer> answer(Base base, Call call) {
        try {
            checkForm(call);
        } catch (Refusal refusal) {
            return Future.succeededFuture(refusal.answer(call));
        }
        return authenticator
                .authenticate(base, call)
                .compose(client -> exchange(base, client, call))
                .recover(failure -> Refusal.told(failure, call));
    }

    private void checkForm(Call call) throws Refusal {
        if (!call.isPost()) {
            throw Refusal.oauth(405, "invalid_request", "The token endpoint takes POST only");
        }
        if (!call.query().pairs().isEmpty()) {
            violations.note("query-on-token-endpoint", "parameters belong in the body", call.sequence());
        }
        if (!call.sendsForm()) {
            violations.note("content-type", "the body is not a form", call.sequence());
            throw Refusal.invalidRequest("The body must be application/x-www-form-urlencoded");
        }
        for (String name : call.form().repeated()) {
            violations.note("duplicate-param", name, call.sequence());
        }
        if (!call.form().repeated().isEmpty()) {
            throw Refusal.invalidRequest("A parameter was sent twice");
        }
    }

    private Future<Answer> exchange(Base base, Client client, Call call) {
        try {
            admission.refuseDisabled(client);
            return switch (call.form().text("grant_type")) {
                case "authorization_code" -> code(base, client, call);
                case "refresh_token" -> refresh(base, client, call);
                case "client_credentials" -> system(base, client, call);
                default -> throw Refusal.oauth(400, "unsupported_grant_type", "This grant type is not supported");
            };
        } catch (Refusal refusal) {
            return Future.failedFuture(refusal);
        }
    }

    /** A system app, which the practice must have let in; the refusals have the vendor's own shape. */
    private Future<Answer> system(Base base, Client client, Call call) throws Refusal {
        if (client.type() != Client.Type.SYSTEM || base.surface() != Surface.PROVIDER) {
            throw Refusal.oauth(
                    400, "unauthorized_client", "Only system apps may use client_credentials, at provider bases");
        }
        Set<String> scopes = scopes(call);
        admission.refuseSystem(base, client, scopes);
        Set<String> granted = new LinkedHashSet<>(scopes);
        granted.removeAll(behaviour.droppedScopes());
        Grant grant = new Grant(base, client.id(), granted, null, null, null, false);
        return Future.succeededFuture(ok(behaviour.token(base.guid(), tokenAnswer(grants.issueToSystem(grant)))));
    }

    private static Set<String> scopes(Call call) {
        Set<String> scopes =
                new LinkedHashSet<>(List.of(call.form().text("scope").strip().split(" +", -1)));
        scopes.remove("");
        return scopes;
    }

    private Future<Answer> code(Base base, Client client, Call call) throws Refusal {
        admission.refuseUnlessLetIn(base, client, Set.of());
        String verifier = call.form().text("code_verifier");
        if (!VERIFIER.matcher(verifier).matches()) {
            violations.note("verifier-form", "not 43 to 128 unreserved characters", call.sequence());
        }
        String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(Fingerprint.sha256(verifier));
        Grant grant = grants.redeem(
                call.form().text("code"),
                client,
                call.form().text("redirect_uri"),
                challenge,
                base.url(),
                call.sequence());
        Grants.Issued issued = grants.issue(grant);
        JsonObject answer = tokenAnswer(issued);
        if (!grant.scopes().contains("openid")) {
            return Future.succeededFuture(ok(behaviour.token(base.guid(), answer)));
        }
        return idTokens.sign(grant).map(idToken -> ok(behaviour.token(base.guid(), answer.put("id_token", idToken))));
    }

    private Future<Answer> refresh(Base base, Client client, Call call) throws Refusal {
        admission.refuseUnlessLetIn(base, client, Set.of());
        Grants.Issued issued =
                grants.refresh(call.form().text("refresh_token"), client, base.url(), scopes(call), call.sequence());
        return Future.succeededFuture(ok(behaviour.refresh(base.guid(), tokenAnswer(issued))));
    }

    private JsonObject tokenAnswer(Grants.Issued issued) {
        AccessToken access = issued.access();
        Grant grant = access.grant();
        JsonObject answer = new JsonObject()
                .put("access_token", access.value())
                .put("token_type", "Bearer")
                .put("expires_in", behaviour.accessTokenLifetime().toSeconds())
                .put("scope", String.join(" ", access.scopes()));
        if (issued.refreshToken() != null) {
            answer.put("refresh_token", issued.refreshToken());
        }
        if (grant.patient() != null) {
            answer.put("patient", grant.patient());
        }
        if (grant.user() != null) {
            answer.put("need_patient_banner", !grant.fromEhr())
                    .put("smart_style_url", grant.base().issuer() + "/style.json");
        }
        return answer;
    }

    private static Answer ok(JsonObject body) {
        return Answer.json(200, body).with("cache-control", "no-store").with("pragma", "no-cache");
    }
}
