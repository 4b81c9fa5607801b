package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A practice and how to reach its FHIR servers.
 *
 * @param id stays the same over imports
 * @param ehr key of the EHR profile
 * @param addedByHand true if the asking tenant added it; false if the EHR's directory lists it
 * @param name as listed, dirt included; not a key, since practices share names
 * @param npi national provider identifier; not unique
 * @param ein employer identification number; not unique
 * @param guid the EHR's own id of the organisation, if it is a GUID
 * @param place where it is
 * @param endpoints its addresses, removed ones only when a single practice was asked for
 * @param extras what only some lists say
 * @param test true if its name looks like one for tests
 * @param removedAt when it vanished from the list; null while it is there
 */
public record Practice(
        String id,
        String ehr,
        boolean addedByHand,
        String name,
        @Nullable String npi,
        @Nullable String ein,
        @Nullable String guid,
        Place place,
        List<PracticeEndpoint> endpoints,
        PracticeExtras extras,
        boolean test,
        @Nullable Instant removedAt) {

    public Practice {
        endpoints = List.copyOf(endpoints);
    }

    /** Postal address, as far as the list has it. */
    public record Place(
            @Nullable String street,
            @Nullable String city,
            @Nullable String state,
            @Nullable String postalCode) {
        public static final Place UNKNOWN = new Place(null, null, null, null);
    }

    public Optional<PracticeEndpoint> endpoint(EndpointKind kind) {
        return endpoints.stream()
                .filter(each -> each.kind() == kind && !each.removed())
                .findFirst();
    }
}
