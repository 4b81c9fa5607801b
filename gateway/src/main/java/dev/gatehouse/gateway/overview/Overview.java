package dev.gatehouse.gateway.overview;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.application.EnvironmentChoice;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How a tenant's things stand, looked up in one unit of a fixed number of small questions. */
public final class Overview {
    /** A secret that ends within this time wants a new one. */
    private static final Duration ENDS_SOON = Duration.ofDays(30);

    private static final Duration OF_LATE = Duration.ofDays(1);
    /** EHRs change their lists of practices every few days. */
    private static final Duration OLD_LIST = Duration.ofDays(14);

    private final Database database;
    private final Clock clock;
    private final OverviewStore store = new OverviewStore();

    public Overview(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Everything a screen shows.
     *
     * @param counts of connections by state, those that are paused apart under {@code PAUSED}
     * @param old lists of practices that are too old, or whose last import failed
     */
    record Told(
            Instant at,
            Map<String, Integer> counts,
            List<OverviewStore.Trouble> troubles,
            List<OverviewStore.Ending> endings,
            List<OverviewStore.Deaf> webhooks,
            List<OverviewStore.Listing> old,
            List<OverviewStore.StepAt> steps,
            List<OverviewStore.Happened> activity,
            Map<String, Boolean> firstRun) {}

    /** Fills up while one question after the other is answered. */
    private static final class Draft {
        Map<String, Integer> counts = Map.of();
        List<OverviewStore.Trouble> troubles = List.of();
        List<OverviewStore.Ending> endings = List.of();
        List<OverviewStore.Deaf> webhooks = List.of();
        List<OverviewStore.Listing> lists = List.of();
        List<OverviewStore.StepAt> steps = List.of();
        List<OverviewStore.Happened> activity = List.of();

        Told told(Instant now, Map<String, Boolean> firstRun) {
            return new Told(now, counts, troubles, endings, webhooks, old(lists, now), steps, activity, firstRun);
        }
    }

    /** @param environments of what belongs to an application; webhooks and the first steps are told of the tenant as a whole */
    Future<Told> of(TenantId tenant, EnvironmentChoice environments) {
        Instant now = clock.instant();
        return database.read(tx -> {
            Draft draft = new Draft();
            return store.counts(tx, tenant, environments)
                    .onSuccess(found -> draft.counts = found)
                    .compose(next -> store.connections(tx, tenant, environments))
                    .onSuccess(found -> draft.troubles = found)
                    .compose(next -> store.credentials(tx, tenant, environments, now.plus(ENDS_SOON)))
                    .onSuccess(found -> draft.endings = found)
                    .compose(next -> store.webhooks(tx, tenant, now.minus(OF_LATE)))
                    .onSuccess(found -> draft.webhooks = found)
                    .compose(next -> store.directories(tx, tenant, environments))
                    .onSuccess(found -> draft.lists = found)
                    .compose(next -> store.steps(tx, tenant, environments))
                    .onSuccess(found -> draft.steps = found)
                    .compose(next -> store.activity(tx, tenant, environments))
                    .onSuccess(found -> draft.activity = found)
                    .compose(next -> store.firstRun(tx, tenant))
                    .map(firstRun -> draft.told(now, firstRun));
        });
    }

    private static List<OverviewStore.Listing> old(List<OverviewStore.Listing> lists, Instant now) {
        return lists.stream()
                .filter(each -> each.failure() != null
                        || (each.importedAt() != null
                                && each.importedAt().plus(OLD_LIST).isBefore(now)))
                .toList();
    }
}
