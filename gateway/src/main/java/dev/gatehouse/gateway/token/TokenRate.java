package dev.gatehouse.gateway.token;

import dev.gatehouse.common.ehr.EhrProfile;
import org.jspecify.annotations.Nullable;

/**
 * How many token requests a second one authorization server gets from this node.
 *
 * @param start before anything is known of it
 * @param ceiling at most, however well it does
 */
public record TokenRate(int start, int ceiling) {
    public static final TokenRate DEFAULT = new TokenRate(50, 50);

    private static final double FLOOR = 1;
    private static final double SECONDS_A_MINUTE = 60;

    public TokenRate {
        if (start < 1 || ceiling < start) {
            throw new IllegalArgumentException("at least one a second, and no more than the ceiling: " + start);
        }
    }

    /** At most so many each second, from the beginning. */
    public static TokenRate of(int perSecond) {
        return new TokenRate(perSecond, perSecond);
    }

    /** The ceiling for an EHR that may state its own. One a minute less, since the bucket lets one through at once. */
    double ceilingFor(EhrProfile profile) {
        @Nullable Integer stated = profile.facts().limits().tokenRequestsPerMinute();
        return stated == null ? ceiling : Math.min(ceiling, Math.max(1, stated - 1) / SECONDS_A_MINUTE);
    }

    /** What stays however badly it does. */
    static double floor(double ceiling) {
        return Math.min(FLOOR, ceiling);
    }
}
