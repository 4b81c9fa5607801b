package dev.gatehouse.bench.database;

import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What all callers of one soak share: how many operations are left, and what went wrong. */
final class SoakTally {
    private final long total;
    private final PrintStream out;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong unexplained = new AtomicLong();
    private final Set<Long> claims = ConcurrentHashMap.newKeySet();

    SoakTally(long total, PrintStream out) {
        this.total = total;
        this.out = out;
    }

    /** False when enough operations have begun. */
    boolean begin() {
        return begun.incrementAndGet() <= total;
    }

    void refusedAsExpected() {
        refused.incrementAndGet();
    }

    void claimed(long job) {
        if (job >= 0 && !claims.add(job)) {
            unexplained(new IllegalStateException("job " + job + " was handed out twice"));
        }
    }

    void unexplained(Throwable failure) {
        if (unexplained.incrementAndGet() <= 20) {
            failure.printStackTrace(out);
        }
    }

    long done() {
        return Math.min(total, begun.get());
    }

    long refused() {
        return refused.get();
    }

    long unexplained() {
        return unexplained.get();
    }

    int claims() {
        return claims.size();
    }
}
