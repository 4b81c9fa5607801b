package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.smart.SmartEndpoints;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One token endpoint with what its practice's metadata says of clients. Empty sets mean that it says nothing.
 *
 * @param base FHIR base; null if it does not matter
 * @param issuer null if the metadata names none
 * @param authMethods how it takes clients ({@code token_endpoint_auth_methods_supported})
 * @param signingAlgorithms of client assertions it takes
 */
public record TokenServer(
        URI endpoint,
        @Nullable URI base,
        @Nullable String issuer,
        Set<String> authMethods,
        Set<String> signingAlgorithms) {

    public TokenServer {
        authMethods = Set.copyOf(authMethods);
        signingAlgorithms = Set.copyOf(signingAlgorithms);
    }

    public static TokenServer of(SmartEndpoints smart) {
        return new TokenServer(
                smart.token(),
                smart.base(),
                smart.issuer(),
                smart.tokenEndpointAuthMethods(),
                smart.signingAlgorithms());
    }

    static TokenServer at(URI endpoint) {
        return new TokenServer(endpoint, null, null, Set.of(), Set.of());
    }
}
