package dev.gatehouse.common.database;

import io.vertx.core.Future;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.hibernate.reactive.stage.Stage;

/**
 * One unit of work against the database, handed by {@link Database} to the work and from there to stores. Good only until
 * that work's future ends. Not for parallel use: start the next statement when the one before has answered.
 */
public final class Transaction {
    private final Stage.Session session;

    Transaction(Stage.Session session) {
        this.session = session;
    }

    /** Runs statements on the session; failures arrive as the driver gave them and are translated at the end. */
    public <T> Future<T> run(Function<Stage.Session, CompletionStage<T>> statements) {
        return Future.fromCompletionStage(statements.apply(session));
    }
}
