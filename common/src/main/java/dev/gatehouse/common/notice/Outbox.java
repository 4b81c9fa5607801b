package dev.gatehouse.common.notice;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The outbox: notices in the database, from the transaction that handed them over until their deliveries are history.
 * Whoever spreads them takes {@link #waiting} ones and, in the same transaction, marks them {@link #spread} or {@link
 * #drop}s them.
 */
public final class Outbox implements Notices {
    private final NoticeStore store = new NoticeStore();
    private final Ids ids;
    private final Clock clock;

    public Outbox(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public Future<Void> send(Transaction tx, Notice notice) {
        return store.add(tx, made(notice));
    }

    /** The same for a notice that whoever asks delivers himself: it waits for nobody. */
    public Future<SentNotice> keep(Transaction tx, Notice notice) {
        SentNotice sent = made(notice);
        return store.add(tx, sent)
                .compose(done -> store.spread(tx, List.of(sent.id()), sent.occurredAt()))
                .map(sent);
    }

    private SentNotice made(Notice notice) {
        return new SentNotice(ids.next("msg"), clock.instant().truncatedTo(ChronoUnit.MICROS), notice);
    }

    public Future<Optional<SentNotice>> find(Transaction tx, TenantId tenant, String id) {
        return store.find(tx, tenant, id);
    }

    /** By id, for deliveries of a tenant's; those that are forgotten are left out. */
    public Future<Map<String, SentNotice>> find(Transaction tx, TenantId tenant, List<String> notices) {
        return notices.isEmpty()
                ? Future.succeededFuture(Map.of())
                : store.find(tx, tenant, notices)
                        .map(found -> found.stream()
                                .collect(Collectors.toMap(SentNotice::id, each -> each, (one, same) -> one)));
    }

    /** True if a notice waits; cheap, and without a lock. */
    public Future<Boolean> anyWaiting(Transaction tx) {
        return store.anyWaiting(tx);
    }

    /** The oldest of all tenants, locked until the transaction ends; those that another node has in hand are left out. */
    public Future<List<SentNotice>> waiting(Transaction tx, int most) {
        return store.waiting(tx, most);
    }

    /** Their deliveries are made. */
    public Future<Void> spread(Transaction tx, List<String> notices, Instant at) {
        return notices.isEmpty() ? Future.succeededFuture() : store.spread(tx, notices, at);
    }

    /** Nobody wants to know. */
    public Future<Void> drop(Transaction tx, List<String> notices) {
        return notices.isEmpty() ? Future.succeededFuture() : store.remove(tx, notices);
    }

    /** Removes those spread before that time, with what hangs on them; answers how many. */
    public Future<Integer> prune(Transaction tx, Instant before) {
        return store.removeSpreadBefore(tx, before);
    }
}
