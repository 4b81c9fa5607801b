package dev.gatehouse.common.audit;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.vault.AuditMac;
import java.time.Clock;
import java.util.Map;

/**
 * Where use cases write down what they change. An entry is part of the change's own transaction: both are kept or neither,
 * and what can't be written down is not done. Nodes on one database share one chain.
 *
 * <p>Entries of one transaction keep their order. The chain's end is locked only for the commit, after every other lock.
 */
public final class AuditTrail {
    private final AuditMac mac;
    private final Clock clock;
    private final AuditEar ear;

    public AuditTrail(AuditMac mac, Clock clock) {
        this(mac, clock, AuditEar.NONE);
    }

    public AuditTrail(AuditMac mac, Clock clock, AuditEar ear) {
        this.mac = mac;
        this.clock = clock;
        this.ear = ear;
    }

    /**
     * Writes an entry when the transaction commits, or else lets it fail.
     *
     * @param action what was done, with a dot between the kind of thing and the act: {@code application.created}
     * @param target the id of what it was done to
     * @param details a few short texts; never a secret, a token, a code or anything about a patient. Texts longer than 500
     *     characters are cut
     * @throws IllegalArgumentException if the action is not of that form
     * @throws IllegalStateException if the transaction only reads
     */
    public void record(Transaction tx, Author by, String action, String target, Map<String, String> details) {
        add(tx, by, action, target, AuditEvent.Outcome.DONE, details);
    }

    /** The same for something that somebody may not do and tried; in a transaction that changes nothing else. */
    public void recordRefusal(Transaction tx, Author by, String action, String target, Map<String, String> details) {
        add(tx, by, action, target, AuditEvent.Outcome.REFUSED, details);
    }

    private void add(
            Transaction tx,
            Author by,
            String action,
            String target,
            AuditEvent.Outcome outcome,
            Map<String, String> details) {
        NewEntry entry = new NewEntry(by, action, target, outcome, details);
        tx.ending(PendingEntries.class, () -> new PendingEntries(mac, clock)).add(entry);
        ear.recorded(tx, by, action, target);
    }
}
