package dev.gatehouse.registration.credential;

import dev.gatehouse.common.vault.SecretText;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an EHR issued, to be kept: a client id with a secret, with a signing key, or with neither.
 *
 * @param secret null for a public client and for one that signs
 * @param key null if it does not sign
 * @param practiceId the only practice it is good for, where a vendor issues them so; null for all
 * @param expiresAt when the EHR ends it; null if it does not say
 * @param rotateAfter when somebody wants to be reminded of renewing it; null for never
 * @param management how to change the client at the EHR; null unless it was registered dynamically
 * @param activate true to use it from now on; where there is none yet, it is used in any case
 */
public record NewCredential(
        String clientId,
        @Nullable SecretText secret,
        @Nullable KeyChoice key,
        @Nullable String practiceId,
        @Nullable Instant expiresAt,
        @Nullable Instant rotateAfter,
        @Nullable Management management,
        boolean activate) {

    /** Which key signs for it. */
    public sealed interface KeyChoice {
        /** One made for it. */
        record Generated(SigningAlgorithm algorithm) implements KeyChoice {}

        /** One made elsewhere: a private JWK, or PKCS #8 in PEM. */
        record Imported(SecretText privateKey) implements KeyChoice {}

        /** One the application publishes already. */
        record Published(String keyId) implements KeyChoice {}

        /** The newest one the application publishes; one is made if there is none. */
        record Newest() implements KeyChoice {}
    }

    /**
     * Where a dynamically registered client is managed (RFC 7592).
     *
     * @param token null if the EHR gave none
     */
    public record Management(String uri, @Nullable SecretText token) {}

    public NewCredential {
        if (secret != null && key != null) {
            throw new IllegalArgumentException("a credential has a secret or a key, not both");
        }
    }

    /** The same, ended by the EHR at this time; null if it does not say. */
    public NewCredential endingAt(@Nullable Instant end) {
        return new NewCredential(clientId, secret, key, practiceId, end, rotateAfter, management, activate);
    }

    /** A client id and its secret for the whole application. */
    public static NewCredential ofSecret(String clientId, SecretText secret, boolean activate) {
        return new NewCredential(clientId, secret, null, null, null, null, null, activate);
    }

    /** A client id whose assertions are signed with a key the application publishes. */
    public static NewCredential ofPublishedKey(String clientId, Optional<String> keyId, boolean activate) {
        KeyChoice key = keyId.<KeyChoice>map(KeyChoice.Published::new).orElseGet(KeyChoice.Newest::new);
        return new NewCredential(clientId, null, key, null, null, null, null, activate);
    }

    /** A client id alone: a public client. */
    public static NewCredential ofPublicClient(String clientId, boolean activate) {
        return new NewCredential(clientId, null, null, null, null, null, null, activate);
    }
}
