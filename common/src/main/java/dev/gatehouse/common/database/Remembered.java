package dev.gatehouse.common.database;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node remembers of its database, so that using it needs no reading: true until somebody says that it changed ({@link
 * Announcements}). When that can't be heard, what is remembered is in doubt and is read again at its next use; while the
 * database gives no answer to that, it is used for {@link #GRACE} more.
 */
public final class Remembered<K, V> {
    /** How long after the beginning of a doubt a value may be used without the database's word. */
    public static final Duration GRACE = Duration.ofSeconds(60);

    /** Doubts closer together than this are one. */
    private static final Duration APART = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private record Kept<V>(V value, long doubt, long readAt) {}

    private final Cache<K, Kept<V>> kept;
    private final LongSupplier nanos;
    private final AtomicLong changes = new AtomicLong();
    /** Read with each use; written under the lock. */
    private volatile long doubts;

    private long doubtsBefore;
    private long doubtBegan;
    private long lastDoubt;

    /** @param most values; those used longest ago are forgotten first */
    public Remembered(int most) {
        this(most, System::nanoTime);
    }

    Remembered(int most, LongSupplier nanos) {
        this.kept = Caffeine.newBuilder().maximumSize(most).build();
        this.nanos = nanos;
    }

    /** The value, from memory if it is there and not in doubt, otherwise read. */
    public Future<V> get(K key, Supplier<Future<V>> read) {
        Kept<V> known = kept.getIfPresent(key);
        if (known != null && known.doubt() == doubts) {
            return Future.succeededFuture(known.value());
        }
        return known != null && isInGrace(known) ? again(key, known, read) : read(key, read);
    }

    private Future<V> again(K key, Kept<V> known, Supplier<Future<V>> read) {
        return read(key, read)
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> isSilence(failure) && known.equals(kept.getIfPresent(key))
                        ? Future.succeededFuture(known.value())
                        : Future.failedFuture(failure));
    }

    private static boolean isSilence(Throwable failure) {
        return failure instanceof Failure.Unavailable || failure instanceof TimeoutException;
    }

    /** What was read before a change must not outlive it in memory. */
    private Future<V> read(K key, Supplier<Future<V>> read) {
        long before = changes.get();
        long doubt = doubts;
        return read.get()
                .onSuccess(value -> {
                    kept.put(key, new Kept<>(value, doubt, nanos.getAsLong()));
                    if (changes.get() != before) {
                        kept.invalidate(key);
                    }
                })
                .onFailure(failure -> {
                    if (!isSilence(failure)) {
                        kept.invalidate(key);
                    }
                });
    }

    /** What is remembered now, in doubt or not; null if nothing. */
    public @Nullable V known(K key) {
        Kept<V> known = kept.getIfPresent(key);
        return known == null ? null : known.value();
    }

    /** What is remembered and not in doubt; null if it would have to be read. */
    public @Nullable V certain(K key) {
        Kept<V> known = kept.getIfPresent(key);
        return known == null || known.doubt() != doubts ? null : known.value();
    }

    /** It has changed. */
    public void forget(K key) {
        changes.incrementAndGet();
        kept.invalidate(key);
    }

    /** All these have changed. */
    public void forgetIf(Predicate<V> changed) {
        changes.incrementAndGet();
        kept.asMap().values().removeIf(each -> changed.test(each.value()));
    }

    /** Anything may have changed. */
    public synchronized void doubt() {
        long now = nanos.getAsLong();
        if (doubts == 0 || now - lastDoubt > APART.toNanos()) {
            doubtBegan = now;
            doubtsBefore = doubts;
        }
        lastDoubt = now;
        doubts++;
    }

    /** What was in doubt before this doubt began, and was not read again in between, has had its grace. */
    private synchronized boolean isInGrace(Kept<V> known) {
        if (known.doubt() < doubtsBefore) {
            return false;
        }
        long lastGood = known.readAt() - doubtBegan > 0 ? known.readAt() : doubtBegan;
        return nanos.getAsLong() - lastGood <= GRACE.toNanos();
    }
}
