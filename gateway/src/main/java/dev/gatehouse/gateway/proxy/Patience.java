package dev.gatehouse.gateway.proxy;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A limit to how long nothing may happen while it is the EHR's turn. One timer, set again only when it runs out. */
final class Patience {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final BooleanSupplier othersTurn;
    private final Runnable exhausted;
    private long limitNanos;
    private long lastProgress;
    private long timer = NONE;

    /**
     * @param othersTurn true while we wait for someone else than the EHR
     * @param exhausted called once when the limit is reached
     */
    Patience(Vertx vertx, BooleanSupplier othersTurn, Runnable exhausted) {
        this.vertx = vertx;
        this.othersTurn = othersTurn;
        this.exhausted = exhausted;
    }

    /** From now on this limit holds. */
    void within(Duration limit) {
        if (timer != NONE && limit.toNanos() < limitNanos) {
            end();
        }
        limitNanos = limit.toNanos();
        progress();
        if (timer == NONE) {
            timer = vertx.setTimer(Math.max(1, limit.toMillis()), this::look);
        }
    }

    /** Something happened. */
    void progress() {
        lastProgress = System.nanoTime();
    }

    void end() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    private void look(long id) {
        timer = NONE;
        if (othersTurn.getAsBoolean()) {
            progress();
        }
        long left = limitNanos - (System.nanoTime() - lastProgress);
        if (left > 0) {
            timer = vertx.setTimer(left / 1_000_000 + 1, this::look);
        } else {
            exhausted.run();
        }
    }
}
