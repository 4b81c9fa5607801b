package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.Bucket;
import dev.gatehouse.common.egress.Pause;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The token requests to one authorization server: a bucket that fills at a rate, and two lanes that wait for it. A refusal
 * halves the rate, successes add to it, one a second for each second of traffic. Nothing is completed under the lock.
 */
final class OriginTraffic {
    private static final Map<Lane, Duration> PATIENCE =
            Map.of(Lane.WAITED, Duration.ofSeconds(20), Lane.AHEAD, Duration.ofMillis(1_500));
    /** Of those nobody waits for, to begin with; a server that hangs holds up no more. */
    private static final int AHEAD_AT_ONCE = 12;
    /** Where it answers well: more would keep the database from those that somebody waits for. */
    private static final int MOST_AHEAD_AT_ONCE = 48;
    /** Each good answer makes room for a half: one that is slow and well is called as often as it bears. */
    private static final double MORE_AHEAD = 0.5;

    private static final int LONGEST_QUEUE = 10_000;
    /** A second sees a fifth more than the rate at most. */
    private static final double BURST = 0.2;
    /** Refusals of requests that were on their way together count as one. */
    private static final long ONE_ROUND = Duration.ofSeconds(1).toNanos();

    private static final Duration SHORT_SLEEP = Duration.ofMillis(100);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final Duration LONGEST_PUT_OFF = Duration.ofHours(1);
    private static final double SECOND = 1e9;

    private final String origin;
    private final String ehr;
    private final Loop loop;
    private final Clock clock;
    private final double ceiling;
    private final Map<Lane, Deque<Entry>> lanes = new EnumMap<>(Lane.class);
    private final Bucket bucket;
    private long halvedAt;
    private long nextSlot;
    private Pause pause = Pause.NONE;
    private boolean armed;
    private int aheadRunning;
    private double aheadAtOnce = AHEAD_AT_ONCE;

    private record Entry(Promise<Void> turn, long deadline) {}

    private record Ended(Promise<Void> turn, Future<Void> outcome) {}

