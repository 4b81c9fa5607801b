package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.token.DueGrantStore.Due;
import dev.gatehouse.gateway.token.DueGrantStore.PutOff;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refreshes grants before anybody has to wait for it, as their rows say: those in use ahead of their end, the others often
 * enough to stay alive. Each node picks a few at a time; what it can't refresh now goes back with a later date. Grants that
 * wait because an authorization server or an application was refused are due as soon as that is over.
 */
public final class RefreshSchedule {
    private static final Logger log = LoggerFactory.getLogger(RefreshSchedule.class);
    /** Longer than a refresh takes: a grant whose node died is picked again then. */
    private static final Duration PICKED_FOR = Duration.ofMinutes(1);

    private static final int MOST_AT_ONCE = 200;
    /** Few, so that calls find the database free between two picks. */
    private static final int A_PICK = 50;

    private static final int HURRIED_AT_ONCE = 1_000;
    /** Bounds what a long queue, most of which is put off, costs each second. */
    private static final int PICKS_BETWEEN_TICKS = 20;
    /** Grants whose failure was on its way into the database when the server came back are found a round later. */
    private static final int ROUNDS_OF_HURRY = 3;

    private static final int ROUNDS_BETWEEN_PROBES = 20;
    private static final int ROUNDS_BETWEEN_NOTES = 3;
    private static final int ROUNDS_BETWEEN_COUNTS = 15;

    /** Refreshes one grant as {@link Lane#AHEAD}. */
    @FunctionalInterface
    interface Refresher {
        Future<Void> refreshDue(TenantId tenant, ConnectionId connection, long generation);
    }

    private final Vertx vertx;
    private final Database database;
    private final DueGrantStore store;
    private final Refresher refresher;
    private final GrantUsage usage;
    private final TokenTraffic traffic;
    private final ApplicationBreaker breaker;
    private final RefreshPace pace;
    private final Clock clock;
    private final Map<String, Integer> hurried = new ConcurrentHashMap<>();
    private final Map<ConnectionId, PutOff> putOff = new ConcurrentHashMap<>();
    private volatile long overdue;
    private long timer = -1;
    private long rounds;
    private int picks;
    private boolean inRound;
    private boolean stopped;
    private boolean maybeMore;
    private int running;

    /** @param shared if other nodes may share the database */
    public RefreshSchedule(
            Vertx vertx,
            Database database,
            boolean shared,
            LiveTokens tokens,
            GrantUsage usage,
            TokenTraffic traffic,
            ApplicationBreaker breaker,
            RefreshPace pace,
            Clock clock) {
        this(vertx, database, new DueGrantStore(shared), tokens::refreshDue, usage, traffic, breaker, pace, clock);
    }

    RefreshSchedule(
            Vertx vertx,
            Database database,
            DueGrantStore store,
            Refresher refresher,
            GrantUsage usage,
            TokenTraffic traffic,
            ApplicationBreaker breaker,
            RefreshPace pace,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.store = store;
        this.refresher = refresher;
        this.usage = usage;
        this.traffic = traffic;
        this.breaker = breaker;
        this.pace = pace;
        this.clock = clock;
        traffic.onRecovered(origin -> hurried.put(origin, ROUNDS_OF_HURRY));
        breaker.onClosed(application -> hurried.put(ApplicationBreaker.waits(application), ROUNDS_OF_HURRY));
    }

    public synchronized void start() {
        timer = vertx.setPeriodic(pace.look().toMillis(), tick -> begin(this::round));
    }

    /** Begins nothing more; what is under way ends by itself. */
    public synchronized void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void begin(Supplier<Future<Void>> work) {
        if (beginRound()) {
            work.get().onComplete(done -> endRound(done.cause()));
        }
    }

    private synchronized boolean beginRound() {
        if (inRound || stopped) {
            return false;
        }
        inRound = true;
        return true;
    }

    private synchronized void endRound(@Nullable Throwable failure) {
        inRound = false;
        if (failure != null && !stopped) {
            log.warn("refreshes ahead of time wait: {}", failure.toString());
        }
    }

    /** One look at what is to do; ends when the refreshes have begun. Also called by tests. */
    Future<Void> round() {
        long round = nextRound();
        breaker.look();
        return noteUse(round)
                .compose(done -> sendBack())
                .compose(done -> hurry())
                .compose(done -> probe(round))
                .compose(done -> count(round))
                .compose(done -> pick());
    }

