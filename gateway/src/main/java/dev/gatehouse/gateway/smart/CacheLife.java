package dev.gatehouse.gateway.smart;

import dev.gatehouse.common.egress.SmallAnswer;
import java.time.Duration;
import java.util.Locale;

/**
 * How long a metadata document is used before it is asked for again: what its {@code Cache-Control} says, but at least five
 * minutes, or a crowd of launches would become a crowd of fetches, and at most a day.
 */
final class CacheLife {
    static final Duration FLOOR = Duration.ofMinutes(5);
    static final Duration CEILING = Duration.ofHours(24);
    private static final Duration UNSAID = Duration.ofHours(1);
    private static final String MAX_AGE = "max-age=";

    private CacheLife() {}

    static Duration of(SmallAnswer answer) {
        return answer.header("Cache-Control").map(CacheLife::of).orElse(UNSAID);
    }

    private static Duration of(String cacheControl) {
        for (String part : cacheControl.toLowerCase(Locale.ROOT).split(",", -1)) {
            String directive = part.trim();
            if (directive.equals("no-store") || directive.equals("no-cache")) {
                return FLOOR;
            }
            if (directive.startsWith(MAX_AGE)) {
                return bounded(directive.substring(MAX_AGE.length()).replace("\"", ""));
            }
        }
        return UNSAID;
    }

    private static Duration bounded(String seconds) {
        try {
            long said = Math.min(Long.parseLong(seconds), CEILING.toSeconds());
            return Duration.ofSeconds(Math.max(said, FLOOR.toSeconds()));
        } catch (NumberFormatException unreadable) {
            return UNSAID;
        }
    }
}
