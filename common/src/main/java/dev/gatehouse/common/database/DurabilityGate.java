package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stands between an H2 commit and its acknowledgement. H2 keeps commits in memory for up to half a second; here everyone
 * who waits gets the same {@code CHECKPOINT SYNC}, one at a time, and is let through when one that <em>began after</em>
 * their commit has ended. At most one sync every few milliseconds, so that a burst shares them.
 */
final class DurabilityGate implements AutoCloseable {
    /** Forces every commit so far to the disk; blocking, called by one thread. */
    interface Sync {
        void run() throws SQLException;

        void close();
    }

    private static final long PAUSE_NANOS = Duration.ofMillis(3).toNanos();

    private final Sync sync;
    private final ExecutorService thread;
    private List<Promise<Void>> waiting = new ArrayList<>();
    private boolean running;
    private boolean closed;

    DurabilityGate(Sync sync) {
        this.sync = sync;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread named = new Thread(work, "gatehouse-h2-sync");
            named.setDaemon(true);
            return named;
        });
    }

    /** Ends when everything committed before this call is on disk; fails with {@code database-unavailable}. */
    Future<Void> pass() {
        Promise<Void> passed = Promise.promise();
        synchronized (this) {
            if (closed) {
                return Future.failedFuture(notWritten(null));
            }
            waiting.add(passed);
            if (!running) {
                running = true;
                thread.execute(this::syncUntilNobodyWaits);
            }
        }
        return passed.future();
    }

    private void syncUntilNobodyWaits() {
        for (List<Promise<Void>> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
            try {
                sync.run();
                batch.forEach(Promise::complete);
            } catch (SQLException | RuntimeException e) {
                Failure failure = notWritten(e);
                batch.forEach(each -> each.fail(failure));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Those who wait now; who comes later waits for the sync after this one. Empty ends the run. */
    private synchronized List<Promise<Void>> nextBatch() {
        List<Promise<Void>> batch = waiting;
        waiting = new ArrayList<>();
        running = !batch.isEmpty();
        return batch;
    }

    private static Failure notWritten(@Nullable Throwable cause) {
        return new Failure.Unavailable(
                "database-unavailable",
                "The change could not be written to disk. Please try again.",
                Duration.ofSeconds(2),
                cause == null ? null : DriverFailure.of(cause));
    }

    /** Lets through who waits already, nobody after. Blocks for the last sync. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        thread.execute(sync::close);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
