package dev.gatehouse.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.credential.OpenedCredential;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Signs client assertions (RFC 7523, section 2.2; SMART App Launch 2.2, "Client Authentication: Asymmetric"). Each request
 * gets one of its own, with a {@code jti} nobody used before, dated by the clock of the server that will read it.
 */
public final class ClientAssertions {
    /** The value of {@code client_assertion_type}. */
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    /** SMART allows 300 seconds; the rest is for clocks that run apart. */
    private static final Duration LIFE = Duration.ofMinutes(4);

    private final Vertx vertx;
    private final SecureRandom random;
    private final Clock clock;
    private final ServerClocks servers = new ServerClocks();

    public ClientAssertions(Vertx vertx, SecureRandom random, Clock clock) {
        this.vertx = vertx;
        this.random = random;
        this.clock = clock;
    }

    /** How far the clocks of those who read the assertions are from ours. */
    ServerClocks servers() {
        return servers;
    }

    /**
     * One for one request.
     *
     * <p>Signing takes milliseconds, with RSA when cold tens of them: on a worker.
     *
     * @param server who will read it
     * @param audience whom it is made out to
     * @param longestLife that the EHR takes, if that is known
     */
    Future<SecretText> sign(
            String clientId, OpenedCredential.Key key, URI server, String audience, @Nullable Duration longestLife) {
        byte[] nonce = new byte[24];
        random.nextBytes(nonce);
        Instant now = clock.instant().plus(servers.offset(server));
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(audience)
                .jwtID(Base64.getUrlEncoder().withoutPadding().encodeToString(nonce))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(life(longestLife))))
                .build();
        return vertx.executeBlocking(() -> signed(key, claims), false);
    }

    private static Duration life(@Nullable Duration longest) {
        Duration most = longest == null ? LIFE : longest.minus(longest.dividedBy(5));
        return most.compareTo(LIFE) < 0 ? most : LIFE;
    }

    private static SecretText signed(OpenedCredential.Key key, JWTClaimsSet claims)
            throws JOSEException, ParseException {
        String jwk = key.privateJwk().reveal();
        JWSAlgorithm algorithm = JWSAlgorithm.parse(key.algorithm().name());
        JWSSigner signer = switch (key.algorithm()) {
            case ES384 -> new ECDSASigner(ECKey.parse(jwk));
            case RS384 -> new RSASSASigner(RSAKey.parse(jwk));
        };
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(algorithm)
                        .keyID(key.keyId())
                        .type(JOSEObjectType.JWT)
                        .build(),
                claims);
        jwt.sign(signer);
        return new SecretText(jwt.serialize());
    }
}
