package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2AuthorizationURL;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import io.vertx.ext.auth.oauth2.providers.OpenIDConnectAuth;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity provider of the settings, through Vert.x Auth OAuth2: OpenID Connect Discovery 1.0, the authorization code flow
 * with PKCE, and the signature of its id_token.
 *
 * <p>Vert.x Auth has an HTTP client of its own. It goes only where the operator's settings and, by them, the provider's own
 * metadata say, and takes no address from anybody else; so it is no way around {@code common.egress}.
 */
final class IdentityProvider {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityProvider.class);

    private final Vertx vertx;
    private final OidcSettings settings;
    private final Clock clock;
    private @Nullable Future<OAuth2Auth> found;

    IdentityProvider(Vertx vertx, OidcSettings settings, Clock clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.clock = clock;
    }

    String issuer() {
        return settings.issuer().toString();
    }

    String name() {
        return settings.name();
    }

    /**
     * What a browser is sent away with, and what its answer is checked by.
     *
     * @param again true if the person must show who they are, signed in there or not
     */
    record Errand(String redirectUri, String state, String nonce, String verifier, boolean again) {}

    /** Fails with 401 {@code oidc-failed} if the identity provider can't be reached or describes itself wrongly. */
    Future<URI> authorizeUrl(Errand errand) {
        return metadata().map(provider -> {
            OAuth2AuthorizationURL url = new OAuth2AuthorizationURL()
                    .setRedirectUri(errand.redirectUri())
                    .setScopes(List.of("openid", "email", "profile"))
                    .setState(errand.state())
                    .putAdditionalParameter("nonce", errand.nonce())
                    .putAdditionalParameter("code_challenge", OneTimeText.challenge(errand.verifier()))
                    .putAdditionalParameter("code_challenge_method", "S256");
            if (errand.again()) {
                url.putAdditionalParameter("prompt", "login").putAdditionalParameter("max_age", "0");
            }
            return URI.create(provider.authorizeURL(url));
        });
    }

    /** Fails with 401 {@code oidc-failed}. */
    Future<IdTokenClaims> redeem(Errand errand, String code) {
        return metadata()
                .compose(provider -> provider.authenticate(new Oauth2Credentials()
                                .setCode(code)
                                .setCodeVerifier(errand.verifier())
                                .setRedirectUri(errand.redirectUri()))
                        .compose(user -> verified(provider, user)))
                .recover(failure -> {
                    // The text may hold what the provider answered, a token included.
                    LOG.warn(
                            "The identity provider's answer could not be used: {}",
                            failure.getClass().getSimpleName());
                    return Future.failedFuture(OidcRefused.failed());
                })
                .map(user -> IdTokenClaims.check(
                        user.principal().getString("id_token", ""),
                        user.attributes().getJsonObject("idToken"),
                        new IdTokenClaims.Expected(issuer(), settings.clientId(), errand.nonce()),
                        clock.instant()));
    }

    /** The library leaves out what it could not verify; with a key it does not know yet, the keys are read again. */
    private static Future<User> verified(OAuth2Auth provider, User user) {
        JsonObject attributes = user.attributes();
        return attributes.containsKey("idToken") || !attributes.containsKey("missing-kid")
                ? Future.succeededFuture(user)
                : provider.jWKSet().compose(read -> Future.failedFuture(OidcRefused.failed()));
    }

    /** Read once; after a failure again with the next try. */
    private synchronized Future<OAuth2Auth> metadata() {
        Future<OAuth2Auth> known = found;
        if (known != null && !known.failed()) {
            return known;
        }
        OAuth2Options options = options();
        Future<OAuth2Auth> read = OpenIDConnectAuth.discover(vertx, options)
                .compose(provider -> isPrivate(options)
                        ? Future.succeededFuture(provider)
                        : Future.failedFuture(new IllegalStateException("an endpoint is not https")))
                .recover(failure -> {
                    LOG.warn("The identity provider {} could not be used: {}", issuer(), failure.toString());
                    return Future.failedFuture(OidcRefused.failed());
                });
        found = read;
        return read;
    }

    private OAuth2Options options() {
        SecretText secret = settings.secret();
        OAuth2Options options = new OAuth2Options()
                .setSite(issuer())
                .setClientId(settings.clientId())
                .setHttpClientOptions(new HttpClientOptions()
                        .setConnectTimeout(5_000)
                        .setIdleTimeout(10)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setMaxPoolSize(4)
                        .setMaxWaitQueueSize(32));
        if (secret != null) {
            // RFC 6749 section 2.3.1 asks for this before Basic, and the library does not do it.
            options.setClientSecret(URLEncoder.encode(secret.reveal(), StandardCharsets.UTF_8));
        }
        return options;
    }

    private static boolean isPrivate(OAuth2Options options) {
        return List.of(
                        String.valueOf(options.getAuthorizationPath()),
                        String.valueOf(options.getTokenPath()),
                        String.valueOf(options.getJwkPath()))
                .stream()
                .allMatch(each -> OidcSettings.isPrivate(URI.create(each)));
    }

    /** Stops the timers and connections of the library. */
    synchronized void close() {
        Future<OAuth2Auth> known = found;
        if (known != null && known.succeeded()) {
            known.result().close();
        }
    }
}
