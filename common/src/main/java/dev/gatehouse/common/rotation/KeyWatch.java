package dev.gatehouse.common.rotation;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.vault.HeldKeys;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.common.vault.SealedColumn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the key ring in the database has changed, when that is announced and every few seconds anyway, takes it over, and carries out whatever change
 * of keys is due. Every node has one; whichever comes first does the next step.
 */
public final class KeyWatch {
    private static final Logger log = LoggerFactory.getLogger(KeyWatch.class);

    private final Vertx vertx;
    private final Database database;
    private final HeldKeys held;
    private final MasterKey master;
    private final RotationPace pace;
    private final Clock clock;
    private final KeyRotationStore store = new KeyRotationStore();
    private final WrappedRingStore rings;
    private final RotationSteps steps;
    private byte[] seen = new byte[0];
    private boolean stopped = true;
    private long timer = -1;

    public KeyWatch(
            Vertx vertx,
            Database database,
            AuditTrail audit,
            HeldKeys held,
            Collection<SealedColumn> columns,
            MasterKey master,
            RotationPace pace,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.rings = new WrappedRingStore(database.announcements());
        this.held = held;
        this.master = master;
        this.pace = pace;
        this.clock = clock;
        this.steps = new RotationSteps(database, audit, columns, master, pace, clock);
        database.announcements().on(WrappedRingStore.TOPIC, key -> heard(), this::heard);
    }

    /** Only takes over: the step that is due is done in its turn. */
    private synchronized void heard() {
        if (!stopped) {
            refresh()
                    .onFailure(failure -> log.debug(
                            "the keys are looked at again soon: {}",
                            failure.getClass().getSimpleName()));
        }
    }

    public synchronized void start() {
        stopped = false;
        next(false);
    }

    public synchronized void stop() {
        stopped = true;
        boolean wasThere = vertx.cancelTimer(timer);
        timer = wasThere ? -1 : timer;
    }

    private synchronized void next(boolean atWork) {
        if (!stopped) {
            long delay =
                    atWork ? Math.max(1, pace.pause().toMillis()) : pace.poll().toMillis();
            timer = vertx.setTimer(delay, due -> look().onComplete(done -> next(done.succeeded() && done.result())));
        }
    }

    /**
     * Takes over a changed ring, then does one step if one is due. Not twice at the same time.
     *
     * @return true if a step was done, so that another may follow soon
     */
    public Future<Boolean> look() {
        return refresh()
                .compose(due ->
                        due ? steps.next().compose(worked -> refresh().map(worked)) : Future.succeededFuture(false))
                .onFailure(failure -> log.warn("A look at the keys failed; it is repeated", failure));
    }

    /** True if a step may be due. */
    private Future<Boolean> refresh() {
        return database.read(tx -> rings.read(tx)
                .compose(wrapped -> store.anyDue(tx, clock.instant()).map(due -> {
                    take(wrapped);
                    return due;
                })));
    }

    private synchronized void take(byte[] wrapped) {
        if (Arrays.equals(seen, wrapped)) {
            return;
        }
        seen = wrapped;
        try {
            held.take(KeyRing.unwrap(wrapped, master));
        } catch (StartRefused refused) {
            log.error(
                    "The keys in the database were wrapped with another master key than the one this process was started"
                            + " with. It goes on with the keys it has; restart it with the new master key file");
        }
    }
}
