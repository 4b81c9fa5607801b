package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.database.Database;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is due. Each receiver has a lane of its own with a bound on how many tries run at once, so that one who is slow
 * or dead holds up nobody else: one at a time until a first one is taken, then a few, one again after a failure.
 */
public final class DeliverySchedule {
    private static final Logger log = LoggerFactory.getLogger(DeliverySchedule.class);
    private static final Duration TICK = Duration.ofMillis(500);
    /** Longer than a try may take; then the node that claimed it is taken for dead. */
    static final Duration LEASE = Duration.ofSeconds(60);

    private static final int WIDTH = 4;
    private static final int MOST_AT_ONCE = 256;

    /** How one receiver does on this node. */
    private static final class Lane {
        private int running;
        private boolean takes;
    }

    private final Vertx vertx;
    private final Database database;
    private final NoticeSpread spread;
    private final DeliveryTries tries;
    private final DeliveryStore store = new DeliveryStore();
    private final Clock clock;
    private final Map<String, Lane> lanes = new HashMap<>();
    private long timer = -1;
    private boolean stopped;
    private boolean inRound;
    private int running;
    private Promise<Void> idle = Promise.promise();

    DeliverySchedule(Vertx vertx, Database database, NoticeSpread spread, DeliveryTries tries, Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.spread = spread;
        this.tries = tries;
        this.clock = clock;
    }

    public synchronized void start() {
        timer = vertx.setPeriodic(TICK.toMillis(), tick -> {
            if (beginRound()) {
                round().onComplete(done -> endRound(done.cause()));
            }
        });
    }

    /** Begins nothing more, and ends when what is under way has ended. */
    public synchronized Future<Void> stop() {
        vertx.cancelTimer(timer);
        stopped = true;
        return settled();
    }

    /** Ends when no try is under way. */
    synchronized Future<Void> settled() {
        return running == 0 ? Future.succeededFuture() : idle.future();
    }

    private synchronized boolean beginRound() {
        if (inRound) {
            return false;
        }
        inRound = true;
        return true;
    }

    private synchronized void endRound(@org.jspecify.annotations.Nullable Throwable failure) {
        inRound = false;
        if (failure != null && !stopped) {
            log.warn("notices wait: {}", failure.toString());
        }
    }

    /** One look at what is due; ends when the tries have begun. Also called by tests. */
    Future<Void> round() {
        return spread.run()
                .compose(done -> database.read(tx -> store.dueLanes(tx, now())))
                .compose(due -> Future.join(due.stream().map(this::serve).toList()))
                .onSuccess(done -> forgetIdleLanes(done.list().size()))
                .mapEmpty();
    }

    /** Claims as much of a lane as there is room for, and begins to send. */
    private Future<Void> serve(String lane) {
        int room = reserve(lane);
        if (room == 0) {
            return Future.succeededFuture();
        }
        Instant now = now();
        return database.inBackground(tx -> store.claim(tx, lane, room, now, now.plus(LEASE)))
                .onComplete(claimed -> release(
                        lane, room - (claimed.succeeded() ? claimed.result().size() : 0)))
                .map(claimed -> {
                    claimed.forEach(each -> send(each, claimed.size() == room));
                    return null;
                });
    }

    private void send(Delivery delivery, boolean maybeMore) {
        tries.run(delivery).onComplete(done -> {
            boolean taken = done.succeeded() && done.result().kind() == Outcome.Kind.TAKEN;
            ended(delivery.lane(), taken);
            // Before this one's place is free again: else it would look for a moment as if nothing were under way.
            if (maybeMore && taken) {
                serve(delivery.lane()).onFailure(later -> log.debug("the next round tries again", later));
            }
            release(delivery.lane(), 1);
        });
    }

    private synchronized int reserve(String name) {
        if (stopped) {
            return 0;
        }
        Lane lane = lanes.computeIfAbsent(name, fresh -> new Lane());
        int room = Math.min((lane.takes ? WIDTH : 1) - lane.running, MOST_AT_ONCE - running);
        if (room <= 0) {
            return 0;
        }
        if (running == 0) {
            idle = Promise.promise();
        }
        lane.running += room;
        running += room;
        return room;
    }

    private synchronized void ended(String name, boolean taken) {
        Lane lane = lanes.get(name);
        if (lane != null) {
            lane.takes = taken;
        }
    }

    private synchronized void release(String name, int places) {
        Lane lane = lanes.get(name);
        if (lane != null) {
            lane.running -= places;
        }
        running -= places;
        if (running == 0 && places > 0) {
            idle.tryComplete();
        }
    }

    /** What is known of a lane is worth little; kept bounded. */
    private synchronized void forgetIdleLanes(int due) {
        if (lanes.size() > 10_000 + due) {
            Set<String> gone = lanes.entrySet().stream()
                    .filter(each -> each.getValue().running == 0)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            lanes.keySet().removeAll(gone);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
