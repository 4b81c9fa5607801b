package dev.gatehouse.gateway.token;

import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.smart.LaunchContext;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint gave. Tokens in it are visible ASCII of at most 16 KiB and are otherwise opaque.
 *
 * @param refreshToken null if the answer has none; then the one that was sent, if any, stays good
 * @param scope as granted; null if the answer does not say, which means as requested (RFC 6749, section 5.1)
 * @param idToken as received; {@link NewGrants} verifies it
 * @param sentAt when the request began to be written
 * @param receivedAt when the answer was complete
 * @param credential the version of the application's credential that was accepted; 0 where nobody asked for it
 * @param warnings what was odd about the answer, in plain words without any of its values
 */
public record TokenAnswer(
        SecretText accessToken,
        Lifetime lifetime,
        @Nullable SecretText refreshToken,
        @Nullable String scope,
        @Nullable SecretText idToken,
        LaunchContext launchContext,
        Instant sentAt,
        Instant receivedAt,
        int credential,
        List<String> warnings) {

    public TokenAnswer {
        warnings = List.copyOf(warnings);
    }

    TokenAnswer with(LaunchContext context) {
        return new TokenAnswer(
                accessToken, lifetime, refreshToken, scope, idToken, context, sentAt, receivedAt, credential, warnings);
    }

    TokenAnswer withoutRefreshToken() {
        return new TokenAnswer(
                accessToken, lifetime, null, scope, idToken, launchContext, sentAt, receivedAt, credential, warnings);
    }

    TokenAnswer with(int version) {
        return new TokenAnswer(
                accessToken,
                lifetime,
                refreshToken,
                scope,
                idToken,
                launchContext,
                sentAt,
                receivedAt,
                version,
                warnings);
    }

    /** Counted from the start of the request, so that it is never later than the EHR's own count. */
    public Instant expiresAt() {
        return sentAt.plus(lifetime.duration());
    }
}
