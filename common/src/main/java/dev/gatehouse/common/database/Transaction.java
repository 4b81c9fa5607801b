package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.hibernate.reactive.stage.Stage;
import org.jspecify.annotations.Nullable;

/**
 * One unit of work against the database, handed by {@link Database} to the work and from there to stores. Good only until
 * that work's future ends. Not for parallel use: start the next statement when the one before has answered.
 */
public final class Transaction {
    private final Stage.Session session;
    private @Nullable Throwable failedStatement;

    Transaction(Stage.Session session) {
        this.session = session;
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
        return done.compose(value -> {
            Throwable failed = failedStatement;
            return failed == null ? Future.succeededFuture(value) : Future.failedFuture(failed);
        });
    }
}
