package dev.gatehouse.gateway.token;

import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntFunction;

/** A grant in memory, with what was learnt while it is there. */
final class Held {
    final Grant grant;
    final AccessToken token;
    final Instant heldSince;
    volatile Instant usedAt;
    /** No refresh is tried before then; callers get the last failure instead. */
    volatile Instant waitsUntil = Instant.MIN;

    volatile Throwable lastFailure = new IllegalStateException("no refresh failed yet");
    private int failures;

    Held(Grant grant, Instant now) {
        this.grant = grant;
        this.heldSince = now;
        this.usedAt = now;
        this.token = new AccessToken(
                HttpHeaders.createOptimized("Bearer " + grant.accessToken().reveal()),
                grant.expiresAt(),
                grant.generation());
    }

    /** @param pauses how long to wait after the n-th failure in a row, from 0 */
    synchronized void failed(Throwable failure, IntFunction<Duration> pauses, Instant now) {
        lastFailure = failure;
        waitsUntil = now.plus(pauses.apply(failures++));
    }
}
