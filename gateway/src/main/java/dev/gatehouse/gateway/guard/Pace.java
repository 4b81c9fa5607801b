package dev.gatehouse.gateway.guard;

import java.time.Duration;

/**
 * How a connection keeps up, in ticks of one second: how long the head of a request may take, how slowly its body may come,
 * how long nothing may be asked. Only the client's own time counts: not while an answer is due, and not while we do not read.
 */
final class Pace {
    /** How often {@link #look} is asked. */
    static final Duration TICK = Duration.ofSeconds(1);

    private static final int HEAD_TICKS = 10;
    private static final int IDLE_TICKS = 60;
    private static final int BODY_TICKS = 10;
    private static final long BODY_BYTES = BODY_TICKS * 1024L;
    /** The same while connections are scarce. */
    private static final int CROWDED_HEAD_TICKS = 3;

    private static final int CROWDED_IDLE_TICKS = 5;

    /** What a look found. */
    enum Finding {
        FINE,
        /** Nothing is asked, or nothing any more. */
        IDLE,
        /** A head was begun and is not there whole in time. */
        LATE_HEAD,
        /** A body comes too slowly. */
        SLOW_BODY
    }

    private enum Phase {
        HEAD,
        BODY,
        BETWEEN,
        /** Not ours to judge: refused and about to close, or a web socket. */
        ELSEWHERE
    }

    private Phase phase = Phase.HEAD;
    /** True if some of the head is there. */
    private boolean begun;

    private int since;
    private int due;
    private int turns;
    private long bytes;
    private boolean awaitsLeave;

    /** A client has connected; the first head is due. */
    Pace(int now) {
        since = now;
    }

    /** Bytes of a head are there. */
    void head(int now) {
        begun = true;
        if (phase == Phase.BETWEEN) {
            phase = Phase.HEAD;
            since = now;
        }
    }

    /**
     * A head is whole; an answer is due.
     *
     * @param expects true if the client waits for a word of ours before it sends the body; whatever that word is, it ends the
     *     wait
     */
    void headDone(int now, boolean body, boolean expects) {
        due++;
        since = now;
        phase = body ? Phase.BODY : Phase.BETWEEN;
        awaitsLeave = expects;
        turns = 0;
        bytes = 0;
    }

    /** It was told to send the body. */
    void leaveGiven() {
        if (awaitsLeave) {
            awaitsLeave = false;
            turns = 0;
            bytes = 0;
        }
    }

    void body(int count) {
        bytes += count;
        awaitsLeave = false;
    }

    void bodyDone(int now) {
        phase = Phase.BETWEEN;
        since = now;
    }

    /** An answer has been written whole. */
    void answered(int now) {
        due--;
        if (phase == Phase.BETWEEN) {
            since = now;
        }
    }

    void elsewhere() {
        phase = Phase.ELSEWHERE;
    }

    boolean inBody() {
        return phase == Phase.BODY;
    }

    /** Answers not yet written, of requests that are here. */
    int due() {
        return due;
    }

    /**
     * One tick later.
     *
     * @param reading true if we would take bytes now
     * @param crowded true if others wait for a connection
     */
    Finding look(int now, boolean reading, boolean crowded) {
        return switch (phase) {
            case HEAD ->
                due <= 0 && now - since >= (crowded ? CROWDED_HEAD_TICKS : HEAD_TICKS)
                        ? (begun ? Finding.LATE_HEAD : Finding.IDLE)
                        : Finding.FINE;
            case BETWEEN ->
                due <= 0 && now - since >= (crowded ? CROWDED_IDLE_TICKS : IDLE_TICKS) ? Finding.IDLE : Finding.FINE;
            case BODY -> bodyTurn(reading);
            case ELSEWHERE -> Finding.FINE;
        };
    }

    private Finding bodyTurn(boolean reading) {
        if (!reading || (awaitsLeave && due > 0)) {
            turns = 0;
            bytes = 0;
            return Finding.FINE;
        }
        if (++turns < BODY_TICKS) {
            return Finding.FINE;
        }
        boolean slow = bytes < BODY_BYTES;
        turns = 0;
        bytes = 0;
        return slow ? Finding.SLOW_BODY : Finding.FINE;
    }
}
