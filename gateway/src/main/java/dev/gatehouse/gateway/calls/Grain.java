package dev.gatehouse.gateway.calls;

import java.time.Duration;
import java.time.Instant;

/** Over what time calls are summed up. */
enum Grain {
    MINUTE(Duration.ofMinutes(1), Duration.ofDays(3)),
    HOUR(Duration.ofHours(1), Duration.ofDays(400));

    private final Duration length;
    private final Duration kept;

    Grain(Duration length, Duration kept) {
        this.length = length;
        this.kept = kept;
    }

    Duration length() {
        return length;
    }

    int seconds() {
        return (int) length.toSeconds();
    }

    /** How long it is kept. */
    Duration kept() {
        return kept;
    }

    /** The beginning of the minute or hour. */
    Instant start(Instant at) {
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds()) * seconds());
    }
}
