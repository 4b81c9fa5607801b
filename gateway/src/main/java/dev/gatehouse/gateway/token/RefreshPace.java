package dev.gatehouse.gateway.token;

import java.time.Duration;
import java.util.List;

/**
 * How patient refreshes are.
 *
 * @param again how long after a try with unknown outcome the same refresh token is sent again; EHRs that rotate often take
 *     it for about thirty seconds more
 * @param confirmAfter a refusal of the grant is believed when it is repeated after this time
 * @param lease how long a node may keep others from refreshing a grant, by the database's clock; longer than one token
 *     request may take
 */
public record RefreshPace(List<Duration> again, Duration confirmAfter, Duration lease) {
    public static final RefreshPace DEFAULT = new RefreshPace(
            List.of(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(8)),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60));

    public RefreshPace {
        again = List.copyOf(again);
    }

    /** The same with other pauses between tries. */
    public RefreshPace withAgain(Duration... pauses) {
        return new RefreshPace(List.of(pauses), confirmAfter, lease);
    }
}
