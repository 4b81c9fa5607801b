package dev.gatehouse.common.ehr;

import dev.gatehouse.common.egress.HostRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Gatehouse knows of one EHR, read from {@code ehr/{key}.yaml}.
 *
 * @param key as it stands in the API, for example {@code practicefusion}
 * @param name for people, in the vendor's spelling
 * @param hosts where its FHIR and authorization servers may live; secrets go nowhere else
 * @param directory where and how its practices are listed
 * @param handAdded true if practices may be added by hand with any base URL the host rules allow
 * @param applicationTypes what kinds of application it knows, each with the scopes we propose
 * @param clientAuthentication ways to authenticate it accepts, the preferred one first
 * @param tokens what to assume of its tokens
 * @param sources where this knowledge is from, with the day it was read
 * @param registration how one signs up with its partner programme; null if we do not know
 */
public record EhrProfile(
        String key,
        String name,
        HostRules hosts,
        DirectorySection directory,
        boolean handAdded,
        Map<ApplicationType, TypeRules> applicationTypes,
        List<ClientAuthentication> clientAuthentication,
        Tokens tokens,
        List<Source> sources,
        @Nullable Playbook registration) {

    public EhrProfile {
        applicationTypes = Map.copyOf(applicationTypes);
        clientAuthentication = List.copyOf(clientAuthentication);
        sources = List.copyOf(sources);
    }

    /**
     * @param endpoints kinds of endpoint this type may connect to
     * @param scopes proposed when an application names none
     */
    public record TypeRules(Set<EndpointKind> endpoints, List<String> scopes) {
        public TypeRules {
            endpoints = Set.copyOf(endpoints);
            scopes = List.copyOf(scopes);
        }
    }

    /**
     * @param defaultLifetime for token answers without a usable {@code expires_in}
     */
    public record Tokens(Duration defaultLifetime) {}

    /**
     * @param url page of the vendor
     * @param read the day it was read, ISO 8601
     */
    public record Source(String url, String read) {}
}
