package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A practice as a list has it, screened and put together, not yet compared with what we have.
 *
 * @param entry where it stands in the file
 * @param externalKey what the list calls it, unique in the file
 */
record ListedPractice(
        int entry,
        String externalKey,
        String name,
        @Nullable String npi,
        @Nullable String ein,
        @Nullable String guid,
        Practice.Place place,
        PracticeExtras extras,
        boolean test,
        List<ListedEndpoint> endpoints) {

    ListedPractice {
        endpoints = List.copyOf(endpoints);
    }

    /**
     * @param raw exactly as listed
     * @param canonical for comparing
     * @param disputed true if fullUrl names another https address
     */
    record ListedEndpoint(EndpointKind kind, String raw, String canonical, boolean disputed) {}
}
