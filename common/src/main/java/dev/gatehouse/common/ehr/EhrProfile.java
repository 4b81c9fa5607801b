package dev.gatehouse.common.ehr;

import dev.gatehouse.common.egress.HostRules;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Gatehouse knows of one EHR, read from its YAML file. Null means unknown, everywhere; nothing is filled in from
 * another vendor.
 *
 * @param key as it stands in the API, for example {@code practicefusion}
 * @param name for people, in the vendor's spelling
 * @param hosts where its FHIR and authorization servers may live; secrets go nowhere else
 * @param directory where and how its practices are listed
 * @param handAdded true if practices may be added by hand with any base URL the host rules allow
 * @param applicationTypes what kinds of application it knows
 * @param scopes how its scopes are written
 * @param tokens what to assume of its tokens
 * @param answers how it words refusals
 * @param facts what else is known of it
 * @param provenance where each of these facts is from
 * @param registration how one signs up with its partner programme; null if we do not know
 */
public record EhrProfile(
        String key,
        String name,
        HostRules hosts,
        DirectorySection directory,
        boolean handAdded,
        Map<ApplicationType, TypeRules> applicationTypes,
        ScopeRules scopes,
        Tokens tokens,
        EhrAnswers answers,
        EhrFacts facts,
        Provenance provenance,
        @Nullable Playbook registration) {

    public EhrProfile {
        Map<ApplicationType, TypeRules> types = new EnumMap<>(ApplicationType.class);
        types.putAll(applicationTypes);
        applicationTypes = java.util.Collections.unmodifiableMap(types);
    }

    /**
     * Applications of one type.
     *
     * @param endpoints kinds of endpoint this type may connect to
     * @param scopes proposed when an application names none
     * @param dialect the spelling of scopes to begin with
     * @param clientAuthentication ways to authenticate it accepts, the preferred one first; null if unknown
     * @param algorithms it accepts for signatures under a key of ours (RFC 7518, section 3.1), the preferred one first
     * @param pkce whether it insists on proof keys (RFC 7636), of method S256
     * @param audience what {@code aud} of an authorization request must be
     * @param scopeParameter whether a token request for a client's own access must name its scopes
     * @param tokenLifetime of access tokens, as documented or measured; {@code expires_in} always wins
     * @param notes for people
     */
    public record TypeRules(
            Set<EndpointKind> endpoints,
            List<String> scopes,
            ScopeRules.@Nullable Dialect dialect,
            @Nullable List<ClientAuthentication> clientAuthentication,
            @Nullable List<String> algorithms,
            @Nullable Need pkce,
            @Nullable Audience audience,
            @Nullable Need scopeParameter,
            @Nullable Duration tokenLifetime,
            @Nullable String notes) {
        public TypeRules {
            endpoints = Set.copyOf(endpoints);
            scopes = List.copyOf(scopes);
            clientAuthentication = clientAuthentication == null ? null : List.copyOf(clientAuthentication);
            algorithms = algorithms == null ? null : List.copyOf(algorithms);
        }

        /** False only if the EHR is known not to take it. */
        public boolean mayUse(ClientAuthentication method) {
            return clientAuthentication == null || clientAuthentication.contains(method);
        }

        /** The preferred way to authenticate; where nothing is known, the default of RFC 7591, section 2. */
        public ClientAuthentication preferredAuthentication() {
            return clientAuthentication == null || clientAuthentication.isEmpty()
                    ? ClientAuthentication.CLIENT_SECRET_BASIC
                    : clientAuthentication.get(0);
        }
    }

    /** How much an EHR insists on something. */
    public enum Need {
        REQUIRED,
        OPTIONAL
    }

    /** Whom a request or an assertion is made out to. */
    public enum Audience {
        FHIR_BASE,
        TOKEN_ENDPOINT
    }

    /**
     * @param defaultLifetime for token answers without a usable {@code expires_in}; our assumption, no fact
     * @param refreshRotation what happens to a refresh token that was used
     * @param refreshLifetime how long an unused refresh token stays good
     * @param notes for people
     */
    public record Tokens(
            Duration defaultLifetime,
            @Nullable Rotation refreshRotation,
            @Nullable Duration refreshLifetime,
            @Nullable String notes) {}

    /** What becomes of a refresh token by its use. */
    public enum Rotation {
        /** It is used up; the answer brings another. */
        ROTATES,
        /** It stays good. */
        KEEPS
    }
}
