package dev.gatehouse.gateway.admission;

import dev.gatehouse.common.ehr.EhrFacts.Limits;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a call through the proxy may be sent now: whether there is room for it here, and whether its EHR takes one
 * more. May be shared by all event loops; without a lock and without I/O, but for connections whose EHR states a rate, which
 * share a short one.
 *
 * <p>Without room a call is refused at once: 503 {@code gateway-busy} and {@code ehr-calls-queued}, 429 {@code tenant-busy}
 * and {@code connection-busy}; only for a place of its own connection it waits, for two seconds at most. Where an EHR states a
 * rate, calls wait as long for their turn, else 429 {@code ehr-rate-limit}. What an EHR asked for with {@code Retry-After} is
 * kept: 429 or 503 {@code ehr-asked-to-wait}. Every refusal tells when to come back.
 *
 * <p>Limits are those of one node.
 */
public final class Admission {
    /** Longer than this nobody is kept waiting here. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final VertxInternal vertx;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Places places;
    private final Count calls;
    private final Count api;
    private final LongAdder waiting = new LongAdder();
    private final Map<Limit, LongAdder> refused = new EnumMap<>(Limit.class);

    /** @param limits that an EHR states, by the key of its profile */
    public Admission(Vertx vertx, AdmissionSettings settings, Function<String, Limits> limits, Clock clock) {
        this(vertx, settings, limits, clock, System::nanoTime);
    }

    Admission(
            Vertx vertx, AdmissionSettings settings, Function<String, Limits> limits, Clock clock, LongSupplier nanos) {
        this.vertx = (VertxInternal) vertx;
        this.clock = clock;
        this.nanos = nanos;
        this.places = new Places(settings, limits, nanos);
        this.calls = new Count(settings.calls());
        this.api = new Count(settings.api());
        for (Limit each : Limit.values()) {
            refused.put(each, new LongAdder());
        }
    }

    /**
     * A place for a call; whoever gets it gives it back. Answers on the caller's context.
     *
     * @param onGone is given, before a wait, what to run when the client has left
     */
    public Future<Slot> enter(PracticeConnection connection, Consumer<Runnable> onGone) {
        Place place = places.of(connection);
        Pace closed = closed(place);
        if (closed != null) {
            return refuse(Limit.ASKED_TO_WAIT, Refusals.askedToWait(closed.status(), closed.left(clock.instant())));
        }
        if (!calls.enter()) {
            return refuse(Limit.GATEWAY, Refusals.gateway());
        }
        if (!place.ehrHost().enter()) {
            calls.leave();
            return refuse(Limit.EHR_HOST, Refusals.ehrHost(place.host()));
        }
        if (!place.tenant().enter()) {
            place.ehrHost().leave();
            calls.leave();
            return refuse(Limit.TENANT, Refusals.tenant(place.tenant().most()));
        }
        return place.line().enter() ? begin(slot(place)) : waitInLine(place, onGone);
    }

    private @Nullable Pace closed(Place place) {
        Pace shared = place.shared();
        if (shared.isTroubled() && shared.isClosed(clock.instant())) {
            return shared;
        }
        Pace practice = place.practice();
        return practice.isTroubled() && practice.isClosed(clock.instant()) ? practice : null;
    }

    private Slot slot(Place place) {
        return new Slot(this, place, clock);
    }

    void leave(Place place) {
        place.line().leave();
        leaveUnplaced(place);
    }

    /** Of a call that got no place of its connection. */
    private void leaveUnplaced(Place place) {
        place.tenant().leave();
        place.ehrHost().leave();
        calls.leave();
    }

    private Future<Slot> waitInLine(Place place, Consumer<Runnable> onGone) {
        Promise<Slot> turn = vertx.getOrCreateContext().promise();
        Line.Waiter waiter = new Line.Waiter(() -> turn.complete(slot(place)));
        if (!place.line().join(waiter)) {
            leaveUnplaced(place);
            return refuse(Limit.CONNECTION, Refusals.connection(place.line().most()));
        }
        waiting.increment();
        Failure tooMany = Refusals.connection(place.line().most());
        long timer = vertx.setTimer(PATIENCE.toMillis(), late -> giveUp(place, waiter, turn, tooMany));
        onGone.accept(() -> giveUp(place, waiter, turn, Refusals.clientGone()));
        return turn.future()
                .onComplete(over -> {
                    waiting.decrement();
                    vertx.cancelTimer(timer);
                })
                .compose(this::begin);
    }

    private void giveUp(Place place, Line.Waiter waiter, Promise<Slot> turn, Failure why) {
        if (waiter.giveUp()) {
            place.line().remove(waiter);
            leaveUnplaced(place);
            Future<Slot> refusal = refuse(Limit.CONNECTION, why);
            refusal.onComplete(turn);
        }
    }

    /** It has a place; now its turn at the EHR. */
    private Future<Slot> begin(Slot slot) {
        return turn(slot).map(slot).onFailure(refused -> slot.leave());
    }

    /** When a request may be sent to the EHR; fails if that takes too long. */
    Future<Void> turn(Slot slot) {
        Failure asked = slot.pass();
        if (asked != null) {
            return refuse(Limit.ASKED_TO_WAIT, asked);
        }
        Duration wait = slot.place().shared().turn(nanos.getAsLong(), PATIENCE);
        if (wait.isZero()) {
            return Future.succeededFuture();
        }
        if (wait.compareTo(PATIENCE) > 0) {
            return refuse(Limit.RATE, Refusals.rate(wait.plusMillis(999)));
        }
        waiting.increment();
        Promise<Void> waited = vertx.getOrCreateContext().promise();
        vertx.setTimer(Math.max(1, wait.toMillis()), over -> waited.complete());
        return waited.future().onComplete(over -> waiting.decrement());
    }

    /** A place among the calls of the management API; fails with 503 {@code gateway-busy}. To be given back. */
    Future<Void> enterApi() {
        return api.enter() ? Future.succeededFuture() : refuse(Limit.API, Refusals.gateway());
    }

    void leaveApi() {
        api.leave();
    }

    private <T> Future<T> refuse(Limit limit, Failure failure) {
        Objects.requireNonNull(refused.get(limit)).increment();
        return Future.failedFuture(failure);
    }

    /** Of the rates that EHRs state, those a tenant's connections of the last hour count towards; the fullest first. */
    List<RateUse> rates(TenantId tenant) {
        return places.rates(tenant, nanos.getAsLong(), clock.instant());
    }

    /** Calls under way through the proxy, those that wait included. */
    public int running() {
        return calls.running();
    }

    /** Those of them that wait here, for a place or for their turn. */
    public long waiting() {
        return waiting.sum();
    }

    /** Calls under way of the management API. */
    public int runningApi() {
        return api.running();
    }

    /** Calls that were refused for this reason since the start. */
    public long refused(Limit limit) {
        return Objects.requireNonNull(refused.get(limit)).sum();
    }
}
