package dev.gatehouse.gateway.bulk;

import org.jspecify.annotations.Nullable;

/**
 * One file of an export.
 *
 * @param place in the manifest, from 0; also its name on disk
 * @param name for clients; made here, never the EHR's
 * @param needsToken whether the EHR wants the access token for it
 * @param told how many resources the manifest promises; null if it does not
 * @param here true if it is on disk, whole
 * @param bytes as received; null until it is here
 * @param lines that are not blank, of NDJSON; null for other forms
 */
record ExportFile(
        String id,
        int place,
        Manifest.Kind kind,
        String type,
        String name,
        boolean needsToken,
        @Nullable Long told,
        boolean here,
        @Nullable Long bytes,
        @Nullable Long lines,
        @Nullable String sha256) {

    /** What was received of a file. */
    record Received(long bytes, @Nullable Long lines, String sha256) {}
}
