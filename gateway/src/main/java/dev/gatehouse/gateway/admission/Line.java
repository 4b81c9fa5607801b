package dev.gatehouse.gateway.admission;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The places of one connection, and a short line of those that wait for one. Without a lock: whoever makes a place free, or
 * joins the line, looks whether somebody can go.
 */
final class Line {
    private final Count places;
    private final Count waiting;
    private final Queue<Waiter> line = new ConcurrentLinkedQueue<>();

    /** One that waits; its turn comes once or never. */
    static final class Waiter {
        private final AtomicBoolean over = new AtomicBoolean();
        private final Runnable turn;

        /** @param turn told on whatever thread makes the place free */
        Waiter(Runnable turn) {
            this.turn = turn;
        }

        /** False if its turn has come, or it was given up before. */
        boolean giveUp() {
            return over.compareAndSet(false, true);
        }
    }

    /** @param most that run, and that wait beside them */
    Line(int most) {
        this.places = new Count(most);
        this.waiting = new Count(most);
    }

    /** True if there was a place; nobody who waits is overtaken. */
    boolean enter() {
        return line.isEmpty() && places.enter();
    }

    /** False if too many wait already. */
    boolean join(Waiter waiter) {
        if (!waiting.enter()) {
            return false;
        }
        line.add(waiter);
        next();
        return true;
    }

    /** It has given up. */
    void remove(Waiter waiter) {
        if (line.remove(waiter)) {
            waiting.leave();
        }
    }

    void leave() {
        places.leave();
        next();
    }

    private void next() {
        while (!line.isEmpty() && places.enter()) {
            Waiter first = line.poll();
            if (first != null) {
                waiting.leave();
            }
            if (first == null || first.over.getAndSet(true)) {
                places.leave();
            } else {
                first.turn.run();
            }
        }
    }

    int most() {
        return places.most();
    }

    int waiting() {
        return waiting.running();
    }
}
