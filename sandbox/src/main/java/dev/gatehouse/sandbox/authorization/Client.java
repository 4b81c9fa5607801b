package dev.gatehouse.sandbox.authorization;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An app the EHR knows.
 *
 * @param id client id
 * @param secret client secret, or null for public and system apps
 * @param name shown on the consent page
 * @param type what it was registered as
 * @param redirectUris compared byte for byte
 * @param launchUris opened by an EHR launch
 * @param scopes the only ones it may ask for, compared as text
 * @param jwksUrl where its public keys are, or null
 * @param methods how it may authenticate
 */
public record Client(
        String id,
        @Nullable String secret,
        String name,
        Type type,
        List<String> redirectUris,
        List<String> launchUris,
        Set<String> scopes,
        @Nullable String jwksUrl,
        Set<ClientAuthentication> methods) {

    /** Practice Fusion's three kinds of application. */
    public enum Type {
        PATIENT,
        PROVIDER,
        SYSTEM
    }

    public Client {
        redirectUris = List.copyOf(redirectUris);
        launchUris = List.copyOf(launchUris);
        scopes = Set.copyOf(scopes);
        methods = Set.copyOf(methods);
    }

    Client withSecret(@Nullable String other) {
        return new Client(id, other, name, type, redirectUris, launchUris, scopes, jwksUrl, methods);
    }

    /** Hides the secret, so that a client may stand in a message. */
    @Override
    public String toString() {
        return "Client[" + id + ", " + type + "]";
    }
}
