package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Counts the units of work inside, refuses more than the queue in front of a connection should hold, and closes. */
final class Entrance {
    private static final int MOST_AT_ONCE = 4096;

    private int inside;
    private boolean closed;

    /** Null if the unit may go in; it must then {@link #leave()}. */
    synchronized @Nullable Failure enter() {
        if (closed) {
            return new Failure.Unavailable(
                    "database-unavailable", "The database takes no more work.", Duration.ofSeconds(5), null);
        }
        if (inside >= MOST_AT_ONCE) {
            return new Failure.Unavailable(
                    "database-busy", "The database has more work than it can take.", Duration.ofSeconds(1), null);
        }
        inside++;
        return null;
    }

    synchronized void leave() {
        inside--;
        if (inside == 0) {
            notifyAll();
        }
    }

    /** Lets nobody in any more and waits for those inside, at most {@code patience}. */
    synchronized void close(Duration patience) {
        closed = true;
        long end = System.nanoTime() + patience.toNanos();
        while (inside > 0) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
