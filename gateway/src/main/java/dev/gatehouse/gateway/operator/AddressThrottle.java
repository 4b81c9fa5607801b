package dev.gatehouse.gateway.operator;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** At most 60 tries to sign in a minute from one network (/24, or /64 with IPv6), on this node. */
final class AddressThrottle {
    private static final int A_MINUTE = 60;
    private static final int NETWORKS = 10_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private record Minute(String network, long number) {}

    private final Cache<Minute, AtomicInteger> tries =
            Caffeine.newBuilder().maximumSize(NETWORKS).build();
    private final Clock clock;

    AddressThrottle(Clock clock) {
        this.clock = clock;
    }

    /** Counts this try; how long to wait if it is one too many. */
    Optional<Duration> tooMany(@Nullable String address) {
        long seconds = clock.instant().getEpochSecond();
        Minute minute = new Minute(network(address), seconds / MINUTE.toSeconds());
        int count = tries.get(minute, first -> new AtomicInteger()).incrementAndGet();
        return count > A_MINUTE
                ? Optional.of(Duration.ofSeconds(MINUTE.toSeconds() - seconds % MINUTE.toSeconds()))
                : Optional.empty();
    }

    private static String network(@Nullable String address) {
        if (address == null) {
            return "";
        }
        if (address.indexOf(':') < 0) {
            return address.substring(0, Math.max(0, address.lastIndexOf('.')));
        }
        int end = 0;
        for (int groups = 0; groups < 4 && end >= 0; groups++) {
            end = address.indexOf(':', end + 1);
        }
        return end < 0 ? address : address.substring(0, end);
    }
}
