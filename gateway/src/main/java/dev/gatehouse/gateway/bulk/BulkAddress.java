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
        STATUS("$bulk-status", 0),
        FILE("$bulk-file", 1);

        private final String segment;
        private final int number;

        Kind(String segment, int number) {
            this.segment = segment;
            this.number = number;
        }

        /** What stands for it in sealed addresses. */
        byte number() {
            return (byte) number;
        }

        static Kind of(byte number) {
            return number == STATUS.number ? STATUS : FILE;
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