    OriginTraffic(String origin, String ehr, double ceiling, Loop loop, Clock clock) {
        this.origin = origin;
        this.ehr = ehr;
        this.loop = loop;
        this.clock = clock;
        this.ceiling = ceiling;
        long now = loop.nanos();
        this.bucket = new Bucket(ceiling, burst(ceiling), now);
        this.halvedAt = now - ONE_ROUND;
        this.nextSlot = now;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new ArrayDeque<>());
        }
    }

    synchronized Future<Void> enter(Lane lane) {
        bucket.fill(loop.nanos());
        Duration paused = pause.left(clock.instant());
        int before = lane == Lane.WAITED ? queue(Lane.WAITED).size() : waiting();
        if (paused.isZero() && before == 0 && mayGo(lane)) {
            goes(lane);
            return Future.succeededFuture();
        }
        Duration wait = paused.plus(bucket.until(before + 1));
        Duration patience = patience(lane);
        if (wait.compareTo(patience) > 0 || queue(lane).size() >= LONGEST_QUEUE) {
            return Future.failedFuture(putOff(paused, lane == Lane.WAITED ? wait : slot(wait)));
        }
        Entry entry = new Entry(loop.promise(), loop.nanos() + patience.toNanos());
        queue(lane).add(entry);
        arm(paused);
        return entry.turn().future();
    }

    private boolean mayGo(Lane lane) {
        return bucket.hasTurn() && (lane == Lane.WAITED || aheadRunning + 1 <= aheadAtOnce);
    }

    private void goes(Lane lane) {
        bucket.take();
        if (lane == Lane.AHEAD) {
            aheadRunning++;
        }
    }

    /** What had entered is over. */
    void left(Lane lane) {
        synchronized (this) {
            if (lane == Lane.AHEAD) {
                aheadRunning--;
            }
            if (waiting() == 0) {
                return;
            }
        }
        turn(false);
    }

    /** Each request that is put off gets a time of its own, so that they do not all come back at once. */
    private Duration slot(Duration wait) {
        long now = loop.nanos();
        nextSlot = Math.max(nextSlot, now + wait.toNanos()) + (long) (SECOND / bucket.rate());
        Duration slot = Duration.ofNanos(nextSlot - now);
        return slot.compareTo(LONGEST_PUT_OFF) > 0 ? LONGEST_PUT_OFF : slot;
    }

    private TokenCallPutOff putOff(Duration paused, Duration wait) {
        return paused.isZero() ? TokenCallPutOff.queued(origin, wait) : TokenCallPutOff.paused(origin, wait);
    }

    /** A token or a reasoned refusal came: it can bear a little more. */
    synchronized void answered() {
        double rate = bucket.rate();
        double faster = Math.min(ceiling, rate + 1 / Math.max(1, rate));
        bucket.rate(faster, burst(faster));
        aheadAtOnce = Math.min(MOST_AHEAD_AT_ONCE, aheadAtOnce + MORE_AHEAD);
    }

    /** No answer came, or none that can be read. */
    synchronized void failed() {
        aheadAtOnce = AHEAD_AT_ONCE;
    }

    /** It is too much for it. Those that can't wait until it wants to be asked again are told at once. */
    void slower(Duration retryAfter) {
        List<Ended> ended = new ArrayList<>();
        synchronized (this) {
            bucket.fill(loop.nanos());
            if (loop.nanos() - halvedAt >= ONE_ROUND) {
                halvedAt = loop.nanos();
                double half = Math.max(TokenRate.floor(ceiling), bucket.rate() / 2);
                bucket.rate(half, burst(half));
                aheadAtOnce = AHEAD_AT_ONCE;
            }
            Instant now = clock.instant();
            pause = pause.or(Pause.of(retryAfter, now), now);
            Duration paused = pause.left(now);
            for (Lane lane : Lane.values()) {
                if (paused.compareTo(patience(lane)) > 0) {
                    queue(lane)
                            .forEach(entry -> ended.add(new Ended(
                                    entry.turn(),
                                    Future.failedFuture(putOff(paused, lane == Lane.WAITED ? paused : slot(paused))))));
                    queue(lane).clear();
                }
            }
        }
        ended.forEach(OriginTraffic::tell);
    }

    /** Those that were put off are free to come back early. */
    synchronized void forgetSlots() {
        nextSlot = loop.nanos();
    }

    /** @param woken by its timer */
    private void turn(boolean woken) {
        List<Ended> ended = new ArrayList<>();
        synchronized (this) {
            armed = armed && !woken;
            bucket.fill(loop.nanos());
            Duration paused = pause.left(clock.instant());
            for (Lane lane : Lane.values()) {
                Deque<Entry> queue = queue(lane);
                while (!queue.isEmpty() && paused.isZero() && mayGo(lane)) {
                    goes(lane);
                    ended.add(new Ended(queue.remove().turn(), Future.succeededFuture()));
                }
                giveUp(lane, paused, ended);
            }
            if (waiting() > 0) {
                arm(paused);
            }
        }
        ended.forEach(OriginTraffic::tell);
    }

    private void giveUp(Lane lane, Duration paused, List<Ended> ended) {
        long now = loop.nanos();
        Deque<Entry> queue = queue(lane);
        while (!queue.isEmpty() && queue.element().deadline() - now <= 0) {
            Duration wait = Duration.ofSeconds(1);
            ended.add(new Ended(
                    queue.remove().turn(),
                    Future.failedFuture(putOff(paused, lane == Lane.WAITED ? wait : slot(wait)))));
        }
    }

    private static void tell(Ended ended) {
        ended.outcome().onComplete(ended.turn());
    }

    /** Looks again when the next token is there, and each second of a pause, since the clock may be set. */
    private void arm(Duration paused) {
        if (armed) {
            return;
        }
        armed = true;
        // With a token at hand it is the bound on what runs that holds, and what ends first will look.
        Duration token = bucket.hasTurn() ? SHORT_SLEEP : bucket.until(1);
        Duration wait = paused.compareTo(token) > 0 ? paused : token;
        loop.after(wait.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : wait, () -> turn(true));
    }

    private static double burst(double rate) {
        return Math.max(1, rate * BURST);
    }

    private Deque<Entry> queue(Lane lane) {
        return Objects.requireNonNull(lanes.get(lane));
    }

    private static Duration patience(Lane lane) {
        return Objects.requireNonNull(PATIENCE.get(lane));
    }

    private int waiting() {
        return queue(Lane.WAITED).size() + queue(Lane.AHEAD).size();
    }

    synchronized TokenTraffic.Server toServer() {
        return new TokenTraffic.Server(
                ehr, bucket.rate(), queue(Lane.WAITED).size(), queue(Lane.AHEAD).size());
    }

    synchronized boolean isPaused() {
        return !pause.left(clock.instant()).isZero();
    }
}
