package dev.gatehouse.gateway.token;

import java.time.Duration;

/** Whether an authorization server answers. */
final class OriginHealth {
    /** A server that fails now and then shall not make everything due all the time. */
    private static final long BETWEEN = Duration.ofSeconds(5).toNanos();

    private final String origin;
    private final Loop loop;
    private boolean ailing;
    private long recoveries;
    private long recoveredAt;

    OriginHealth(String origin, Loop loop) {
        this.origin = origin;
        this.loop = loop;
        this.recoveredAt = loop.nanos() - BETWEEN;
    }

    synchronized void failed() {
        ailing = true;
    }

    /** True if this is a recovery to be told. It stays ailing if it had recovered just before, until a later answer. */
    synchronized boolean answered() {
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
