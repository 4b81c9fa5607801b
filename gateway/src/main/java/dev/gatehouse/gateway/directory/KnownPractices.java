package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.database.Transaction;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What we have of some practices of a list: by the list's own key, and where that is new, by the address of an endpoint.
 */
final class KnownPractices {
    private final Transaction tx;
    private final SnapshotStore store;
    private final DirectoryStore readers;
    private final String ehr;
    private final Map<String, PracticeRow> byKey = new HashMap<>();
    private Map<String, List<PracticeEndpointRow>> endpoints = Map.of();

    KnownPractices(Transaction tx, SnapshotStore store, DirectoryStore readers, String ehr) {
        this.tx = tx;
        this.store = store;
        this.readers = readers;
        this.ehr = ehr;
    }

    /**
     * @param addressesTell false where practices share addresses, so that an address names nobody
     * @param free whether a practice may be found by its address
     */
    Future<KnownPractices> of(List<ListedPractice> listed, boolean addressesTell, Predicate<PracticeRow> free) {
        return store.byKey(
                        tx,
                        ehr,
                        listed.stream().map(ListedPractice::externalKey).toList())
                .compose(rows -> {
                    rows.forEach(row -> byKey.put(row.externalKey, row));
                    return addressesTell ? byAddress(listed, free) : Future.succeededFuture();
                })
                .compose(matched -> readers.endpointsOf(
                        tx, byKey.values().stream().map(row -> row.id).toList()))
                .map(rows -> {
                    endpoints = rows.stream().collect(Collectors.groupingBy(each -> each.practiceId));
                    return this;
                });
    }

    private Future<Void> byAddress(List<ListedPractice> listed, Predicate<PracticeRow> free) {
        List<ListedPractice> open = listed.stream()
                .filter(each -> !byKey.containsKey(each.externalKey()))
                .toList();
        if (open.isEmpty()) {
            return Future.succeededFuture();
        }
        List<String> addresses = open.stream()
                .flatMap(each -> each.endpoints().stream())
                .map(ListedPractice.ListedEndpoint::canonical)
                .toList();
        return store.byAddress(tx, ehr, addresses).compose(rows -> {
            List<PracticeRow> candidates = rows.stream().filter(free).toList();
            return readers.endpointsOf(
                            tx, candidates.stream().map(row -> row.id).toList())
                    .map(found -> match(open, candidates, found));
        });
    }

    /** Each practice that we have is given away once. */
    private @Nullable Void match(
            List<ListedPractice> open, List<PracticeRow> candidates, List<PracticeEndpointRow> found) {
        Map<String, PracticeRow> free = candidates.stream().collect(Collectors.toMap(row -> row.id, row -> row));
        Map<String, String> practiceAt = found.stream()
                .collect(Collectors.toMap(each -> each.canonicalUrl, each -> each.practiceId, (one, other) -> one));
        for (ListedPractice each : open) {
            for (ListedPractice.ListedEndpoint endpoint : each.endpoints()) {
                PracticeRow row = free.get(practiceAt.getOrDefault(endpoint.canonical(), ""));
                if (row != null) {
                    free.remove(row.id);
                    byKey.put(each.externalKey(), row);
                    break;
                }
            }
        }
        return null;
    }

    @Nullable
    PracticeRow practice(ListedPractice listed) {
        return byKey.get(listed.externalKey());
    }

    List<PracticeEndpointRow> endpoints(PracticeRow practice) {
        return endpoints.getOrDefault(practice.id, List.of());
    }
}
