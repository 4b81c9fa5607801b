package dev.gatehouse.gateway.token;

import java.time.Duration;

/** Whether an authorization server answers: ailing after three failures in a row, over all its practices. */
final class OriginHealth {
    /** A server that fails now and then shall not make everything due all the time. */
    private static final long BETWEEN = Duration.ofSeconds(10).toNanos();
    /** Fewer may be the fault of one practice. */
    private static final int IN_A_ROW = 3;

    private final String origin;
    private final Loop loop;
    private int failures;
    private boolean ailing;
    private long recoveries;
    private long recoveredAt;

    OriginHealth(String origin, Loop loop) {
        this.origin = origin;
        this.loop = loop;
        this.recoveredAt = loop.nanos() - BETWEEN;
    }

    synchronized void failed() {
        failures++;
        ailing = ailing || failures >= IN_A_ROW;
    }

    /** True if this is a recovery to be told. It stays ailing if it had recovered just before, until a later answer. */
    synchronized boolean answered() {
        failures = 0;
        if (!ailing || loop.nanos() - recoveredAt < BETWEEN) {
            return false;
        }
        ailing = false;
        recoveredAt = loop.nanos();
        recoveries++;
        return true;
    }

    synchronized long recoveries() {
        return recoveries;
    }

    synchronized boolean isAiling() {
        return ailing;
    }

    String origin() {
        return origin;
    }
}
