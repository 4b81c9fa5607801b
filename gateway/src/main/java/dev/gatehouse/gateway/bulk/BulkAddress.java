package dev.gatehouse.gateway.bulk;

import java.net.URI;
import java.time.Instant;

/**
 * An address that an EHR gave in the course of an export.
 *
 * @param url absolute; it may open a file by itself, so it is shown to nobody
 * @param token of a file: whether the EHR wants the access token for it
 * @param until when what stands for it here ends
 */
record BulkAddress(Kind kind, URI url, boolean token, Instant until) {
    enum Kind {
        STATUS("$bulk-status"),
        FILE("$bulk-file");

        private final String segment;

        Kind(String segment) {
            this.segment = segment;
        }

        /** What it is called below a connection's address. */
        String segment() {
            return segment;
        }
    }

    @Override
    public String toString() {
        return "BulkAddress[" + kind + " on " + url.getHost() + "]";
    }
}
