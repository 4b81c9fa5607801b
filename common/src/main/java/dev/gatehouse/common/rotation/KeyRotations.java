package dev.gatehouse.common.rotation;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.Keyset;
import dev.gatehouse.common.vault.SealedColumn;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Changes of keys: begun, looked at, and finished before their time. {@link KeyWatch} does the work. Old sealing keys are
 * kept for a while after nothing needs them; old fingerprint keys stay for good.
 */
public final class KeyRotations {
    /** How long old sealing keys are kept unless asked otherwise. */
    public static final Duration KEEP_OLD = Duration.ofDays(7);
    /** At most. */
    public static final Duration LONGEST = Duration.ofDays(365);

    private static final int MOST_LISTED = 100;

    private final Database database;
    private final AuditTrail audit;
    private final ReSeal reSeal;
    private final KeyRotationStore store = new KeyRotationStore();
    private final WrappedRingStore rings;
    private final SecureRandom random;
    private final Ids ids;
    private final Clock clock;

    public KeyRotations(
            Database database, AuditTrail audit, Collection<SealedColumn> columns, SecureRandom random, Clock clock) {
        this.database = database;
        this.rings = new WrappedRingStore(database.announcements());
        this.audit = audit;
        this.reSeal = new ReSeal(columns);
        this.random = random;
        this.ids = new Ids(random);
        this.clock = clock;
    }

    /**
     * Begins to take a new key into use. 409 {@code key-rotation-running} while another is being taken, {@code
     * master-key-change-unfinished} while two master keys open the ring.
     *
     * @param keepOld how long old keys are kept after nothing needs them; of no use for fingerprints
     */
    public Future<KeyRotation> begin(Author by, Keyset use, Duration keepOld) {
        return database.inTransaction(tx -> rings.hold(tx)
                        .compose(wrapped -> {
                            if (KeyRing.mastersOf(wrapped).size() > 1) {
                                throw MasterKeyChange.unfinished();
                            }
                            return store.unended(tx);
                        })
                        .compose(rows -> add(tx, by, rows, use, keepOld)))
                .recover(failure -> failure instanceof UniqueViolation
                        ? Future.failedFuture(running())
                        : Future.failedFuture(failure));
    }

    private Future<KeyRotation> add(
            Transaction tx, Author by, List<KeyRotationRow> unended, Keyset use, Duration keepOld) {
        for (KeyRotationRow each : unended) {
            if (each.state != RotationState.KEEPING) {
                throw running();
            }
            if (each.keyset.equals(use.text())) {
                each.end(RotationState.REPLACED, now());
            }
        }
        String key = String.format("%08x", 1 + random.nextInt(Integer.MAX_VALUE));
        KeyRotationRow row = new KeyRotationRow(ids.next("rot"), use.text(), RotationState.ADDING, key, keepOld, now());
        audit.record(tx, by, "keys.rotation-begun", row.id, Map.of("keyset", row.keyset, "newKey", row.newKey));
        return store.add(tx, row).map(done -> row.toRotation());
    }

    static Failure.Conflict running() {
        return new Failure.Conflict(
                "key-rotation-running",
                "A new key is being taken into use. Wait until that has ended, then try again.");
    }

    /** Newest first, at most a hundred. */
    public Future<List<KeyRotation>> list() {
        return database.read(tx -> store.newest(tx, MOST_LISTED));
    }

    /** Fails with 404 {@code key-rotation-unknown}. */
    public Future<KeyRotation> of(String id) {
        return database.read(tx -> store.find(tx, id)
                .map(row -> row.orElseThrow(KeyRotations::unknown).toRotation()));
    }

    static Failure.Missing unknown() {
        return new Failure.Missing("key-rotation-unknown", "There is no change of keys with this id.");
    }

    static Failure.Conflict ended() {
        return new Failure.Conflict("key-rotation-ended", "This change of keys has ended.");
    }

    /**
     * Drops the old keys as soon as nothing needs them, without keeping them longer. 409 {@code key-rotation-running} before
     * everything was sealed anew, {@code key-rotation-ended} afterwards.
     */
    public Future<KeyRotation> finish(Author by, String id) {
        return database.inTransaction(tx -> store.find(tx, id).compose(found -> {
            KeyRotationRow row =
                    found.filter(each -> Keyset.of(each.keyset).isPresent()).orElseThrow(KeyRotations::unknown);
            if (row.state.isOver()) {
                throw ended();
            }
            if (row.state != RotationState.KEEPING) {
                throw running();
            }
            audit.record(tx, by, "keys.rotation-finished", row.id, Map.of("keyset", row.keyset));
            row.dropAt = now();
            row.dueAt = now();
            return tx.flush().map(done -> row.toRotation());
        }));
    }

    /** How many sealed values there are, and how many of them another key than the one that seals now sealed. */
    public record Sealed(long values, long byOldKeys) {}

    /** Counts in whole tables: seconds, if there are millions. */
    public Future<Sealed> sealed(KeyRing ring) {
        int key = ring.primary(Keyset.SEALING);
        return database.read(tx ->
                reSeal.all(tx).compose(all -> reSeal.notSealedBy(tx, key).map(old -> new Sealed(all, old))));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
