package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stands between an H2 commit and its acknowledgement. H2 keeps commits in memory for up to half a second; here everyone
 * who waits gets the same {@code CHECKPOINT SYNC}, one at a time, and is let through when one that <em>began after</em>
 * their commit has ended. At most one sync every few milliseconds, so that a burst shares them.
 */
final class DurabilityGate implements AutoCloseable {
    private static final long PAUSE_NANOS = Duration.ofMillis(3).toNanos();

    private final DataSource source;
    private final ExecutorService thread;
    private List<Promise<Void>> waiting = new ArrayList<>();
    private boolean running;
    private @Nullable Connection connection;

    DurabilityGate(DataSource source) {
        this.source = source;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread named = new Thread(work, "gatehouse-h2-sync");
            named.setDaemon(true);
            return named;
        });
    }

    /** Ends when everything committed before this call is on disk. */
    Future<Void> pass() {
        Promise<Void> passed = Promise.promise();
        synchronized (this) {
            waiting.add(passed);
            if (!running) {
                running = true;
                thread.execute(this::syncUntilNobodyWaits);
            }
        }
        return passed.future();
    }

    private void syncUntilNobodyWaits() {
        while (true) {
            List<Promise<Void>> batch;
            synchronized (this) {
                if (waiting.isEmpty()) {
                    running = false;
                    return;
                }
                batch = waiting;
                waiting = new ArrayList<>();
            }
            try {
                sync();
                batch.forEach(Promise::complete);
            } catch (SQLException e) {
                closeConnection();
                Failure failure = new Failure.Unavailable(
                        "database-unavailable",
                        "The change could not be written to disk. Please try again.",
                        Duration.ofSeconds(2),
                        e);
                batch.forEach(each -> each.fail(failure));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void sync() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.getConnection();
            connection = open;
        }
        try (Statement statement = open.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }

    private void closeConnection() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException alreadyBroken) {
                // it is thrown away either way
            }
        }
    }

    @Override
    public void close() {
        thread.execute(this::closeConnection);
        thread.shutdown();
    }
}
