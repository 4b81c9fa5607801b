package dev.gatehouse.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.common.failure.Failure;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How often somebody may try a wrong API key: a token bucket for each client address, and one for each key that is named by
 * its readable part. Good keys take nothing out of either, and one that is in memory passes whatever happened: behind a
 * reverse proxy all clients share an address, and nobody can shut another's key out by guessing at it.
 */
final class WrongKeys {
    private static final int ADDRESS_BURST = 500;
    private static final int ADDRESS_PER_SECOND = 20;
    private static final int KEY_BURST = 200;
    private static final int KEY_PER_SECOND = 10;
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final int REMEMBERED = 20_000;

    /** Full at first; filled again as time passes. */
    private static final class Bucket {
        private double left;
        private long seen;

        Bucket(int burst, long now) {
            left = burst;
            seen = now;
        }

        synchronized boolean isEmpty(int burst, int perSecond, long now) {
            left = Math.min(burst, left + (now - seen) * 1e-9 * perSecond);
            seen = now;
            return left < 1;
        }

        synchronized void take() {
            left = Math.max(0, left - 1);
        }
    }

    private final Cache<String, Bucket> addresses = cache();
    private final Cache<String, Bucket> keys = cache();
    private final LongSupplier nanos;

    WrongKeys(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private static Cache<String, Bucket> cache() {
        return Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    }

    /**
     * True if no more tries are taken from there, or at that key.
     *
     * @param from a client's address
     * @param key the readable part of a key; empty if there is none
     */
    boolean areTooMany(String from, String key) {
        long now = nanos.getAsLong();
        return addressBucket(from, now).isEmpty(ADDRESS_BURST, ADDRESS_PER_SECOND, now)
                || (!key.isEmpty() && keyBucket(key, now).isEmpty(KEY_BURST, KEY_PER_SECOND, now));
    }

    /** One more was wrong. */
    void count(String from, String key) {
        long now = nanos.getAsLong();
        addressBucket(from, now).take();
        if (!key.isEmpty()) {
            keyBucket(key, now).take();
        }
    }

    static Failure.TooMany refusal() {
        return new Failure.TooMany(
                "too-many-wrong-keys", "Too many wrong API keys came from here. Wait, then send a good one.", WAIT);
    }

    private Bucket addressBucket(String from, long now) {
        return addresses.get(from, added -> new Bucket(ADDRESS_BURST, now));
    }

    private Bucket keyBucket(String key, long now) {
        return keys.get(key, added -> new Bucket(KEY_BURST, now));
    }
}
