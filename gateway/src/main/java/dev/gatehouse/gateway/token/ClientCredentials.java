package dev.gatehouse.gateway.token;

import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.application.AssertionAudience;
import dev.gatehouse.registration.credential.OpenedCredential;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an application proves itself at a token endpoint: always by exactly one method (RFC 6749, section 2.3).
 *
 * @param secret null for a public client and for one that signs
 * @param key null unless it signs
 * @param otherKeys that sign in place of {@code key} where the EHR takes their algorithm only
 * @param insists true if an administrator chose the method, so that the EHR's metadata does not change it
 * @param audience of its assertions; null for the one of the EHR's profile
 * @param quirks what one EHR wants otherwise than the standard says
 */
public record ClientCredentials(
        String clientId,
        @Nullable SecretText secret,
        OpenedCredential.@Nullable Key key,
        List<OpenedCredential.Key> otherKeys,
        ClientAuthentication method,
        boolean insists,
        @Nullable AssertionAudience audience,
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
        otherKeys = List.copyOf(otherKeys);
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
        this(clientId, secret, null, List.of(), method, false, null, quirks);
    }

    public ClientCredentials(String clientId, @Nullable SecretText secret, ClientAuthentication method) {
        this(clientId, secret, method, Set.of());
    }

    /** A client that signs. */
    public static ClientCredentials signing(String clientId, OpenedCredential.Key key) {
        return new ClientCredentials(
                clientId, null, key, List.of(), ClientAuthentication.PRIVATE_KEY_JWT, false, null, Set.of());
    }

    /** Another client's id and secret, sent in the same way. */
    ClientCredentials as(String otherId, @Nullable SecretText otherSecret) {
        return new ClientCredentials(otherId, otherSecret, key, otherKeys, method, insists, audience, quirks);
    }

    /** The same secret, sent otherwise and come what may. */
    ClientCredentials by(ClientAuthentication other) {
        return new ClientCredentials(clientId, secret, key, otherKeys, other, true, audience, quirks);
    }

    /**
     * As this server takes it: a secret in the body where it lists that way and not the header, and the other way round; a
     * key whose algorithm it lists.
     */
    ClientCredentials at(TokenServer server) {
        return new ClientCredentials(
                clientId, secret, keyAt(server), otherKeys, methodAt(server), insists, audience, quirks);
    }

    private ClientAuthentication methodAt(TokenServer server) {
        boolean fits = server.authMethods().isEmpty() || server.authMethods().contains(method.text());
        if (insists || fits || secret == null) {
            return method;
        }
        ClientAuthentication other = method == ClientAuthentication.CLIENT_SECRET_BASIC
                ? ClientAuthentication.CLIENT_SECRET_POST
                : ClientAuthentication.CLIENT_SECRET_BASIC;
        return server.authMethods().contains(other.text()) ? other : method;
    }

    private OpenedCredential.@Nullable Key keyAt(TokenServer server) {
        if (key == null || takes(server, key)) {
            return key;
        }
        return otherKeys.stream()
                .filter(each -> takes(server, each))
                .findFirst()
                .orElse(key);
    }

    private static boolean takes(TokenServer server, OpenedCredential.Key key) {
        return server.signingAlgorithms().isEmpty()
                || server.signingAlgorithms().contains(key.algorithm().name());
    }
}
