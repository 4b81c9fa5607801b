package dev.gatehouse.common.rotation;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.DatabaseLogins;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.MasterKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replaces the master key. First a second one is let in beside it: from then on each of the two files opens everything.
 * Whoever starts with the second may then shut the first out; the process that does so has just proven that the second
 * works. Until then the change can be given up. At every moment at least one of the two files opens everything.
 */
public final class MasterKeyChange {
    /** How a change of the master key names its keyset. */
    public static final String MASTER = "master";

    private final Vertx vertx;
    private final Database database;
    private final AuditTrail audit;
    private final DatabaseLogins logins;
    private final MasterKey master;
    private final Path dataDirectory;
    private final Ids ids;
    private final Clock clock;
    private final KeyRotationStore store = new KeyRotationStore();
    private final WrappedRingStore rings;

    /** @param master which this process was started with */
    public MasterKeyChange(
            Vertx vertx,
            Database database,
            AuditTrail audit,
            DatabaseLogins logins,
            MasterKey master,
            Path dataDirectory,
            Ids ids,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.rings = new WrappedRingStore(database.announcements());
        this.audit = audit;
        this.logins = logins;
        this.master = master;
        this.dataDirectory = dataDirectory;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Lets a second master key in. Repeating it with the same file changes nothing.
     *
     * @param file made if it is not there
     */
    public Future<KeyRotation> begin(Author by, Path file) {
        return vertx.executeBlocking(() -> {
                    MasterKey successor = load(file);
                    // First: a login without a ring it opens is of no use to anyone, the other way round neither.
                    logins.admit(
                            successor.databaseUser(),
                            successor.databasePassword().reveal());
                    return successor;
                })
                .compose(successor -> database.inTransaction(tx -> admit(tx, by, successor)));
    }

    private MasterKey load(Path file) {
        MasterKey successor;
        try {
            successor = MasterKey.load(file, dataDirectory, true);
        } catch (StartRefused refused) {
            throw new Failure.Conflict("master-key-unusable", String.valueOf(refused.getMessage()));
        }
        if (successor.id().equals(master.id())) {
            throw new Failure.Conflict(
                    "master-key-unusable",
                    "The file " + file + " holds the master key in use. Move it away, and a new one is made.");
        }
        return successor;
    }

    private Future<KeyRotation> admit(Transaction tx, Author by, MasterKey successor) {
        return rings.hold(tx)
                .compose(wrapped -> store.unended(tx).compose(unended -> {
                    Set<String> masters = KeyRing.mastersOf(wrapped);
                    if (masters.size() > 1) {
                        return masters.contains(successor.id())
                                ? Future.succeededFuture(change(unended).toRotation())
                                : Future.failedFuture(unfinished());
                    }
                    if (unended.stream().anyMatch(each -> each.state != RotationState.KEEPING)) {
                        return Future.failedFuture(KeyRotations.running());
                    }
                    KeyRotationRow row = new KeyRotationRow(
                            ids.next("rot"), MASTER, RotationState.KEEPING, successor.id(), Duration.ZERO, now());
                    audit.record(tx, by, "keys.rotation-begun", row.id, Map.of("keyset", MASTER, "newKey", row.newKey));
                    byte[] both = KeyRing.unwrap(wrapped, master).wrap(master, successor);
                    return rings.replace(tx, wrapped, both)
                            .compose(done -> store.add(tx, row))
                            .map(done -> row.toRotation());
                }));
    }

    private static KeyRotationRow change(List<KeyRotationRow> unended) {
        return unended.stream()
                .filter(each -> each.keyset.equals(MASTER))
                .findFirst()
                .orElseThrow(KeyRotations::unknown);
    }

    static Failure.Conflict unfinished() {
        return new Failure.Conflict(
                "master-key-change-unfinished",
                "Two master keys open this installation. Finish that change, or give it up, first.");
    }

    /**
     * Shuts the older master key out. 409 {@code master-key-old-in-use} unless this process was started with the newer one.
     */
    public Future<KeyRotation> finish(Author by, String id) {
        return keepOwn(by, id, RotationState.DONE, 1);
    }

    /**
     * Shuts the newer master key out, as if the change had never begun. 409 {@code master-key-new-in-use} unless this process
     * was started with the older one.
     */
    public Future<KeyRotation> giveUp(Author by, String id) {
        return keepOwn(by, id, RotationState.REPLACED, 0);
    }

    private Future<KeyRotation> keepOwn(Author by, String id, RotationState how, int position) {
        return database.inTransaction(tx -> rings.hold(tx)
                        .compose(wrapped -> store.find(tx, id).compose(found -> {
                            KeyRotationRow row = found.filter(each -> each.keyset.equals(MASTER))
                                    .orElseThrow(KeyRotations::unknown);
                            if (row.state.isOver()) {
                                throw KeyRotations.ended();
                            }
                            List<String> masters = List.copyOf(KeyRing.mastersOf(wrapped));
                            if (!masters.get(position).equals(master.id())) {
                                throw position == 1 ? oldInUse() : newInUse();
                            }
                            String act = position == 1 ? "keys.rotation-finished" : "keys.rotation-given-up";
                            audit.record(tx, by, act, row.id, Map.of("keyset", MASTER));
                            row.end(how, now());
                            byte[] own = KeyRing.unwrap(wrapped, master).wrap(master);
                            return rings.replace(tx, wrapped, own, master.check())
                                    .compose(done -> tx.flush())
                                    .map(done -> row.toRotation());
                        })))
                .compose(rotation -> vertx.executeBlocking(() -> {
                    logins.keepOnlyOwn();
                    return rotation;
                }));
    }

    private static Failure.Conflict oldInUse() {
        return new Failure.Conflict(
                "master-key-old-in-use",
                "This gateway was started with the old master key. Start every node with the new one first: that shows that"
                        + " the new file works.");
    }

    private static Failure.Conflict newInUse() {
        return new Failure.Conflict(
                "master-key-new-in-use",
                "This gateway was started with the new master key. Start it with the old one to give the change up.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
