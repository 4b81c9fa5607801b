package dev.gatehouse.gateway.proxy;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A limit to how long nothing may happen while it is the EHR's turn, seen up to {@link PatienceRound#EVERY} late. Begun and
 * ended on one context.
 */
final class Patience {
    private final Vertx vertx;
    private final BooleanSupplier othersTurn;
    private final Runnable exhausted;
    private long limitNanos;
    private long lastProgress;
    private PatienceRound round = PatienceRound.NONE;

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
        limitNanos = limit.toNanos();
        progress();
        if (round == PatienceRound.NONE) {
            round = PatienceRound.of(vertx);
            round.add(this);
        }
    }

    /** Something happened. */
    void progress() {
        lastProgress = System.nanoTime();
    }

    void end() {
        round.remove(this);
        round = PatienceRound.NONE;
    }

    /** True if the limit is reached. */
    boolean isOver(long now) {
        if (othersTurn.getAsBoolean()) {
            lastProgress = now;
        }
        return now - lastProgress >= limitNanos;
    }

    void exhaust() {
        end();
        exhausted.run();
    }
}
