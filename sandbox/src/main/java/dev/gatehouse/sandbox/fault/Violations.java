package dev.gatehouse.sandbox.fault;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The violations seen since the last reset, the last 10,000 of them. */
public final class Violations {

    private static final int KEPT = 10_000;

    private final Clock clock;
    private final Deque<Violation> seen = new ArrayDeque<>();

    public Violations(Clock clock) {
        this.clock = clock;
    }

    /** Notes one; {@code request} is the sequence number of the request in the log. */
    public synchronized void note(String name, String detail, long request) {
        if (seen.size() == KEPT) {
            seen.removeFirst();
        }
        seen.addLast(new Violation(name, detail, request, clock.instant()));
    }

    public synchronized List<Violation> all() {
        return List.copyOf(seen);
    }

    public synchronized void clear() {
        seen.clear();
    }
}
