package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.smart.Scopes;
import dev.gatehouse.gateway.token.TokenServer;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A browser on its way to an EHR: everything that its return is checked against and exchanged with, so that nothing is
 * looked up by other means later. Ten minutes, used once.
 *
 * @param id digest of the {@code state} parameter
 * @param credential the version of the application's credential whose client id was sent; null if that was not noted
 * @param issuerPromised the metadata promises an {@code iss} parameter with the answer (RFC 9207)
 * @param server where the code is exchanged, and nowhere else; with the FHIR base, and the issuer as its metadata names it
 * @param scopes as they are wanted, in the application's own spelling
 * @param scopeDialect the spelling they were sent in; null for the application's own
 * @param verifier of PKCE, and what the nonce is made from
 * @param pkce whether the challenge was sent; a verifier without one is refused by good servers (RFC 9700, section 4.8.2)
 * @param sessionToken of the connect session, for the address of its page
 * @param browser digest of the cookie that the browser was given
 * @param inPopup the browser window is a popup of our own page
 * @param posted the request, if the browser takes it along in a form; null if in the address
 */
record PendingAuthorization(
        String id,
        TenantId tenant,
        String sessionId,
        String applicationId,
        @Nullable Integer credential,
        String ehr,
        String practiceId,
        String practiceName,
        String endpointId,
        EndpointKind endpointKind,
        URI baseUrl,
        TokenServer server,
        boolean issuerPromised,
        String redirectUri,
        List<String> scopes,
        @Nullable Dialect scopeDialect,
        SecretText verifier,
        boolean pkce,
        SecretText sessionToken,
        String browser,
        boolean inPopup,
        @Nullable SecretText posted,
        State state,
        Instant createdAt,
        Instant expiresAt) {

    /** Only a new one may be used; the step away from it is made once, by compare and set. */
    enum State {
        NEW,
        RETURNED,
        DONE
    }

    PendingAuthorization {
        scopes = List.copyOf(scopes);
    }

    /** The scopes as they were sent. */
    List<String> sentScopes() {
        return scopeDialect == null
                ? scopes
                : List.copyOf(Scopes.of(scopes).in(scopeDialect).scopes().texts());
    }

    boolean isOver(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
