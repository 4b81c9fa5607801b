package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.stage.Stage;
import org.hibernate.reactive.stage.impl.StageSessionImpl;
import org.jspecify.annotations.Nullable;

/**
 * One unit of work against the database, handed by {@link Database} to the work and from there to stores. Good only until
 * that work's future ends. Not for parallel use: start the next statement when the one before has answered.
 */
public final class Transaction {
    private final Stage.Session session;
    private final boolean numberedParameters;
    private final boolean changes;
    private final List<Runnable> afterwards = new ArrayList<>();
    private final Map<Class<?>, Ending> endings = new LinkedHashMap<>();
    private @Nullable Throwable failedStatement;

    Transaction(Stage.Session session, boolean numberedParameters, boolean changes) {
        this.session = session;
        this.numberedParameters = numberedParameters;
        this.changes = changes;
    }

    /**
     * Inserts many rows as one batch, past the session: for bulk loads, where an entity for each row costs ten times as
     * much. The session knows nothing of these rows.
     *
     * @param columns names of the table's columns, from our own code, never from outside
     * @param rows values in the order of the columns: texts, numbers, booleans, {@code byte[]}, {@code Instant}, null
     */
    public Future<Void> insertMany(String table, List<String> columns, List<Object[]> rows) {
        String values = String.join(", ", Collections.nCopies(columns.size(), "?"));
        return updateMany(
                        "insert into " + table + " (" + String.join(", ", columns) + ") values (" + values + ")", rows)
                .mapEmpty();
    }

    /**
     * The rows of a statement, past the session, in the driver's own types but for bytes, which are {@code byte[]}, and times, which
     * are {@code Instant}.
     *
     * @param sql with question marks; from our own code, never from outside
     * @param parameters texts, numbers, {@code byte[]}, {@code Instant}
     */
    public Future<List<Object[]>> selectRows(String sql, Object... parameters) {
        return run(open ->
                        ((StageSessionImpl) open).getReactiveConnection().select(forDriver(sql), forDriver(parameters)))
                .map(result -> {
                    List<Object[]> rows = new ArrayList<>(result.size());
                    result.forEachRemaining(row -> rows.add(fromDriver(row)));
                    return rows;
                });
    }

    /**
     * Runs one statement for many rows of parameters as one batch, past the session, whose entities do not notice.
     *
     * @param sql with question marks; from our own code, never from outside
     * @param rows texts, numbers, {@code byte[]}, {@code Instant}
     * @return how many rows of the table each of them changed
     */
    public Future<int[]> updateMany(String sql, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return Future.succeededFuture(new int[0]);
        }
        List<Object[]> parameters = rows.stream().map(this::forDriver).toList();
        return run(open -> ((StageSessionImpl) open).getReactiveConnection().update(forDriver(sql), parameters));
    }

    /** Runs one statement once, as {@link #updateMany} does; how many rows of the table it changed. */
    public Future<Integer> update(String sql, @Nullable Object... parameters) {
        return updateMany(sql, List.<Object[]>of(parameters)).map(counts -> counts[0]);
    }

    /** PostgreSQL's driver counts its parameters. */
    private String forDriver(String sql) {
        if (!numberedParameters) {
            return sql;
        }
        String[] parts = sql.split("\\?", -1);
        StringBuilder numbered = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            numbered.append('$').append(i).append(parts[i]);
        }
        return numbered.toString();
    }

    private Object[] forDriver(Object[] parameters) {
        return Arrays.stream(parameters).map(this::forDriver).toArray();
    }

    private @Nullable Object forDriver(@Nullable Object value) {
        if (value instanceof Instant time) {
            return time.atOffset(ZoneOffset.UTC);
        }
        return numberedParameters && value instanceof byte[] bytes ? Buffer.buffer(bytes) : value;
    }

    private static Object[] fromDriver(Object[] row) {
        return Arrays.stream(row).map(Transaction::fromDriver).toArray();
    }

    private static @Nullable Object fromDriver(@Nullable Object value) {
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        return value instanceof Buffer buffer ? buffer.getBytes() : value;
    }

    /** Sends what was changed so far to the database, so that what it says against it arrives now. */
    public Future<Void> flush() {
        return run(Stage.Session::flush);
    }

    /**
     * Runs statements on the session; what the database says against them arrives as one of our failures. The unit can
     * then only fail, with that failure unless the work gives another.
     */
    public <T> Future<T> run(Function<Stage.Session, CompletionStage<T>> statements) {
        return Future.fromCompletionStage(statements.apply(session)).recover(this::failed);
    }

    private <T> Future<T> failed(Throwable failure) {
        Throwable ours = Translation.translate(failure);
        if (ours instanceof Failure || ours instanceof DriverFailure) {
            failedStatement = ours;
        }
        return Future.failedFuture(ours);
    }

    /**
     * The one ending of this type in this unit, made when it is first asked for. Endings run one after another when the
     * work has succeeded and its changes are flushed: so a lock that they take on a row everybody needs comes after all
     * others and is held only for the commit.
     *
     * @throws IllegalStateException in a unit that only reads, since nothing of it would be kept
     */
    public <E extends Ending> E ending(Class<E> type, Supplier<E> first) {
        if (!changes) {
            throw new IllegalStateException("a unit that only reads keeps nothing at its end");
        }
        return type.cast(endings.computeIfAbsent(type, none -> first.get()));
    }

    /** Runs when the unit has ended, committed or not, and before whoever waits for it goes on; must not throw. */
    public void afterwards(Runnable act) {
        afterwards.add(act);
    }

    void ended() {
        afterwards.forEach(Runnable::run);
    }

    private Future<Void> end() {
        if (endings.isEmpty()) {
            return Future.succeededFuture();
        }
        Future<Void> ended = run(Stage.Session::flush);
        for (Ending each : endings.values()) {
            ended = ended.compose(done -> each.beforeCommit(this));
        }
        return ended;
    }

    /**
     * The whole work. A work that throws becomes a failed future, since Hibernate Reactive does not roll back after a
     * throw; one that got over a failed statement still fails, since PostgreSQL answers its commit with a rollback.
     */
    <T> Future<T> whole(Function<Transaction, Future<T>> work) {
        Future<T> done;
        try {
            done = work.apply(this);
        } catch (Throwable thrown) {
            done = Future.failedFuture(thrown);
        }
        return done.compose(this::unlessFailed)
                .compose(value -> end().map(value))
                .compose(this::unlessFailed);
    }

    private <T> Future<T> unlessFailed(T value) {
        Throwable failed = failedStatement;
        return failed == null ? Future.succeededFuture(value) : Future.failedFuture(failed);
    }
}
