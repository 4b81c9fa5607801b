package dev.gatehouse.common.database;

import io.vertx.core.Future;

/** What a unit of work still does right before its commit; see {@link Transaction#ending}. */
public interface Ending {
    /** Runs when the work has succeeded and its changes are flushed. If it fails, nothing of the unit is kept. */
    Future<Void> beforeCommit(Transaction tx);
}
