package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.NoAnswer;
import dev.gatehouse.common.egress.SmallRequest;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Talks to EHRs' token endpoints: one request, one answer, no retry (RFC 6749, sections 4.1.3 and 6; RFC 7636; SMART App
 * Launch 2.2). Parameters travel in the body only, and a redirect takes them nowhere.
 *
 * <p>Every failure is a {@link NoToken}. The address is the one that was pinned when the flow began, or the practice's
 * present one for a refresh; it is checked against the profile's hosts each time.
 */
public final class TokenEndpoint {
    private final Egress egress;
    private final ClientAssertions assertions;
    private final ClientProof proof;

    public TokenEndpoint(Egress egress, ClientAssertions assertions) {
        this.egress = egress;
        this.assertions = assertions;
        this.proof = new ClientProof(assertions);
    }

    /**
     * Exchanges an authorization code.
     *
     * @param server with the token endpoint recorded with the state
     * @param redirectUri as it was in the authorization request, byte for byte
     * @param verifier whose S256 challenge was in the authorization request; null if none was
     */
    public Future<TokenAnswer> exchange(
            EhrProfile profile,
            TokenServer server,
            ClientCredentials client,
            SecretText code,
            String redirectUri,
            @Nullable SecretText verifier) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code.reveal());
        form.put("redirect_uri", redirectUri);
        if (verifier == null) {
            return call(profile, server, client, form, List.of(code), true);
        }
        form.put("code_verifier", verifier.reveal());
        return call(profile, server, client, form, List.of(code, verifier), true);
    }

    /** Exchanges a refresh token. The scope is left out, which asks for all that was granted. */
    public Future<TokenAnswer> refresh(
            EhrProfile profile, TokenServer server, ClientCredentials client, SecretText refreshToken) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken.reveal());
        return call(profile, server, client, form, List.of(refreshToken), false);
    }

    /** The same where nothing else is known of the server. */
    public Future<TokenAnswer> refresh(
            EhrProfile profile, URI token, ClientCredentials client, SecretText refreshToken) {
        return refresh(profile, TokenServer.at(token), client, refreshToken);
    }

    /**
     * Asks for a token of the application's own (SMART App Launch 2.2, "Backend Services").
     *
     * @param scopes none to leave it to what was registered
     */
    public Future<TokenAnswer> ofClient(
            EhrProfile profile, TokenServer server, ClientCredentials client, List<String> scopes) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        if (!scopes.isEmpty()) {
            form.put("scope", String.join(" ", scopes));
        }
        return call(profile, server, client, form, List.of(), true);
    }

    private Future<TokenAnswer> call(
            EhrProfile profile,
            TokenServer server,
            ClientCredentials client,
            Map<String, String> form,
            List<SecretText> secrets,
            boolean typeRequired) {
        Duration before = assertions.servers().offset(server.endpoint());
        return once(profile, server, client, form, secrets, typeRequired)
                .recover(failure -> isMisdated(failure, client, server.endpoint(), before)
                        ? once(profile, server, client, form, secrets, typeRequired)
                        : Future.failedFuture(failure));
    }

    /** The server refused who we are, and its answer shows that our assertion was dated by the wrong clock. */
    private boolean isMisdated(Throwable failure, ClientCredentials client, URI token, Duration before) {
        return client.key() != null
                && failure instanceof NoToken noToken
                && noToken.outcome() == NoToken.Outcome.CLIENT_BROKEN
                && !assertions.servers().offset(token).equals(before);
    }

    private Future<TokenAnswer> once(
            EhrProfile profile,
            TokenServer server,
            ClientCredentials client,
            Map<String, String> form,
            List<SecretText> secrets,
            boolean typeRequired) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        List<SecretText> sent = new ArrayList<>(secrets);
        if (client.secret() != null) {
            sent.add(client.secret());
        }
        return destination(profile, server.endpoint())
                .compose(to -> proof.add(profile, server, client, form, headers, sent)
                        .map(to))
                .compose(to -> egress.send(new SmallRequest(
                        to,
                        HttpMethod.POST,
                        to.target(),
                        headers,
                        ClientProof.encoded(form),
                        egress.settings().tokenBytes())))
                .recover(failure -> Future.failedFuture(withoutAnswer(failure)))
                .map(answer -> {
                    assertions.servers().answered(server.endpoint(), answer);
                    return new TokenReading(answer, sent, profile, typeRequired).read();
                });
    }

    private Future<Destination> destination(EhrProfile profile, URI token) {
        try {
            return Future.succeededFuture(egress.destination(token, profile.hosts()));
        } catch (Failure.Invalid refused) {
            return Future.failedFuture(refused);
        }
    }

    /** Only a request that can't have been seen may be repeated without a thought. */
    private static NoToken withoutAnswer(Throwable failure) {
        boolean unseen = failure instanceof Failure.Invalid
                || NoAnswer.stageOf(failure)
                        .map(stage -> stage != NoAnswer.Stage.MAYBE_SENT)
                        .orElse(false);
        String code = failure instanceof Failure known ? known.code() : "token-endpoint-failed";
        String text = failure instanceof Failure known ? known.detail() : "The token call failed.";
        return new NoToken(
                unseen ? NoToken.Outcome.RETRYABLE : NoToken.Outcome.UNKNOWN,
                code,
                text,
                0,
                unseen,
                null,
                VendorWords.NONE,
                failure);
    }
}
