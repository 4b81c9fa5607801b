package dev.gatehouse.common.audit;

import dev.gatehouse.common.database.Ending;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.vault.AuditMac;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The entries of one transaction, which get their places in the chain right before its commit. */
final class PendingEntries implements Ending {
    private final AuditMac mac;
    private final Clock clock;
    private final AuditStore store = new AuditStore();
    private final List<NewEntry> entries = new ArrayList<>();

    PendingEntries(AuditMac mac, Clock clock) {
        this.mac = mac;
        this.clock = clock;
    }

    void add(NewEntry entry) {
        entries.add(entry);
    }

    @Override
    public Future<Void> beforeCommit(Transaction tx) {
        return store.lockHead(tx).compose(head -> store.append(tx, chained(head)));
    }

    /** Moves the head along. */
    private List<AuditEventRow> chained(AuditHeadRow head) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<AuditEventRow> rows = new ArrayList<>(entries.size());
        for (NewEntry each : entries) {
            Entry entry = each.at(head.seq + 1, now);
            byte[] own = mac.of(entry.bytes(head.mac));
            rows.add(new AuditEventRow(entry, head.mac, own));
            head.seq = entry.seq();
            head.mac = own;
        }
        return rows;
    }
}
