package dev.gatehouse.common.audit;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;

/** Hears of each entry when it is handed over, in its transaction, which may still fail. Returns at once. */
@FunctionalInterface
public interface AuditEar {
    /** For whoever need not hear. */
    AuditEar NONE = (tx, by, action, target) -> {};

    void recorded(Transaction tx, Author by, String action, String target);
}
