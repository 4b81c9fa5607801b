package dev.gatehouse.sandbox.authorization;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client secret that the EHR knows.
 *
 * @param value what the client shows
 * @param issuedAt when it was made
 * @param endsAt from when on it works no more, or null
 * @param usedAt when it was last shown, give or take a second, or null
 */
public record KnownSecret(
        String value,
        Instant issuedAt,
        @Nullable Instant endsAt,
        @Nullable Instant usedAt) {

    public boolean worksAt(Instant now) {
        return endsAt == null || now.isBefore(endsAt);
    }

    KnownSecret endingAt(Instant end) {
        return new KnownSecret(value, issuedAt, end, usedAt);
    }

    KnownSecret usedAt(Instant now) {
        return new KnownSecret(value, issuedAt, endsAt, now);
    }

    /** Hides the value. */
    @Override
    public String toString() {
        return "KnownSecret[issued " + issuedAt + "]";
    }
}
