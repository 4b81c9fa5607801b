package dev.gatehouse.gateway.directory;

import java.util.List;

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
 * @param rejected what was left out, the first {@value Rejections#MOST}
 * @param rejectedTotal how many were left out
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
        List<Rejected> rejected,
        int rejectedTotal) {

    public ImportReport {
        rejected = List.copyOf(rejected);
    }

    /** False if the list said what it said before. */
    boolean changedAnything() {
        return added + changed + removed > 0;
    }

    /**
     * @param entry index and name in the file: {@code entry[17] Endpoint/PatientAccess-…}
     * @param reason one plain sentence
     */
    public record Rejected(String entry, String reason) {}
}
