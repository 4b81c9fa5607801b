package dev.gatehouse.registration.credential;

import dev.gatehouse.common.vault.SecretText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A credential opened for one use: a client id with a secret, with a signing key, or with neither (a public client).
 *
 * @param number its version
 * @param otherKeys of the application, which may sign in place of its own where an EHR wants another algorithm; the newest first
 * @param practiceId null if it is for the whole application
 */
public record OpenedCredential(
        int number,
        String clientId,
        @Nullable SecretText secret,
        @Nullable Key key,
        List<Key> otherKeys,
        @Nullable String practiceId) {

    public OpenedCredential {
        otherKeys = List.copyOf(otherKeys);
    }

    /**
     * A signing key with its private part.
     *
     * @param privateJwk JSON text
     */
    public record Key(String keyId, SigningAlgorithm algorithm, SecretText privateJwk) {}
}
