package dev.gatehouse.gateway.guard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The connections of one event loop, looked at once a second. Everything here happens on that loop. */
final class LoopWatch {
    /** More than the longest head, whose empty lines and line ends no limit counts. */
    private static final int SCRATCH = 64 * 1024;

    private final Set<WatchedAnswers> connections = new HashSet<>();
    private final byte[] scratch = new byte[SCRATCH];
    private int now;

    /** Ticks since the beginning. */
    int now() {
        return now;
    }

    /** For bytes that are looked at and forgotten within one call. */
    byte[] scratch() {
        return scratch;
    }

    void add(WatchedAnswers connection) {
        connections.add(connection);
    }

    void remove(WatchedAnswers connection) {
        connections.remove(connection);
    }

    void tick(boolean crowded) {
        now++;
        List<WatchedAnswers> late = new ArrayList<>(0);
        for (WatchedAnswers each : connections) {
            if (each.isLate(now, crowded)) {
                late.add(each);
            }
        }
        // closing takes them out of the set
        late.forEach(WatchedAnswers::cutOff);
    }
}
