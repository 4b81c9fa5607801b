package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.connection.GrantType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a grant is refreshed without being asked. One in use: somewhere between half and four fifths of its token's life, so
 * that many that came together do not end together. An idle one: before its refresh token is too old to be taken.
 */
public final class DueTimes {
    /** Where nothing is known of refresh tokens. US certification wants at least three months (45 CFR 170.315(g)(10)). */
    private static final Duration UNKNOWN_LIFE = Duration.ofDays(60);

    private static final Duration SHORTEST_BACK_OFF = Duration.ofSeconds(5);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 6;

    private final RandomGenerator random;

    public DueTimes(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Null for never.
     *
     * @param used since the token before came
     * @param refreshLifetime of unused refresh tokens; null if unknown
     */
    @Nullable
    Instant next(Grant grant, GrantType type, boolean used, @Nullable Duration refreshLifetime) {
        if (type != GrantType.CLIENT_CREDENTIALS && grant.refreshToken() == null) {
            return null;
        }
        if (used) {
            return ahead(grant);
        }
        return type == GrantType.CLIENT_CREDENTIALS
                ? null
                : share(grant.obtainedAt(), refreshLifetime == null ? UNKNOWN_LIFE : refreshLifetime, 0.4, 0.6);
    }

    /** While somebody uses it. */
    Instant ahead(Grant grant) {
        return share(grant.obtainedAt(), grant.lifetime(), 0.5, 0.8);
    }

    /** How long to wait after this many failures in a row: anything up to 5 seconds, 10, 20 and so on to five minutes. */
    Duration backOff(int failures) {
        Duration most = SHORTEST_BACK_OFF.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        long millis = (most.compareTo(LONGEST_BACK_OFF) < 0 ? most : LONGEST_BACK_OFF).toMillis();
        return Duration.ofMillis(Math.max(SHORTEST_BACK_OFF.toMillis(), (long) (random.nextDouble() * millis)));
    }

    private Instant share(Instant from, Duration whole, double least, double most) {
        double share = least + random.nextDouble() * (most - least);
        return from.plusMillis((long) (whole.toMillis() * share)).truncatedTo(ChronoUnit.MICROS);
    }
}
