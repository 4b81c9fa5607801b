package dev.gatehouse.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.common.egress.SmallAnswer;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the clocks of authorization servers are from ours, by the {@code Date} of their answers (RFC 9110, section 6.6.1).
 * What we sign is good for minutes only, so it is dated by the clock of whoever reads it.
 */
final class ServerClocks {
    private static final Logger log = LoggerFactory.getLogger(ServerClocks.class);
    private static final int MOST_SERVERS = 10_000;
    /** Further apart is no clock that runs wrong but an answer that was kept somewhere, or a lie. */
    private static final Duration FURTHEST = Duration.ofMinutes(5);
    /** A Date has whole seconds. */
    private static final Duration GRAIN = Duration.ofSeconds(1);

    private static final Duration WORTH_IT = Duration.ofSeconds(2);

    private final Cache<String, Duration> offsets =
            Caffeine.newBuilder().maximumSize(MOST_SERVERS).build();

    /** How much later it is there than here; zero if nothing is known or it hardly matters. */
    Duration offset(URI server) {
        Duration known = offsets.getIfPresent(server.getAuthority());
        return known == null ? Duration.ZERO : known;
    }

    /** Takes in what the answer tells. Small differences change nothing that is known. */
    void answered(URI server, SmallAnswer answer) {
        Optional<Duration> measured = measured(answer);
        if (measured.isEmpty()) {
            return;
        }
        Duration now = measured.get();
        if (now.abs().compareTo(FURTHEST) > 0) {
            log.warn(
                    "the clock of {} seems to be {} from ours; that is not followed",
                    server.getHost(),
                    now.truncatedTo(ChronoUnit.SECONDS));
            return;
        }
        if (now.minus(offset(server)).abs().compareTo(WORTH_IT) > 0) {
            offsets.put(server.getAuthority(), now);
        }
    }

    /** Empty if there is no Date; zero within what whole seconds and the way of the answer leave open. */
    private static Optional<Duration> measured(SmallAnswer answer) {
        return answer.header("Date").flatMap(ServerClocks::read).map(date -> {
            Instant latest = date.plus(GRAIN);
            if (latest.isBefore(answer.sentAt().minus(GRAIN))) {
                return Duration.between(answer.sentAt(), date);
            }
            if (date.isAfter(answer.receivedAt().plus(GRAIN))) {
                return Duration.between(answer.receivedAt(), date);
            }
            return Duration.ZERO;
        });
    }

    private static Optional<Instant> read(String date) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
