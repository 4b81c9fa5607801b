package dev.gatehouse.gateway.operations;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.backup.BackupFolder;
import dev.gatehouse.common.backup.BackupUnusable;
import dev.gatehouse.common.backup.Backups;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backups while the gateway runs: when somebody asks, and each hour if that is set. One at a time, on a thread of its own.
 *
 * <p>Failures: {@link Failure.Conflict} {@code backup-running} or {@code backup-by-pg-dump}, {@link Failure.Unavailable} {@code
 * backup-failed}, {@link Failure.Missing} {@code backup-unknown}.
 */
public final class RunningBackups {
    private static final Logger log = LoggerFactory.getLogger(RunningBackups.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final long NONE = -1;

    private final Vertx vertx;
    private final @Nullable Backups backups;
    private final BackupFolder folder;
    private final boolean hourly;
    private final Database database;
    private final AuditTrail audit;
    private final Clock clock;
    private final Duration look;
    private final WorkerExecutor worker;
    private final AtomicReference<@Nullable Future<Void>> running = new AtomicReference<>();
    private volatile @Nullable Instant last;
    private volatile @Nullable Instant tried;
    private volatile boolean closed;
    private long timer = NONE;

    /**
     * @param backups null on PostgreSQL
     * @param hourly whether they are made by themselves
     */
    public RunningBackups(
            Vertx vertx,
            @Nullable Backups backups,
            BackupFolder folder,
            boolean hourly,
            Database database,
            AuditTrail audit,
            Clock clock) {
        this(vertx, backups, folder, hourly, database, audit, clock, LOOK);
    }

    RunningBackups(
            Vertx vertx,
            @Nullable Backups backups,
            BackupFolder folder,
            boolean hourly,
            Database database,
            AuditTrail audit,
            Clock clock,
            Duration look) {
        this.vertx = vertx;
        this.backups = backups;
        this.folder = folder;
        this.hourly = hourly;
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.look = look;
        this.worker = vertx.createSharedWorkerExecutor("gatehouse-backup", 1, 6, TimeUnit.HOURS);
    }

    /** Makes one, and writes down first who asked. Ends when it was read back and opened. */
    public Future<Backups.Made> make(Author by) {
        if (backups == null) {
            return Future.failedFuture(new Failure.Conflict(
                    "backup-by-pg-dump",
                    "The database is PostgreSQL: back it up with pg_dump, and copy each node's data directory."));
        }
        return alone(maker -> database.inTransaction(tx -> {
                    audit.record(tx, by, "backup.begun", "database", Map.of());
                    return Future.<Void>succeededFuture();
                })
                .compose(written -> made(maker)));
    }

    private interface Work {
        Future<Backups.Made> with(Backups maker);
    }

    private Future<Backups.Made> alone(Work work) {
        Backups maker = backups;
        Promise<Void> ends = Promise.promise();
        if (maker == null || closed || !running.compareAndSet(null, ends.future())) {
            return Future.failedFuture(new Failure.Conflict(
                    "backup-running", "A backup is being made. GET /api/v1/backups lists it when it is done."));
        }
        return work.with(maker)
                .recover(failure -> Future.failedFuture(
                        failure instanceof BackupUnusable unusable
                                ? new Failure.Unavailable(
                                        "backup-failed", unusable.sentence(), Duration.ofMinutes(1), unusable)
                                : failure))
                .onComplete(done -> {
                    running.set(null);
                    ends.complete();
                });
    }

    private Future<Backups.Made> made(Backups maker) {
        return worker.<Backups.Made>executeBlocking(() -> {
                    Backups.Made made = maker.make(target());
                    folder.tidy();
                    return made;
                })
                .onSuccess(made -> {
                    last = made.manifest().madeAt();
                    log.info(
                            "Backup {} is made: {} bytes, {} rows, in {} s",
                            made.file(),
                            made.bytes(),
                            made.rows().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum(),
                            made.took().toSeconds());
                })
                .onFailure(failure -> log.error(
                        "No backup was made: {}",
                        failure instanceof BackupUnusable unusable ? unusable.sentence() : failure.toString()));
    }

    private Path target() {
        try {
            return folder.next(clock.instant());
        } catch (IOException e) {
            throw new BackupUnusable(
                    "The backup directory " + folder.path() + " can't be made or read ("
                            + e.getClass().getSimpleName() + ").",
                    e);
        }
    }

    /** Those that are there, newest first. */
    public Future<List<BackupFolder.Kept>> list() {
        return vertx.executeBlocking(folder::list);
    }

    /** One of them, to be taken away; writes down first who asked. */
    public Future<BackupFolder.Kept> take(Author by, String name) {
        return vertx.executeBlocking(() -> folder.of(name)).compose(found -> {
            if (found.isEmpty()) {
                return Future.failedFuture(
                        new Failure.Missing("backup-unknown", "There is no backup of this name here."));
            }
            return database.inTransaction(tx -> {
                audit.record(tx, by, "backup.taken", found.get().name(), Map.of());
                return Future.succeededFuture(found.get());
            });
        });
    }

    /** When the newest backup was begun that this node knows to be good, or that stands in its folder. */
    public Optional<Instant> last() {
        return Optional.ofNullable(last);
    }

    /** Looks what is there, and makes one each hour from now on if that is set. */
    public void start() {
        vertx.executeBlocking(folder::list)
                .onSuccess(all -> all.stream().findFirst().ifPresent(newest -> known(newest.madeAt())))
                .onFailure(failure -> log.warn("The backup directory can't be read: {}", failure.toString()))
                .onComplete(done -> {
                    if (hourly && backups != null && !closed) {
                        timer = vertx.setPeriodic(look.toMillis(), tick -> makeIfDue());
                    }
                });
    }

    private synchronized void known(Instant madeAt) {
        Instant newer = last;
        if (newer == null || newer.isBefore(madeAt)) {
            last = madeAt;
        }
    }

    private void makeIfDue() {
        Instant now = clock.instant();
        Instant newest = last;
        Instant before = tried;
        if (!closed
                && (newest == null || !newest.plus(EVERY).isAfter(now))
                && (before == null || !before.plus(AGAIN).isAfter(now))) {
            tried = now;
            alone(this::made).onFailure(failure -> log.debug("no backup this time", failure));
        }
    }

    /** Begins no more. */
    public void stop() {
        closed = true;
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    /** Ends when the one that is being made has ended. */
    public Future<Void> close() {
        stop();
        if (backups != null) {
            backups.stop();
        }
        Future<Void> under = running.get();
        return under == null ? Future.succeededFuture() : under;
    }

    /** Shows how old the last one is. */
    public void watch(MeterRegistry meters) {
        if (backups != null) {
            Gauge.builder("gatehouse.backup.age", this, RunningBackups::age)
                    .description("How old the newest backup is; NaN if there is none")
                    .baseUnit("seconds")
                    .register(meters);
        }
    }

    private double age() {
        Instant newest = last;
        return newest == null
                ? Double.NaN
                : Duration.between(newest, clock.instant()).toSeconds();
    }
}
