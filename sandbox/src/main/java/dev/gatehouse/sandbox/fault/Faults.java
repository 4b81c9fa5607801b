package dev.gatehouse.sandbox.fault;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The faults that wait for their request, in order, for each kind. Safe for any thread; free while there are none. */
public final class Faults {

    private static final class Waiting {
        final Fault fault;
        int left;

        Waiting(Fault fault) {
            this.fault = fault;
            this.left = fault.times();
        }
    }

    private final Map<RequestKind, Deque<Waiting>> waiting = new EnumMap<>(RequestKind.class);
    private volatile boolean any;

    public synchronized void inject(RequestKind kind, Fault fault) {
        waiting.computeIfAbsent(kind, none -> new ArrayDeque<>()).add(new Waiting(fault));
        any = true;
    }

    /** The fault for this request, counted down; null when all goes well. */
    public @Nullable Fault take(RequestKind kind, @Nullable String practice) {
        return any ? find(kind, practice) : null;
    }

    private synchronized @Nullable Fault find(RequestKind kind, @Nullable String practice) {
        Deque<Waiting> queue = waiting.get(kind);
        if (queue == null) {
            return null;
        }
        for (Iterator<Waiting> all = queue.iterator(); all.hasNext(); ) {
            Waiting next = all.next();
            if (next.fault.practice() == null || next.fault.practice().equals(practice)) {
                if (next.fault.times() != Fault.ALWAYS && --next.left == 0) {
                    all.remove();
                }
                return next.fault;
            }
        }
        return null;
    }

    public synchronized void clear() {
        waiting.clear();
        any = false;
    }
}
