package dev.gatehouse.gateway.admission;

import java.util.Locale;

/** Why a call was not sent. */
public enum Limit {
    /** Of all calls of this node. */
    GATEWAY,
    /** Of those at one EHR host. */
    EHR_HOST,
    TENANT,
    CONNECTION,
    /** The rate that the EHR states. */
    RATE,
    /** The EHR has asked for quiet. */
    ASKED_TO_WAIT,
    /** Of calls of the management API. */
    API;

    /** As a meter names it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
