package dev.gatehouse.common.audit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.database.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes the chain's end outside the database, in the log and in the {@link AnchorFile}, at most a minute after it moved: so
 * it shows when the newest entries are taken away. What was added since the last note is not covered.
 */
public final class AuditAnchors {
    private static final Logger log = LoggerFactory.getLogger(AuditAnchors.class);
    private static final Duration EVERY = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final Database database;
    private final AuditStore store = new AuditStore();
    private final AnchorFile file;
    private final Clock clock;
    private volatile @Nullable AuditAnchor last;
    private long timer = -1;

    /** @param dataDirectory of this node */
    public AuditAnchors(Vertx vertx, Database database, Path dataDirectory, Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.file = new AnchorFile(dataDirectory.resolve(AnchorFile.NAME));
        this.clock = clock;
    }

    /** Compares the chain with what was noted last, and notes its end from now on. Never fails. */
    public Future<Void> start() {
        timer = vertx.setPeriodic(EVERY.toMillis(), tick -> quietly(note()));
        return quietly(vertx.executeBlocking(file::read).compose(this::compare).compose(done -> note()));
    }

    /** Notes it once more. Never fails. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return quietly(note());
    }

    @CanIgnoreReturnValue
    private static Future<Void> quietly(Future<Void> noted) {
        return noted.recover(failure -> {
            log.warn(
                    "The end of the audit could not be noted: {}",
                    failure.getClass().getName());
            return Future.succeededFuture();
        });
    }

    private Future<Void> compare(List<AuditAnchor> noted) {
        if (noted.isEmpty()) {
            return Future.succeededFuture();
        }
        AuditAnchor newest = noted.get(noted.size() - 1);
        last = newest;
        return database.read(tx -> store.macOf(tx, newest.seq())).map(mac -> {
            if (!mac.equals(Optional.of(newest.mac()))) {
                log.error(
                        "The audit is not what it was: entry {} was noted at {} and is missing or another one now. Run"
                                + " audit verify",
                        newest.seq(),
                        newest.at());
            }
            return null;
        });
    }

    /** Notes the end of the chain if it moved. */
    Future<Void> note() {
        return database.read(store::head).compose(head -> {
            AuditAnchor before = last;
            if (head.isEmpty() || (before != null && head.get().mac().equals(before.mac()))) {
                return Future.succeededFuture();
            }
            AuditAnchor now = new AuditAnchor(head.get().seq(), head.get().mac(), clock.instant());
            return vertx.executeBlocking(() -> write(now));
        });
    }

    private Void write(AuditAnchor now) throws IOException {
        synchronized (file) {
            file.add(now);
            last = now;
        }
        log.info("audit anchor {}", now);
        return null;
    }
}
