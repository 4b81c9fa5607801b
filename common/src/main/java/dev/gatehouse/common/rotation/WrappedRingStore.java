package dev.gatehouse.common.rotation;

import dev.gatehouse.common.database.Announcements;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import java.util.List;

/** The wrapped key ring in the database's own row; each change of it is announced under {@link #TOPIC}. */
final class WrappedRingStore {
    static final String TOPIC = "key-ring";

    private final Announcements announcements;

    WrappedRingStore(Announcements announcements) {
        this.announcements = announcements;
    }

    Future<byte[]> read(Transaction tx) {
        return tx.selectRows("select wrapped_keyset from instance").map(WrappedRingStore::bytes);
    }

    /** The same, and nobody changes it until the transaction ends. */
    Future<byte[]> hold(Transaction tx) {
        return tx.selectRows("select wrapped_keyset from instance for update").map(WrappedRingStore::bytes);
    }

    Future<Void> replace(Transaction tx, byte[] old, byte[] changed) {
        announcements.tell(tx, TOPIC, "ring");
        return tx.updateMany(
                        "update instance set wrapped_keyset = ? where wrapped_keyset = ?",
                        List.<Object[]>of(new Object[] {changed, old}))
                .map(WrappedRingStore::needOne);
    }

    Future<Void> replace(Transaction tx, byte[] old, byte[] changed, byte[] keyCheck) {
        announcements.tell(tx, TOPIC, "ring");
        return tx.updateMany(
                        "update instance set wrapped_keyset = ?, key_check = ? where wrapped_keyset = ?",
                        List.<Object[]>of(new Object[] {changed, keyCheck, old}))
                .map(WrappedRingStore::needOne);
    }

    private static byte[] bytes(List<Object[]> rows) {
        if (rows.size() != 1 || !(rows.get(0)[0] instanceof byte[] wrapped)) {
            throw new IllegalStateException("the database holds no keys");
        }
        return wrapped;
    }

    private static Void needOne(int[] counts) {
        if (counts.length != 1 || counts[0] != 1) {
            throw new Failure.Conflict("changed-meanwhile", "The keys were changed by somebody else a moment ago.");
        }
        return null;
    }
}
