package dev.gatehouse.common.rotation;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.Keyset;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.common.vault.SealedColumn;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step of a change of keys: a transaction that changes the ring or some sealed values, and notes in the same commit how
 * far it came. A crash loses a whole step or none, and the next node takes it again. The rotation's row is locked meanwhile,
 * so that of several nodes one works at a time.
 */
final class RotationSteps {
    private static final Logger log = LoggerFactory.getLogger(RotationSteps.class);
    private static final Duration LATER = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofHours(1);

    private final Database database;
    private final AuditTrail audit;
    private final KeyRotationStore store = new KeyRotationStore();
    private final WrappedRingStore rings;
    private final ReSeal reSeal;
    private final MasterKey master;
    private final RotationPace pace;
    private final Clock clock;

    RotationSteps(
            Database database,
            AuditTrail audit,
            Collection<SealedColumn> columns,
            MasterKey master,
            RotationPace pace,
            Clock clock) {
        this.database = database;
        this.rings = new WrappedRingStore(database.announcements());
        this.audit = audit;
        this.reSeal = new ReSeal(columns);
        this.master = master;
        this.pace = pace;
        this.clock = clock;
    }

    /** False if there was nothing to do, or another node is at it. */
    Future<Boolean> next() {
        return database.inTransaction(tx -> store.due(tx, now())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(false)
                        : step(tx, found.get()).map(true)));
    }

    private Future<Void> step(Transaction tx, KeyRotationRow row) {
        Keyset use = Keyset.of(row.keyset).orElseThrow();
        return switch (row.state) {
            case ADDING ->
                change(tx, row, ring -> ring.withKey(use, row.key()), () -> {
                    row.enter(RotationState.DISTRIBUTING, now().plus(pace.settle()));
                });
            case DISTRIBUTING ->
                change(tx, row, ring -> ring.withPrimary(use, row.key()), () -> {
                    record(tx, "keys.promoted", row);
                    row.promotedAt = now();
                    row.enter(RotationState.SETTLING, now().plus(pace.settle()));
                    log.info("Key {} now works for {}", row.newKey, row.keyset);
                });
            case SETTLING -> settled(row, use);
            case RESEALING -> reseal(tx, row);
            case KEEPING -> {
                row.nextPass(now());
                yield Future.succeededFuture();
            }
            case DONE, REPLACED -> Future.succeededFuture();
        };
    }

    /** While two master keys open the ring, this node has only one of them and can't wrap a changed ring: it waits. */
    private Future<Void> change(Transaction tx, KeyRotationRow row, UnaryOperator<KeyRing> change, Runnable then) {
        return rings.hold(tx).compose(wrapped -> {
            if (KeyRing.mastersOf(wrapped).size() > 1) {
                row.dueAt = now().plus(LATER);
                return Future.<Void>succeededFuture();
            }
            KeyRing ring = KeyRing.unwrap(wrapped, master);
            then.run();
            return rings.replace(tx, wrapped, change.apply(ring).wrap(master));
        });
    }

    private Future<Void> settled(KeyRotationRow row, Keyset use) {
        if (use.isRenewable()) {
            row.nextPass(now());
        } else {
            row.end(RotationState.DONE, now());
        }
        return Future.succeededFuture();
    }

    private Future<Void> reseal(Transaction tx, KeyRotationRow row) {
        Instant begun = now();
        return rings.read(tx)
                .compose(wrapped -> reSeal.batch(tx, row, KeyRing.unwrap(wrapped, master), pace.batch()))
                .compose(end -> {
                    if (end) {
                        return endOfPass(tx, row);
                    }
                    Duration took = Duration.between(begun, now());
                    row.dueAt = now().plus(took.compareTo(pace.pause()) > 0 ? took : pace.pause());
                    return Future.succeededFuture();
                });
    }

    private Future<Void> endOfPass(Transaction tx, KeyRotationRow row) {
        row.passes++;
        return reSeal.notSealedBy(tx, row.key()).compose(old -> {
            if (old > row.broken) {
                row.nextPass(now().plus(pace.pause().multipliedBy(25)));
                return Future.succeededFuture();
            }
            if (row.dropAt == null) {
                row.dropAt = now().plusSeconds(row.keepOldSeconds);
                log.info("Everything is sealed with key {}; old keys are kept until {}", row.newKey, row.dropAt);
            }
            if (old > 0) {
                log.warn("{} sealed values open with no key; the old keys are kept until these are gone", old);
                row.enter(RotationState.KEEPING, later(row.dropAt, now().plus(AGAIN)));
                return Future.succeededFuture();
            }
            if (row.dropAt.isAfter(now())) {
                row.enter(RotationState.KEEPING, row.dropAt);
                return Future.succeededFuture();
            }
            return drop(tx, row);
        });
    }

    private Future<Void> drop(Transaction tx, KeyRotationRow row) {
        return change(tx, row, ring -> ring.withPrimaryOnly(Keyset.SEALING), () -> {
            record(tx, "keys.dropped", row);
            row.end(RotationState.DONE, now());
            log.info("Only key {} is left for sealing", row.newKey);
        });
    }

    private void record(Transaction tx, String action, KeyRotationRow row) {
        Author by = Author.system(TenantId.DEFAULT, "key rotation");
        audit.record(tx, by, action, row.id, Map.of("keyset", row.keyset, "newKey", row.newKey));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
