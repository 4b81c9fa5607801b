package dev.gatehouse.gateway.token;

import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.PracticeConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything one refresh goes by.
 *
 * @param sent the refresh token; null where the application asks for itself
 * @param epoch of the application's breaker before it was sent
 * @param claimedNanos {@link System#nanoTime} before the claim was asked for
 */
record Attempt(
        PracticeConnection connection,
        EhrProfile profile,
        TokenServer server,
        Claim claim,
        @Nullable SecretText sent,
        long epoch,
        long claimedNanos) {

    Attempt at(TokenServer other) {
        return new Attempt(connection, profile, other, claim, sent, epoch, claimedNanos);
    }

    Attempt with(SecretText other) {
        return new Attempt(connection, profile, server, claim, other, epoch, claimedNanos);
    }

    /** True while enough of the claim is left to ask and to hear the answer; a process that was stopped meanwhile has none. */
    boolean isInTime(Duration lease) {
        return System.nanoTime() - claimedNanos < lease.toNanos() / 3;
    }
}
