package dev.gatehouse.gateway.authorization;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.authorization.JourneyStore.Step;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far invitations lead, for whoever wonders where people give up. It knows neither people nor practices. Launches from inside
 * an EHR are not invitations and are left out.
 */
public final class ConnectJourneys {
    private static final Logger log = LoggerFactory.getLogger(ConnectJourneys.class);

    /** As long as sums of calls. */
    private static final Duration KEPT = Duration.ofDays(400);
    /** Sessions whose page asks again and again, and end within half an hour. */
    private static final int MOST_NOTED = 10_000;

    private final Database database;
    private final Clock clock;
    private final JourneyStore store = new JourneyStore();
    private final Cache<String, Step> noted =
            Caffeine.newBuilder().maximumSize(MOST_NOTED).build();

    public ConnectJourneys(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Future<Void> begin(Transaction tx, ConnectSession session) {
        return store.begin(tx, session);
    }

    /** In the caller's transaction. */
    Future<Void> note(Transaction tx, TenantId tenant, String session, Step step) {
        return store.note(tx, tenant, session, step, now());
    }

    /** The page was shown. Never fails. */
    Future<Void> opened(ConnectSession session) {
        return aside(session, session.endpointId() == null ? Step.OPENED : Step.FOUND);
    }

    /** A search showed practices. Never fails. */
    Future<Void> found(ConnectSession session) {
        return aside(session, Step.FOUND);
    }

    /** A link must work even if nobody can count it. */
    private Future<Void> aside(ConnectSession session, Step step) {
        Step before = noted.getIfPresent(session.id());
        if (session.launched() || (before != null && before.compareTo(step) >= 0)) {
            return Future.succeededFuture();
        }
        noted.put(session.id(), step);
        return database.inTransaction(tx -> store.note(tx, session.tenant(), session.id(), step, now()))
                .otherwise(failure -> {
                    noted.invalidate(session.id());
                    log.debug("a step of {} was not noted", session.id(), failure);
                    return null;
                });
    }

    Future<ConnectFunnel> funnel(TenantId tenant, Instant from, Instant to) {
        return database.read(tx -> store.funnel(tx, tenant, from, to));
    }

    /** Removes what is too old. */
    public Future<Integer> sweep() {
        return database.inBackground(tx -> store.remove(tx, now().minus(KEPT)));
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
