package dev.gatehouse.gateway.token;

import dev.gatehouse.common.ehr.EhrProfile;

/**
 * How many token requests a second one authorization server gets from this node, at most and to begin with.
 *
 * @param perSecond at least one
 */
public record TokenRate(int perSecond) {
    public static final TokenRate DEFAULT = new TokenRate(50);

    private static final double FLOOR = 1;
    private static final double SECONDS_A_MINUTE = 60;

    public TokenRate {
        if (perSecond < 1) {
            throw new IllegalArgumentException("at least one token request a second, not " + perSecond);
        }
    }

    /** The ceiling for an EHR that may state its own. One a minute less, since the bucket lets one through at once. */
    double ceilingFor(EhrProfile profile) {
        Integer stated = profile.facts().limits().tokenRequestsPerMinute();
        return stated == null ? perSecond : Math.min(perSecond, Math.max(1, stated - 1) / SECONDS_A_MINUTE);
    }

    /** What stays however badly it does. */
    static double floor(double ceiling) {
        return Math.min(FLOOR, ceiling);
    }
}
