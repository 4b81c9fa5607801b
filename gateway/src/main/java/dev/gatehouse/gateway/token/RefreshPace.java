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
 * @param look how often a node looks for grants that are due
 */
public record RefreshPace(List<Duration> again, Duration confirmAfter, Duration lease, Duration look) {
    public static final RefreshPace DEFAULT = new RefreshPace(
            List.of(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(8)),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1));

    public RefreshPace {
        again = List.copyOf(again);
    }

    /** One that looks for due grants as often as usual. */
    public RefreshPace(List<Duration> again, Duration confirmAfter, Duration lease) {
        this(again, confirmAfter, lease, DEFAULT.look);
    }

    /** The same that looks for due grants as often as this. */
    public RefreshPace withLook(Duration every) {
        return new RefreshPace(again, confirmAfter, lease, every);
    }

    /** The same with other pauses between tries. */
    public RefreshPace withAgain(Duration... pauses) {
        return new RefreshPace(List.of(pauses), confirmAfter, lease);
    }
}
