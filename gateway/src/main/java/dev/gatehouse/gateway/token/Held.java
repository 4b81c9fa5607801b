package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.Pause;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A grant in memory, with what was learnt while it is there. */
final class Held {
    final Grant grant;
    final AccessToken token;
    /** Somebody used this token, and that was noted. */
    volatile boolean used;
    /** No refresh is tried meanwhile; callers get the last failure instead. */
    volatile Pause waits = Pause.NONE;
    /** No refresh that nobody waits for is tried meanwhile: others have taken the turns. */
    volatile Pause notAhead = Pause.NONE;

    /** Null while none has failed. */
    private volatile @Nullable Throwable lastFailure;

    volatile GrantRefresh.@Nullable Turn lastTurn;
    private int failures;

    Held(Grant grant) {
        this.grant = grant;
        this.token = new AccessToken(
                HttpHeaders.createOptimized("Bearer " + grant.accessToken().reveal()),
                grant.expiresAt(),
                grant.generation());
    }

    /** What the last refresh failed of; only while {@link #waits} is under way. */
    Throwable lastFailure() {
        return Objects.requireNonNull(lastFailure);
    }

    /**
     * @param turn null if it did not get that far
     * @param pauses how long to wait after the n-th failure in a row, from 0
     */
    synchronized void failed(
            Throwable failure, GrantRefresh.@Nullable Turn turn, IntFunction<Duration> pauses, Instant now) {
        lastFailure = failure;
        lastTurn = turn;
        waits = Pause.of(pauses.apply(failures++), now);
    }
}
