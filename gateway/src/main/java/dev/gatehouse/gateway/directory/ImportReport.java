package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an import did.
 *
 * @param practices in the directory now
 * @param endpoints in the directory now
 * @param added practices that were not there before
 * @param changed practices of which a name, identifier, place or endpoint changed
 * @param moved endpoints that have another address now; connections made with the old one keep it
 * @param removed practices that vanished from the list
 * @param ignored entries that are neither Organization nor Endpoint
 * @param disputed endpoints whose fullUrl names another https address than Endpoint.address
 * @param flaggedTests practices whose names look like ones for tests
 * @param movedHosts endpoints with connections that have another host now, the first {@value SnapshotDraft#MOST_SHOWN};
 *     the connections keep the old one
 * @param removedInUse practices with connections that vanished from the list, the first {@value SnapshotDraft#MOST_SHOWN};
 *     the connections go on
 * @param warnings what somebody should look at, a sentence each
 * @param rejected what was left out, the first {@value Rejections#MOST}
 * @param rejectedTotal how many were left out
 * @param changes what would change, the first {@value SnapshotDraft#MOST_SHOWN}, if this was a preview; else null
 * @param stagedAs number of the snapshot that waits for a yes; null if none does
 */
public record ImportReport(
        int practices,
        int endpoints,
        int added,
        int changed,
        int moved,
        int removed,
        int ignored,
        int disputed,
        int flaggedTests,
        List<MovedHost> movedHosts,
        List<InUse> removedInUse,
        List<String> warnings,
        List<Rejected> rejected,
        int rejectedTotal,
        @Nullable List<Change> changes,
        @Nullable Long stagedAs) {

    public ImportReport {
        movedHosts = List.copyOf(movedHosts);
        removedInUse = List.copyOf(removedInUse);
        warnings = List.copyOf(warnings);
        rejected = List.copyOf(rejected);
        changes = changes == null ? null : List.copyOf(changes);
    }

    /** False if the list said what it said before. */
    boolean changedAnything() {
        return added + changed + removed > 0;
    }

    /**
     * @param from host and port as listed before
     * @param connections how many, of the asking tenant
     */
    public record MovedHost(
            String practiceId,
            String practice,
            String endpointId,
            EndpointKind kind,
            String from,
            String to,
            int connections) {}

    /** @param connections how many, of the asking tenant */
    public record InUse(String practiceId, String practice, int connections) {}

    /**
     * @param what {@code added}, {@code changed}, {@code moved} or {@code removed}
     * @param practiceId null if we do not have it yet
     * @param from what it was: a name, or an endpoint's address
     * @param to what it would be
     */
    public record Change(
            String what,
            String practice,
            @Nullable String practiceId,
            @Nullable String from,
            @Nullable String to) {}

    /**
     * @param entry index and name in the file: {@code entry[17] Endpoint/PatientAccess-…}
     * @param reason one plain sentence
     */
    public record Rejected(String entry, String reason) {}
}
