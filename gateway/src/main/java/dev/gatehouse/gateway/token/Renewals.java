package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.StaleRow;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.journal.Journal;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what refreshes gave into the database: first into the journal on this node's disk, then into the row. A renewal that
 * can't get there is tried again every second until it is there or overtaken; one that a crash left in the journal, at the
 * next start. A newer generation is never replaced by an older one.
 */
public final class Renewals {
    private static final Logger log = LoggerFactory.getLogger(Renewals.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int MOST_COLLISIONS = 3;
    private static final int AT_ONCE = 500;

    /** A renewal that is not in the database yet. */
    private record Late(PracticeConnection connection, Renewal renewal, Journal.@Nullable Ticket ticket) {}

    private final Vertx vertx;
    private final Database database;
    private final GrantStore store;
    private final Connections connections;
    private final RescueJournal journal;
    private final EhrProfiles profiles;
    private final DueTimes due;
    private final RefreshSteps steps;
    private final String node;
    private final Clock clock;
    private final ConcurrentLinkedQueue<Late> late = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean trying = new AtomicBoolean();
    private volatile BiConsumer<TenantId, ConnectionId> arrived = (tenant, connection) -> {};

    /** @param node names this node to itself, over restarts */
    public Renewals(
            Vertx vertx,
            Database database,
            GrantStore store,
            Connections connections,
            Journal journal,
            Sealer sealer,
            EhrProfiles profiles,
            DueTimes due,
            RefreshSteps steps,
            String node,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.store = store;
        this.connections = connections;
        this.journal = new RescueJournal(journal, sealer);
        this.profiles = profiles;
        this.due = due;
        this.steps = steps;
        this.node = node;
        this.clock = clock;
    }

    String node() {
        return node;
    }

    /** Who hears of grants that came late, when nobody waited for them any more. */
    void whenLate(BiConsumer<TenantId, ConnectionId> listener) {
        arrived = listener;
    }

    /**
     * The grant that stands when all is done: this one, or a newer one. Fails with {@code needs-reconnect} if the connection
     * has none any more, and with {@code refresh-under-way} if it is not known yet.
     */
    Future<Grant> keep(PracticeConnection connection, Renewal renewal) {
        return journal.append(renewal)
                .map(Optional::of)
                .recover(unwritten -> {
                    log.error(
                            "connection {}: the answer could not be kept in the journal ({}); the database is next",
                            connection.id(),
                            unwritten.getClass().getSimpleName());
                    return Future.succeededFuture(Optional.empty());
                })
                .compose(ticket -> {
                    steps.at(RefreshSteps.Step.JOURNALED);
                    Late one = new Late(connection, renewal, ticket.orElse(null));
                    return commit(one, MOST_COLLISIONS)
                            .recover(failure -> Future.succeededFuture(isLate(one, failure)))
                            .compose(kept -> settled(one, kept));
                });
    }

    private Future<GrantStore.Kept> commit(Late one, int collisions) {
        PracticeConnection connection = one.connection();
        Renewal renewal = one.renewal();
        return database.inTransaction(tx -> store.replace(tx, renewal, used -> due(connection, renewal, used))
                        .compose(kept -> kept == GrantStore.Kept.REPLACED
                                ? connections
                                        .refreshed(
                                                tx,
                                                connection.tenant(),
                                                connection.id(),
                                                renewal.scopes(),
                                                renewal.told())
                                        .map(kept)
                                : Future.succeededFuture(kept)))
                .recover(failure -> failure instanceof StaleRow && collisions > 0
                        ? commit(one, collisions - 1)
                        : Future.failedFuture(failure));
    }

    private java.time.@Nullable Instant due(PracticeConnection connection, Renewal renewal, boolean used) {
        return due.next(
                renewal.grant(),
                connection.grantType(),
                used,
                profiles.of(connection.ehr()).tokens().refreshLifetime());
    }

    private static GrantStore.Kept isLate(Late one, Throwable failure) {
        log.error(
                "connection {}: the answer could not be written to the database ({}) and is tried again",
                one.connection().id(),
                failure instanceof Failure known
                        ? known.code()
                        : failure.getClass().getName());
        return GrantStore.Kept.HELD;
    }

    private Future<Grant> settled(Late one, GrantStore.Kept kept) {
        PracticeConnection connection = one.connection();
        if (kept == GrantStore.Kept.HELD) {
            late.add(one);
            tryAgain();
            return Future.failedFuture(underWay());
        }
        settle(one);
        connections.changed(connection.tenant(), connection.id());
        if (kept == GrantStore.Kept.REPLACED) {
            steps.at(RefreshSteps.Step.COMMITTED);
            return Future.succeededFuture(one.renewal().grant());
        }
        return database.read(tx -> store.find(tx, connection.tenant(), connection.id()))
                .map(found -> found.orElseThrow(NeedsReconnect::new));
    }

    private static void settle(Late one) {
        Journal.Ticket ticket = one.ticket();
        if (ticket != null) {
            ticket.settle();
        }
    }

    static Failure underWay() {
        return new Failure.Unavailable(
                "refresh-under-way",
                "This connection's token is being refreshed and the new one is not there yet.",
                Duration.ofSeconds(2),
                null);
    }

    private void tryAgain() {
        if (!late.isEmpty() && trying.compareAndSet(false, true)) {
            vertx.setTimer(
                    AGAIN.toMillis(),
                    go -> tryAll(late.size()).onComplete(done -> {
                        trying.set(false);
                        tryAgain();
                    }));
        }
    }

    private Future<Void> tryAll(int left) {
        Late one = left == 0 ? null : late.poll();
        if (one == null) {
            return Future.succeededFuture();
        }
        return commit(one, MOST_COLLISIONS)
                .onSuccess(kept -> {
                    if (kept == GrantStore.Kept.HELD) {
                        late.add(one);
                    } else {
                        settle(one);
                        log.info(
                                "connection {}: a late answer is settled, {}",
                                one.connection().id(),
                                kept);
                        connections.changed(
                                one.connection().tenant(), one.connection().id());
                        arrived.accept(
                                one.connection().tenant(), one.connection().id());
                    }
                })
                .onFailure(failure -> late.add(one))
                .transform(done -> tryAll(left - 1));
    }

    /**
     * What this node has to make good after it was stopped or cut off: answers in its journal that the database has not, and
     * tries without an answer. Before anything else is refreshed.
     */
    public Future<Void> replay() {
        return vertx.executeBlocking(journal::newest)
                .compose(found -> replay(new ArrayList<>(found.values()), 0))
                .compose(done -> database.inTransaction(tx -> store.interrupted(tx, node, clock.instant())))
                .map(count -> {
                    journal.replayed();
                    if (count > 0) {
                        log.warn("{} refreshes were cut off when this node ended; they are tried again", count);
                    }
                    return null;
                });
    }

    private Future<Void> replay(List<RescueJournal.Found> all, int from) {
        if (from >= all.size()) {
            return Future.succeededFuture();
        }
        List<RescueJournal.Found> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
        return database.read(tx -> store.generations(
                        tx, some.stream().map(each -> each.connection().value()).toList()))
                .compose(known ->
                        each(some.stream().filter(one -> isNewer(one, known)).toList()))
                .compose(done -> replay(all, from + AT_ONCE));
    }

    private static boolean isNewer(RescueJournal.Found found, Map<String, Long> known) {
        Long generation = known.get(found.connection().value());
        return generation != null && generation < found.generation();
    }

    private Future<Void> each(List<RescueJournal.Found> found) {
        Future<Void> done = Future.succeededFuture();
        for (RescueJournal.Found one : found) {
            done = done.compose(before -> vertx.executeBlocking(() -> journal.open(one)))
                    .compose(renewal -> renewal.isEmpty()
                            ? Future.succeededFuture()
                            : rescue(one, renewal.get()).mapEmpty());
        }
        return done;
    }

    private Future<Void> rescue(RescueJournal.Found found, Renewal renewal) {
        return connections.find(found.tenant(), found.connection()).compose(connection -> {
            Late one = new Late(connection.forCalls(), renewal, found.hold());
            return commit(one, MOST_COLLISIONS)
                    .recover(failure -> Future.succeededFuture(isLate(one, failure)))
                    .map(kept -> {
                        log.info("connection {}: an answer from the journal is {}", found.connection(), kept);
                        if (kept == GrantStore.Kept.HELD) {
                            late.add(one);
                            tryAgain();
                        } else {
                            settle(one);
                        }
                        return null;
                    });
        });
    }
}
