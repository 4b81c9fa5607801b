package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds practices while somebody types, from memory. Each node keeps all EHRs' directories and all practices added by hand,
 * looks whether the database has newer ones when it hears so, and every few seconds anyway, and reads those again. Until the first reading is done it
 * answers 503 {@code directory-loading}.
 */
public final class PracticeSearch {
    /** How long another node's import may go unseen. */
    public static final Duration POLL = Duration.ofSeconds(3);

    /** Under which it is announced, by the EHR's key, that its directory has changed. */
    static final String TOPIC = "directory";

    private static final int PAGE = 500;
    private static final Logger log = LoggerFactory.getLogger(PracticeSearch.class);

    private final Vertx vertx;
    private final Database database;
    private final WorkerExecutor workers;
    private final DirectoryStore store = new DirectoryStore();
    private final Map<String, Loaded> byEhr = new ConcurrentHashMap<>();
    private volatile Future<Void> tail = Future.succeededFuture();
    private volatile boolean ready;
    private volatile boolean waiting;
    private long timer = -1;

    PracticeSearch(Vertx vertx, Database database, WorkerExecutor workers) {
        this.vertx = vertx;
        this.database = database;
        this.workers = workers;
    }

    /** What of one EHR is in memory, and of which state of the database. */
    private record Loaded(
            @Nullable Long snapshot, long byHandRevision, PracticeIndex listed, Map<String, PracticeIndex> byTenant) {
        static final Loaded NOTHING = new Loaded(null, 0, new PracticeIndex.Builder("").build(), Map.of());
    }

    /** Reads everything and keeps looking; ends when searching works. */
    Future<Void> start() {
        database.announcements().on(TOPIC, ehr -> heard(), this::heard);
        return refresh().onSuccess(loaded -> {
            synchronized (this) {
                timer = vertx.setPeriodic(POLL.toMillis(), tick -> poll());
            }
        });
    }

    synchronized void close() {
        if (timer >= 0) {
            boolean wasThere = vertx.cancelTimer(timer);
            timer = wasThere ? -1 : timer;
        }
    }

    private void poll() {
        Future<Void> last = tail;
        if (last.isComplete()) {
            refresh().onFailure(e -> log.warn("The practice directory could not be read again", e));
        }
    }

    /** One reading is enough for everything that is heard until it begins. */
    private synchronized void heard() {
        if (!waiting && ready) {
            waiting = true;
            tail = tail.onComplete(ended -> waiting = false).otherwiseEmpty();
            refresh().onFailure(e -> log.warn("The practice directory could not be read again", e));
        }
    }

    /** Ends when what was committed before this call can be found. One reading after the other. */
    synchronized Future<Void> refresh() {
        tail = tail.transform(ended -> database.read(store::directories).compose(this::readChanged));
        return tail;
    }

    private Future<Void> readChanged(List<DirectoryRow> rows) {
        Future<Void> chain = Future.succeededFuture();
        for (DirectoryRow row : rows) {
            chain = chain.compose(before -> readChanged(row));
        }
        return chain.onSuccess(done -> ready = true);
    }

    private Future<Void> readChanged(DirectoryRow row) {
        Loaded known = byEhr.getOrDefault(row.ehr, Loaded.NOTHING);
        boolean sameList = Objects.equals(known.snapshot(), row.snapshot);
        boolean sameByHand = known.byHandRevision() == row.byHandRevision;
        boolean anything = byEhr.containsKey(row.ehr);
        if (anything && sameList && sameByHand) {
            return Future.succeededFuture();
        }
        Future<PracticeIndex> listed = !sameList
                ? readListed(row.ehr)
                : Future.succeededFuture(anything ? known.listed() : new PracticeIndex.Builder(row.ehr).build());
        return listed.compose(index -> (sameByHand ? Future.succeededFuture(known.byTenant()) : readByHand(row.ehr))
                .compose(byTenant ->
                        publish(row, new Loaded(row.snapshot, row.byHandRevision, index, byTenant), sameList)));
    }

    /** Pages read while another snapshot was published could be half of each: those are thrown away. */
    private Future<Void> publish(DirectoryRow row, Loaded loaded, boolean sameList) {
        if (sameList) {
            byEhr.put(row.ehr, loaded);
            return Future.succeededFuture();
        }
        return database.read(store::directories).compose(rows -> {
            for (DirectoryRow each : rows) {
                if (each.ehr.equals(row.ehr) && !Objects.equals(each.snapshot, row.snapshot)) {
                    return readChanged(each);
                }
            }
            byEhr.put(row.ehr, loaded);
            return Future.succeededFuture();
        });
    }

    /** Page by page, each a transaction of its own. */
    private Future<PracticeIndex> readListed(String ehr) {
        PracticeIndex.Builder builder = new PracticeIndex.Builder(ehr);
        return addPages(builder, ehr, "").compose(done -> workers.executeBlocking(builder::build, false));
    }

