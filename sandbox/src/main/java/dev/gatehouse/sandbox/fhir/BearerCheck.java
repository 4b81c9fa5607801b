package dev.gatehouse.sandbox.fhir;

import dev.gatehouse.sandbox.authorization.AccessToken;
import dev.gatehouse.sandbox.authorization.Grants;
import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Violations;
import dev.gatehouse.sandbox.web.Call;
import java.time.Clock;

/** Lets in who brings a good token for this very base (RFC 6750, section 2.1). */
final class BearerCheck {

    private final Grants grants;
    private final Violations violations;
    private final Clock clock;

    BearerCheck(Grants grants, Violations violations, Clock clock) {
        this.grants = grants;
        this.violations = violations;
        this.clock = clock;
    }

    Access check(Base base, Call call) throws FhirRefusal {
        if (call.query().has("access_token")) {
            violations.note("token-in-query", "a token belongs in the Authorization header", call.sequence());
        }
        String header = call.header("authorization");
        if (header != null && !header.startsWith("Bearer ")) {
            violations.note("bearer-form", "the Authorization header does not begin with Bearer", call.sequence());
        }
        if (header == null || !header.startsWith("Bearer ")) {
            throw FhirRefusal.unauthorized("A bearer token is needed");
        }
        AccessToken token = grants.accessToken(header.substring("Bearer ".length()));
        if (token == null) {
            throw FhirRefusal.unauthorized("The token is unknown");
        }
        if (!token.grant().base().url().equals(base.url())) {
            violations.note("token-elsewhere", "a token of another base was sent", call.sequence());
            throw FhirRefusal.unauthorized("The token is not for this base");
        }
        if (!token.good(clock.instant())) {
            throw FhirRefusal.unauthorized("The token has expired or was revoked");
        }
        return new Access(token.scopes(), token.grant().patient());
    }
}