    private Future<Void> noteUse(long round) {
        return round % ROUNDS_BETWEEN_NOTES == 0 ? usage.write() : Future.succeededFuture();
    }

    private Future<Void> sendBack() {
        List<PutOff> some = new ArrayList<>(putOff.values());
        if (some.isEmpty()) {
            return Future.succeededFuture();
        }
        return database.inBackground(tx -> store.putOff(tx, some)).onSuccess(done -> some.forEach(each -> putOff.remove(
                each.due().connection(), each)));
    }

    private Future<Void> hurry() {
        Future<Void> all = Future.succeededFuture();
        for (String waitsFor : hurried.keySet()) {
            all = all.compose(done -> database.inBackground(
                            tx -> store.hurry(tx, waitsFor, now(), HURRIED_AT_ONCE)))
                    .map(count -> {
                        if (count < HURRIED_AT_ONCE) {
                            hurried.computeIfPresent(waitsFor, (key, left) -> left > 1 ? left - 1 : null);
                        }
                        return null;
                    });
        }
        return all;
    }

    /** Of the grants that wait for a server, one looks now and then whether it is back. */
    private Future<Void> probe(long round) {
        Future<Void> all = Future.succeededFuture();
        if (round % ROUNDS_BETWEEN_PROBES == 0) {
            for (String origin : traffic.ailing()) {
                all = all.compose(done -> database.inBackground(tx -> store.hurry(tx, origin, now(), 1)))
                        .mapEmpty();
            }
        }
        return all;
    }

    private Future<Void> count(long round) {
        return round % ROUNDS_BETWEEN_COUNTS == 0
                ? database.read(tx -> store.count(tx, now()))
                        .onSuccess(count -> overdue = count)
                        .mapEmpty()
                : Future.succeededFuture();
    }

    /** Grants that are due and were not picked yet, over all nodes, when they were last counted. */
    public long overdue() {
        return overdue;
    }

    private Future<Void> pick() {
        int room = reserve();
        if (room == 0) {
            return Future.succeededFuture();
        }
        Instant now = now();
        return database.inBackground(tx -> store.pick(tx, now, now.plus(PICKED_FOR), room))
                .onComplete(picked -> release(
                        room - (picked.succeeded() ? picked.result().size() : 0),
                        picked.succeeded() && picked.result().size() == room))
                .compose(picked ->
                        Future.all(picked.stream().map(this::refresh).toList()).mapEmpty());
    }

    /** Each on an event loop of its own turn: on that of the timer all of them would stand in one line. */
    private Future<Void> refresh(Due due) {
        Promise<Void> begun = Promise.promise();
        ((VertxInternal) vertx).createEventLoopContext().runOnContext(go -> {
            refreshHere(due);
            begun.complete();
        });
        return begun.future();
    }

    private void refreshHere(Due due) {
        refresher.refreshDue(due.tenant(), due.connection(), due.generation()).onComplete(done -> {
            if (done.failed()) {
                notRefreshed(due, done.cause());
            }
            if (ended()) {
                begin(this::pick);
            }
        });
    }

    /** Other failures have left their date in the row. */
    private void notRefreshed(Due due, Throwable failure) {
        if (failure instanceof TokenCallPutOff later) {
            Instant until = now().plus(later.retryAfter()).truncatedTo(ChronoUnit.MICROS);
            putOff.put(due.connection(), new PutOff(due, until, null));
        } else if (failure instanceof ApplicationMisconfigured refused) {
            String application = refused.applicationId();
            Instant until = breaker.turn(application).truncatedTo(ChronoUnit.MICROS);
            putOff.put(due.connection(), new PutOff(due, until, ApplicationBreaker.waits(application)));
        } else if (failure instanceof Failure known) {
            log.debug("connection {}: a refresh ahead of time failed, {}", due.connection(), known.code());
        } else {
            log.error("connection {}: a refresh ahead of time failed as we did not foresee", due.connection(), failure);
        }
    }

    private synchronized long nextRound() {
        picks = 0;
        return ++rounds;
    }

    private synchronized int reserve() {
        int room = stopped || picks >= PICKS_BETWEEN_TICKS ? 0 : Math.min(A_PICK, MOST_AT_ONCE - running);
        picks++;
        running += room;
        return room;
    }

    private synchronized void release(int places, boolean more) {
        running -= places;
        maybeMore = more;
    }

    /** True if it is worth picking more before the next tick. */
    private synchronized boolean ended() {
        running--;
        return maybeMore && running <= MOST_AT_ONCE - A_PICK;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