    private Future<Void> addPages(PracticeIndex.Builder builder, String ehr, String afterKey) {
        return database.read(tx -> store.listed(tx, ehr, afterKey, PAGE)
                        .compose(rows -> store.endpointsOf(tx, ids(rows)).map(endpoints -> new Page(rows, endpoints))))
                .compose(page -> page.rows().isEmpty()
                        ? Future.succeededFuture()
                        : workers.executeBlocking(() -> page.addTo(builder), false)
                                .compose(last -> addPages(builder, ehr, last)));
    }

    private Future<Map<String, PracticeIndex>> readByHand(String ehr) {
        return database.read(tx -> store.addedByHand(tx, ehr)
                        .compose(rows -> store.endpointsOf(tx, ids(rows)).map(endpoints -> new Page(rows, endpoints))))
                .compose(page -> workers.executeBlocking(() -> page.byTenant(ehr), false));
    }

    private static List<String> ids(List<PracticeRow> rows) {
        return rows.stream().map(row -> row.id).toList();
    }

    private record Page(List<PracticeRow> rows, List<PracticeEndpointRow> endpoints) {
        /** The last key, from which to go on. */
        String addTo(PracticeIndex.Builder builder) {
            Map<String, List<PracticeEndpointRow>> byPractice = byPractice();
            rows.forEach(row -> builder.add(row, byPractice.getOrDefault(row.id, List.of())));
            return rows.get(rows.size() - 1).externalKey;
        }

        Map<String, PracticeIndex> byTenant(String ehr) {
            Map<String, List<PracticeEndpointRow>> byPractice = byPractice();
            Map<String, PracticeIndex.Builder> builders = new HashMap<>();
            for (PracticeRow row : rows) {
                builders.computeIfAbsent(Objects.requireNonNull(row.tenant), tenant -> new PracticeIndex.Builder(ehr))
                        .add(row, byPractice.getOrDefault(row.id, List.of()));
            }
            Map<String, PracticeIndex> indexes = new HashMap<>();
            builders.forEach((tenant, builder) -> indexes.put(tenant, builder.build()));
            return Map.copyOf(indexes);
        }

        private Map<String, List<PracticeEndpointRow>> byPractice() {
            Predicate<PracticeEndpointRow> there = each -> each.removedAt == null;
            return endpoints.stream().filter(there).collect(Collectors.groupingBy(each -> each.practiceId));
        }
    }

    /**
     * What the tenant may see of what matches, best first and by name within a rank.
     *
     * @param ehr key of the EHR profile; null for all
     * @param skip how many to pass over
     * @param most how many to give
     */
    Found search(TenantId tenant, @Nullable String ehr, PracticeQuery query, PracticeOrder order, int skip, int most) {
        if (!ready) {
            throw new Failure.Unavailable(
                    "directory-loading",
                    "The practice directory is being read. Please try again in a moment.",
                    Duration.ofSeconds(2),
                    null);
        }
        List<PracticeIndex> indexes = indexes(tenant, ehr, order.added());
        List<List<PracticeSet>> matches =
                indexes.stream().map(index -> index.search(query)).toList();
        if (order.by() != PracticeOrder.By.RELEVANCE) {
            return NameOrder.of(indexes, matches, order.by() == PracticeOrder.By.NAME_DOWN, skip, most);
        }
        List<Practice> page = new ArrayList<>();
        int total = 0;
        int toSkip = skip;
        for (int rank = 0; rank < PracticeIndex.RANKS; rank++) {
            for (int i = 0; i < indexes.size(); i++) {
                PracticeSet set = matches.get(i).get(rank);
                int size = set.size();
                total += size;
                if (toSkip < size && page.size() < most) {
                    for (int number : set.page(toSkip, Math.min(size, most - page.size()))) {
                        page.add(indexes.get(i).practice(number));
                    }
                }
                toSkip = Math.max(0, toSkip - size);
            }
        }
        return new Found(page, total);
    }

    /** @param total all that match, also before and behind the page */
    record Found(List<Practice> page, int total) {}

    List<String> searchable(TenantId tenant, String ehr) {
        List<PracticeIndex> indexes = indexes(tenant, ehr, null);
        List<String> fields = new ArrayList<>(List.of("name"));
        if (indexes.stream().anyMatch(PracticeIndex::hasCities)) {
            fields.add("city");
        }
        if (indexes.stream().anyMatch(PracticeIndex::hasNpis)) {
            fields.add("npi");
        }
        return fields;
    }

    private List<PracticeIndex> indexes(TenantId tenant, @Nullable String ehr, PracticeOrder.@Nullable Added added) {
        List<PracticeIndex> indexes = new ArrayList<>();
        new TreeMap<>(byEhr).forEach((key, loaded) -> {
            if (ehr == null || ehr.equals(key)) {
                PracticeIndex own = loaded.byTenant().get(tenant.value());
                if (own != null && added != PracticeOrder.Added.LIST) {
                    indexes.add(own);
                }
                if (added != PracticeOrder.Added.HAND) {
                    indexes.add(loaded.listed());
                }
            }
        });
        return indexes;
    }
}
