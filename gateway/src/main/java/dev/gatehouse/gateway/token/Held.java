package dev.gatehouse.gateway.token;

import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;

/** A grant in memory, with what was learnt while it is there. */
final class Held {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 6;

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

    /** Waits longer after each failure: 5 seconds to 5 minutes, or as long as the EHR asked. */
    synchronized void failed(Throwable failure, Instant now) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        lastFailure = failure;
        waitsUntil = now.plus(GrantRefresh.askedToWait(failure)
                .filter(asked -> asked.compareTo(pause) > 0)
                .orElse(pause));
    }
}
