package dev.gatehouse.common.notice;

import dev.gatehouse.common.database.Transaction;
import io.vertx.core.Future;

/** Takes notices. What was handed over is told at least once if, and only if, the transaction commits. */
@FunctionalInterface
public interface Notices {

    /** In the transaction of the change that it tells of; nothing leaves before that is committed. */
    Future<Void> send(Transaction tx, Notice notice);
}
