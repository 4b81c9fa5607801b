package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Removes records and sums that are too old, in small batches, so that nothing else waits for long. */
public final class CallRetention {
    private static final int BATCH = 2_000;
    /** One sweep ends after that, and the next one goes on. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Database database;
    private final CallSettings settings;
    private final Clock clock;
    private final CallStore store = new CallStore();
    private final SummaryStore summaries = new SummaryStore();

    public CallRetention(Database database, CallSettings settings, Clock clock) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
    }

    public Future<?> sweep() {
        Instant now = clock.instant();
        return database.read(store::tenants).compose(tenants -> each(tenants, tenant -> sweep(tenant, now)));
    }

    private Future<Void> sweep(TenantId tenant, Instant now) {
        Future<Void> calls = untilDone(
                now, () -> database.inBackground(tx -> store.remove(tx, tenant, now.minus(settings.kept()), BATCH)));
        return calls.compose(done -> each(
                List.of(Grain.values()),
                grain -> each(
                        List.of(Scope.values()),
                        scope -> untilDone(
                                now,
                                () -> database.inBackground(tx ->
                                        summaries.remove(tx, tenant, scope, grain, now.minus(grain.kept()), BATCH))))));
    }

    private Future<Void> untilDone(Instant begun, java.util.function.Supplier<Future<Integer>> batch) {
        if (clock.instant().isAfter(begun.plus(LONGEST))) {
            return Future.succeededFuture();
        }
        return batch.get().compose(removed -> removed < BATCH ? Future.succeededFuture() : untilDone(begun, batch));
    }

    private static <T> Future<Void> each(List<T> things, Function<T, Future<Void>> act) {
        Future<Void> all = Future.succeededFuture();
        for (T each : things) {
            all = all.compose(done -> act.apply(each));
        }
        return all;
    }
}
