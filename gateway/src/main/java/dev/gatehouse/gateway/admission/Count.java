package dev.gatehouse.gateway.admission;

import java.util.concurrent.atomic.AtomicInteger;

/** Calls that are under way, never more than may be. Without a lock. */
final class Count {
    private final AtomicInteger running = new AtomicInteger();
    private final int most;

    Count(int most) {
        this.most = most;
    }

    /** False if there is no place. */
    boolean enter() {
        for (int now = running.get(); now < most; now = running.get()) {
            if (running.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    void leave() {
        running.decrementAndGet();
    }

    int running() {
        return running.get();
    }

    int most() {
        return most;
    }
}
