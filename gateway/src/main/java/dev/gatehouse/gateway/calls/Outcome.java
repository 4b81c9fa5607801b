package dev.gatehouse.gateway.calls;

/** How a call ended, in the four ways that sums tell apart. */
enum Outcome {
    ANSWERED,
    EHR_ERROR,
    GATEWAY_ERROR,
    LIMITED;

    /** @param ours true if the gateway gave a code of its own */
    static Outcome of(int status, boolean ours) {
        if (status == 429) {
            return LIMITED;
        }
        if (ours) {
            return GATEWAY_ERROR;
        }
        return status >= 400 ? EHR_ERROR : ANSWERED;
    }
}
