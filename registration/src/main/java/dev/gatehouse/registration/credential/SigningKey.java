package dev.gatehouse.registration.credential;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One key with which an application signs client assertions, without its private part.
 *
 * @param keyId {@code kid} in assertions and in the published set; unique in the application
 * @param state {@code pending}: published and not used yet; {@code active}: signs; {@code retiring}: signs no more and is
 *     still published for servers that remember it; {@code revoked}: neither
 * @param publicJwk a JSON text with public members only
 * @param publishedAt since when the key set has it
 * @param retiredAt when it signed for the last credential
 * @param removedAt when it left the key set
 */
public record SigningKey(
        String keyId,
        SigningAlgorithm algorithm,
        Origin origin,
        CredentialState state,
        String publicJwk,
        Instant publishedAt,
        @Nullable Instant retiredAt,
        @Nullable Instant removedAt) {

    /** Where a key comes from. */
    public enum Origin {
        GENERATED,
        IMPORTED
    }
}
