package dev.gatehouse.gateway.authorization;

/**
 * A return from an EHR that led to no connection.
 *
 * @param status HTTP status of the page that says so
 * @param code one the connect page has words for
 */
record CallbackRefused(int status, String code) {
    /** The answer belongs to no request of ours, or to another browser's. */
    static final CallbackRefused STATE_MISMATCH = new CallbackRefused(400, "state-mismatch");
    /** It came again; the first time counted. */
    static final CallbackRefused REUSED = new CallbackRefused(409, "callback-reused");
    /** It came after more than ten minutes. */
    static final CallbackRefused EXPIRED = new CallbackRefused(400, "flow-expired");
}
