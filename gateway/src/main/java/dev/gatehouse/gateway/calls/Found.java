package dev.gatehouse.gateway.calls;

/** Takes the calls that a search finds, the newest blocks first. */
interface Found {
    /** @param reader stands at this call */
    void add(String id, CallReader reader);

    /** True if nothing up to this id is of use any more. */
    boolean isFullOfNewerThan(String id);
}
