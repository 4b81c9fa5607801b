package dev.gatehouse.gateway.token;

import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.credential.OpenedCredential;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an application proves itself at a token endpoint: always by exactly one method (RFC 6749, section 2.3).
 *
 * @param secret null for a public client and for one that signs
 * @param key null unless it signs
 * @param quirks what one EHR wants otherwise than the standard says
 */
public record ClientCredentials(
        String clientId,
        @Nullable SecretText secret,
        OpenedCredential.@Nullable Key key,
        ClientAuthentication method,
        Set<Quirk> quirks) {

    /** Deviations of single EHRs. */
    public enum Quirk {
        /**
         * Puts id and secret into the Basic header as they are. The standard encodes them first (RFC 6749, section 2.3.1), which
         * changes only those with special characters; many servers compare the raw text.
         */
        RAW_BASIC,
        /** Repeats the client id in the body beside a Basic header. */
        CLIENT_ID_IN_BODY
    }

    public ClientCredentials {
        quirks = Set.copyOf(quirks);
        boolean needsSecret = switch (method) {
            case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST -> true;
            case NONE, PRIVATE_KEY_JWT -> false;
        };
        if (needsSecret != (secret != null)) {
            throw new IllegalArgumentException(method.text() + (needsSecret ? " needs a secret" : " has no secret"));
        }
        if ((method == ClientAuthentication.PRIVATE_KEY_JWT) != (key != null)) {
            throw new IllegalArgumentException("only " + ClientAuthentication.PRIVATE_KEY_JWT.text() + " has a key");
        }
    }

    public ClientCredentials(
            String clientId, @Nullable SecretText secret, ClientAuthentication method, Set<Quirk> quirks) {
        this(clientId, secret, null, method, quirks);
    }

    public ClientCredentials(String clientId, @Nullable SecretText secret, ClientAuthentication method) {
        this(clientId, secret, method, Set.of());
    }

    /** A client that signs. */
    public static ClientCredentials signing(String clientId, OpenedCredential.Key key) {
        return new ClientCredentials(clientId, null, key, ClientAuthentication.PRIVATE_KEY_JWT, Set.of());
    }
}
