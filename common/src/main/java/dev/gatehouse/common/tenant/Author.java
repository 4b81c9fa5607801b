package dev.gatehouse.common.tenant;

import org.jspecify.annotations.Nullable;

/**
 * Who changes something, for the audit. Every use case that changes anything takes one; those that only read take the
 * tenant.
 *
 * @param tenant whose data is changed
 * @param kind what kind of actor
 * @param id the API key's, operator's or end user's id, or what of Gatehouse itself acted, for example {@code start}
 * @param requestId the request it came with, null if none
 * @param address the IP address it came from as we saw it, null if none; a reverse proxy's if there is one
 */
public record Author(
        TenantId tenant,
        Kind kind,
        String id,
        @Nullable String requestId,
        @Nullable String address) {
    /** What kind of actor: stored in the database by these names. */
    public enum Kind {
        /** A machine with an API key. */
        KEY,
        /** A person with an account here, or at the command line. */
        OPERATOR,
        /** A person at the connect page. */
        END_USER,
        /** Gatehouse itself: a start, a schedule, what an EHR answered. */
        SYSTEM
    }

    /** Gatehouse itself, in a part of it: {@code "start"}, {@code "schedule"}. */
    public static Author system(TenantId tenant, String what) {
        return new Author(tenant, Kind.SYSTEM, what, null, null);
    }
}
