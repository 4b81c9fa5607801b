package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.Pause;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an EHR gave for one connection: the tokens, and how long they live.
 *
 * @param generation counts the tokens of this connection, from 1; only a newer one may replace it
 * @param refreshToken null if the EHR gave none
 * @param lifetime of the access token, as told with it
 * @param expiresAt counted from the start of the token request
 * @param obtainedAt when this access token came
 * @param refreshedAt when it was last refreshed; null if it never was
 * @param credential the version of the application's credential it was obtained with; null if that is not known
 */
record Grant(
        TenantId tenant,
        ConnectionId connection,
        long generation,
        SecretText accessToken,
        @Nullable SecretText refreshToken,
        Duration lifetime,
        Instant expiresAt,
        Instant obtainedAt,
        @Nullable Instant refreshedAt,
        @Nullable Integer credential) {

    private static final Duration MOST_MARGIN = Duration.ofSeconds(60);
    private static final Duration MOST_HURRY = Duration.ofSeconds(10);

    /** Also if no refresh brought it, or the clock was set back since. */
    boolean isOlderThan(Duration age, Instant now) {
        Pause young = refreshedAt == null ? Pause.NONE : Pause.of(age, refreshedAt);
        return young.left(now).isZero();
    }

    /** Too little of its life is left for a refresh to wait: less than 60 seconds, or a fifth of a short life. */
    boolean isDue(Instant now) {
        return leaves(now, margin(lifetime));
    }

    /** How long before its end a token of this lifetime is due. */
    static Duration margin(Duration lifetime) {
        return shorter(MOST_MARGIN, lifetime.dividedBy(5));
    }

    /** So little is left that it may end on its way to the EHR: less than 10 seconds, or a twentieth of a short life. */
    boolean isAlmostOver(Instant now) {
        return leaves(now, shorter(MOST_HURRY, lifetime.dividedBy(20)));
    }

    boolean isOver(Instant now) {
        return !now.isBefore(expiresAt);
    }

    private boolean leaves(Instant now, Duration margin) {
        return !now.plus(margin).isBefore(expiresAt);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
