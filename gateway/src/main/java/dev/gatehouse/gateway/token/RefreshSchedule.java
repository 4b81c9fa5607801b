package dev.gatehouse.gateway.token;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Refreshes connections in use ahead of time, so that their next call need not wait: those used since their token came,
 * once it is due. Spread over the ticks by a bound on how many refreshes run at once.
 */
public final class RefreshSchedule {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MOST_AT_ONCE = 50;

    private final Vertx vertx;
    private final LiveTokens tokens;
    private final Clock clock;
    private long timer = -1;
    private int running;

    public RefreshSchedule(Vertx vertx, LiveTokens tokens, Clock clock) {
        this.vertx = vertx;
        this.tokens = tokens;
        this.clock = clock;
    }

    public synchronized void start() {
        timer = vertx.setPeriodic(TICK.toMillis(), tick -> refreshDue());
    }

    public synchronized void stop() {
        vertx.cancelTimer(timer);
    }

    /** One round; also called by tests. */
    void refreshDue() {
        Instant now = clock.instant();
        for (Held token : tokens.inUse()) {
            boolean wanted =
                    token.usedAt.isAfter(token.heldSince) && token.grant.isDue(now) && !tokens.waits(token, now);
            if (wanted && begin()) {
                tokens.refreshAhead(token).onComplete(done -> end());
            }
        }
    }

    private synchronized boolean begin() {
        if (running >= MOST_AT_ONCE) {
            return false;
        }
        running++;
        return true;
    }

    private synchronized void end() {
        running--;
    }
}
