package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.StartRefused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database that was checked against what this node remembers of it, and the keeper of that memory: while anything is
 * written, the database's generation grows once a second and is then noted in the {@link Sentinel}. After a crash the note
 * is at most about a second behind; it is never ahead of what is on disk.
 */
public final class OpenedDatabase implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpenedDatabase.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final Duration LAST_NOTE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Path directory;
    private final Clock clock;
    private final Database database;
    private final InstanceStore instances;
    private final DatabaseLogins logins;
    private final long timer;
    private Sentinel noted;
    private long notedWrites;
    private @Nullable Future<Void> running;

    private OpenedDatabase(
            Vertx vertx,
            Path directory,
            Clock clock,
            Database database,
            InstanceStore instances,
            DatabaseLogins logins,
            Sentinel noted) {
        this.vertx = vertx;
        this.directory = directory;
        this.clock = clock;
        this.database = database;
        this.instances = instances;
        this.logins = logins;
        this.noted = noted;
        this.notedWrites = database.writes();
        this.timer = vertx.setPeriodic(
                BEAT_MILLIS,
                tick -> beat().onFailure(failure -> log.warn("The database's generation could not be noted", failure)));
    }

    /**
     * Checks, migrates and opens. Blocks for seconds: call it before anything listens, never on an event loop.
     *
     * @param dataDirectory made with mode 0700 if it is not there; on PostgreSQL every node has its own
     * @param rows every entity class of the product
     * @throws StartRefused with the sentence for the operator, if the database is missing, empty, another one, older than
     *     it was, written by a newer version, damaged, locked, or does not accept the password; nothing was changed then
     */
    public static OpenedDatabase open(
            Vertx vertx, Path dataDirectory, DatabaseSettings settings, Collection<Class<?>> rows, Clock clock) {
        return open(vertx, dataDirectory, settings, rows, clock, List.of(Migrations.PRODUCT));
    }

    static OpenedDatabase open(
            Vertx vertx,
            Path dataDirectory,
            DatabaseSettings settings,
            Collection<Class<?>> rows,
            Clock clock,
            List<String> migrations) {
        Sentinel.prepare(dataDirectory);
        Optional<Sentinel> remembered = Sentinel.read(dataDirectory);
        DatabaseSettings here = remembered.isPresent() ? settings.existing() : settings;
        InstanceStore instances = new InstanceStore(here);
        Optional<Instance> found = instances.find();
        remembered.ifPresent(sentinel -> StartChecks.compare(sentinel, found));
        if (remembered.isEmpty() && found.isPresent()) {
            log.info("This data directory has not seen the database before; from now on it remembers it");
        }
        Database database = Database.open(vertx, here, rows, migrations, CheckpointSync::new);
        try {
            Instance instance = instances.findOrCreate(clock);
            Sentinel noted = new Sentinel(instance.databaseId(), instance.generation(), clock.instant());
            noted.write(dataDirectory);
            return new OpenedDatabase(
                    vertx, dataDirectory, clock, database, instances, new DatabaseLogins(here), noted);
        } catch (IOException e) {
            database.close();
            throw new StartRefused(
                    "The file " + Sentinel.FILE + " in the data directory can't be written: "
                            + e.getClass().getSimpleName() + ".",
                    e);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** True if this data directory remembers a database: then nothing that belongs to it may be made anew. */
    public static boolean isRemembered(Path dataDirectory) {
        return Files.exists(dataDirectory.resolve(Sentinel.FILE));
    }

    public Database database() {
        return database;
    }

    /** The database's own row, for the keys kept in it. */
    public InstanceStore instances() {
        return instances;
    }

    /** Who may open the database besides this process. */
    public DatabaseLogins logins() {
        return logins;
    }

    /** Notes how far the database has come, if anything was written since the last note. Calls follow one another. */
    Future<Void> beat() {
        synchronized (this) {
            if (running != null) {
                return running.transform(ended -> beat());
            }
            long writes = database.writes();
            if (writes == notedWrites) {
                return Future.succeededFuture();
            }
            Promise<Void> noting = Promise.promise();
            running = noting.future();
            database.nextGeneration()
                    .compose(generation -> note(generation, writes))
                    .onComplete(done -> {
                        synchronized (this) {
                            running = null;
                        }
                        noting.handle(done);
                    });
            return noting.future();
        }
    }

    private Future<Void> note(long generation, long writes) {
        Sentinel last = noted();
        if (generation <= last.generation()) {
            log.error(
                    "The database fell back from generation {} to {} while running: writes were lost. No more work is"
                            + " taken; restart for the reason, then restore a backup",
                    last.generation(),
                    generation);
            database.halt();
            return Future.succeededFuture();
        }
        Sentinel next = new Sentinel(last.databaseId(), generation, clock.instant());
        return vertx.executeBlocking(() -> {
            next.write(directory);
            noted(next, writes);
            return null;
        });
    }

    private synchronized Sentinel noted() {
        return noted;
    }

    private synchronized void noted(Sentinel next, long writes) {
        noted = next;
        notedWrites = writes;
    }

    /** Notes how far the database has come, then closes it. Blocking; never call it on an event loop. */
    @Override
    public void close() {
        vertx.cancelTimer(timer);
        CountDownLatch noted = new CountDownLatch(1);
        beat().onComplete(done -> noted.countDown());
        try {
            if (!noted.await(LAST_NOTE.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("The last note of the database's generation took too long and is given up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        database.close();
    }
}
