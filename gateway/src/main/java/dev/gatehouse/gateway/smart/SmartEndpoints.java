package dev.gatehouse.gateway.smart;

import dev.gatehouse.common.failure.Failure;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where one practice authorizes and what it says it can do (SMART App Launch 2.2, "conformance"). Every address here passed
 * the host rules of its EHR profile. An empty set means that the EHR said nothing, not that it can do nothing: real servers
 * understate.
 *
 * @param base the FHIR base this belongs to
 * @param issuer as published, to be compared exactly; often not the FHIR base
 * @param authorization null where only systems connect; {@link #forLaunch()} insists on it
 * @param token where codes and refresh tokens are exchanged
 * @param introspection null if not offered, as are the next three
 * @param jwks keys for id tokens
 * @param authorizationResponseIss true if the redirect back promises {@code iss} (RFC 9207); then its absence is a refusal
 * @param source which document this is from
 * @param warnings what the document lacks, in words for whoever looks after the connection
 * @param fetchedAt when it was last read or confirmed
 */
public record SmartEndpoints(
        URI base,
        @Nullable String issuer,
        @Nullable URI authorization,
        URI token,
        @Nullable URI introspection,
        @Nullable URI revocation,
        @Nullable URI registration,
        @Nullable URI management,
        @Nullable URI jwks,
        Set<String> capabilities,
        Set<String> grantTypes,
        Set<String> codeChallengeMethods,
        Set<String> tokenEndpointAuthMethods,
        Set<String> signingAlgorithms,
        Set<String> scopesSupported,
        boolean authorizationResponseIss,
        Source source,
        List<String> warnings,
        Instant fetchedAt) {

    /** From where an EHR's endpoints are known. */
    public enum Source {
        /** {@code .well-known/smart-configuration} */
        WELL_KNOWN,
        /** The security extension of {@code /metadata}: SMART 1.0, and EHRs that never left it. */
        CAPABILITY_STATEMENT
    }

    public SmartEndpoints {
        capabilities = Set.copyOf(capabilities);
        grantTypes = Set.copyOf(grantTypes);
        codeChallengeMethods = Set.copyOf(codeChallengeMethods);
        tokenEndpointAuthMethods = Set.copyOf(tokenEndpointAuthMethods);
        signingAlgorithms = Set.copyOf(signingAlgorithms);
        scopesSupported = Set.copyOf(scopesSupported);
        warnings = List.copyOf(warnings);
    }

    /**
     * The authorization endpoint, which a launch can't do without.
     *
     * @throws Failure.Upstream {@code discovery-incomplete}
     */
    public URI forLaunch() {
        if (authorization == null) {
            throw new Failure.Upstream(
                    "discovery-incomplete",
                    "The metadata of " + base.getHost()
                            + " has no authorization_endpoint, so nobody can sign in there.");
        }
        return authorization;
    }

    /** False only if the EHR lists its capabilities and this one is not among them. */
    public boolean mayBeCapableOf(String capability) {
        return capabilities.isEmpty() || capabilities.contains(capability);
    }

    SmartEndpoints confirmedAt(Instant now) {
        return new SmartEndpoints(
                base,
                issuer,
                authorization,
                token,
                introspection,
                revocation,
                registration,
                management,
                jwks,
                capabilities,
                grantTypes,
                codeChallengeMethods,
                tokenEndpointAuthMethods,
                signingAlgorithms,
                scopesSupported,
                authorizationResponseIss,
                source,
                warnings,
                now);
    }
}
