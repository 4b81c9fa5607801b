package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.tenant.Ids;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a new snapshot: only what differs from the one before. Ids stay: a practice keeps its own, and its endpoint
 * keeps its own when only the address changes, so that connections still know where they belong.
 */
final class SnapshotDraft {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    /** Changes, moves. */
    static final int MOST_SHOWN = 1000;

    private static final int COUNTED = 9;
    private static final int COUNT_BITS = 20;

    private final Ids ids;
    private final String ehr;
    private final long snapshot;
    private final Instant now;
    private final List<Object[]> practices = new ArrayList<>();
    private final List<Object[]> endpoints = new ArrayList<>();

    private final List<ImportReport.MovedHost> hostMoves = new ArrayList<>();
    private final List<ImportReport.Change> changes = new ArrayList<>();
    private final Map<String, Integer> shown = new HashMap<>();
    private long given;
    int flaggedTests;
    int added;
    int changed;
    int moved;
    int removed;

    SnapshotDraft(Ids ids, String ehr, long snapshot, Instant now) {
        this.ids = ids;
        this.ehr = ehr;
        this.snapshot = snapshot;
        this.now = now;
    }

    /** A practice of the list and what we have of it, if anything. */
    void take(ListedPractice listed, @Nullable PracticeRow known, List<PracticeEndpointRow> knownEndpoints) {
        flaggedTests += listed.test() ? 1 : 0;
        if (known == null) {
            PracticeRow row = PracticeRow.listed(id("prc"), snapshot, ehr, listed);
            practices.add(row.values());
            listed.endpoints()
                    .forEach(
                            each -> endpoints.add(endpoint(id("end"), row, each).values()));
            added++;
            show("added", listed.name(), null, null, null);
            return;
        }
        boolean same = known.says(listed);
        PracticeRow row = PracticeRow.listed(known.id, snapshot, ehr, listed);
        if (!same) {
            practices.add(row.values());
        }
        same &= takeEndpoints(listed, row, new ArrayList<>(knownEndpoints));
        if (known.removedAt != null) {
            added++;
            show("added", listed.name(), known.id, null, null);
        } else if (!same) {
            changed++;
            show("changed", listed.name(), known.id, known.name, listed.name());
        }
    }

    /** A practice that the list no longer has. */
    void vanished(PracticeRow known, List<PracticeEndpointRow> knownEndpoints) {
        practices.add(known.removed(snapshot, now).values());
        knownEndpoints.stream()
                .filter(each -> each.removedAt == null)
                .forEach(
                        each -> endpoints.add(each.removed(snapshot, known, now).values()));
        removed++;
        show("removed", known.name, known.id, known.name, null);
    }

    private boolean takeEndpoints(ListedPractice listed, PracticeRow row, List<PracticeEndpointRow> known) {
        int before = endpoints.size();
        List<ListedPractice.ListedEndpoint> open = new ArrayList<>(listed.endpoints());
        for (ListedPractice.ListedEndpoint each : listed.endpoints()) {
            Optional<PracticeEndpointRow> there = pick(known, each, old -> old.canonicalUrl.equals(each.canonical()));
            if (there.isPresent()) {
                open.remove(each);
                if (!says(there.get(), each)) {
                    endpoints.add(endpoint(there.get().id, row, each).values());
                }
            }
        }
        for (ListedPractice.ListedEndpoint each : open) {
            Optional<PracticeEndpointRow> elsewhere = pick(known, each, any -> true);
            elsewhere.filter(old -> old.removedAt == null).ifPresent(old -> move(row, old, each));
            String id = elsewhere.map(old -> old.id).orElseGet(() -> id("end"));
            endpoints.add(endpoint(id, row, each).values());
        }
        known.stream()
                .filter(each -> each.removedAt == null)
                .forEach(each -> endpoints.add(each.removed(snapshot, row, now).values()));
        return endpoints.size() == before;
    }

    private void move(PracticeRow practice, PracticeEndpointRow old, ListedPractice.ListedEndpoint listed) {
        moved++;
        show("moved", practice.name, practice.id, old.baseUrl, listed.raw());
        String from = authority(old.canonicalUrl);
        String to = authority(listed.canonical());
        if (!from.equals(to)) {
            hostMoves.add(new ImportReport.MovedHost(practice.id, practice.name, old.id, listed.kind(), from, to, 0));
        }
    }

    private static String authority(String canonical) {
        return URI.create(canonical).getRawAuthority();
    }

    private void show(String what, String practice, @Nullable String id, @Nullable String from, @Nullable String to) {
        if (shown.merge(what, 1, Integer::sum) <= MOST_SHOWN / 4) { // so that many of one kind hide none of another
            changes.add(new ImportReport.Change(what, practice, id, from, to));
        }
    }

    /** What would be or was changed, the first of it. */
    List<ImportReport.Change> changes() {
        return List.copyOf(changes);
    }

    /** Endpoints that got another host since this was asked last, with no connections counted yet. */
    List<ImportReport.MovedHost> drainHostMoves() {
        List<ImportReport.MovedHost> moves = List.copyOf(hostMoves);
        hostMoves.clear();
        return moves;
    }

    /** Takes the first of the same kind that fits, one in use before a removed one. */
    private static Optional<PracticeEndpointRow> pick(
            List<PracticeEndpointRow> known,
            ListedPractice.ListedEndpoint listed,
            Predicate<PracticeEndpointRow> fits) {
        Predicate<PracticeEndpointRow> good =
                each -> each.kind.equals(listed.kind().text()) && fits.test(each);
        Optional<PracticeEndpointRow> found = known.stream()
                .filter(each -> each.removedAt == null)
                .filter(good)
                .findFirst()
                .or(() -> known.stream().filter(good).findFirst());
        found.ifPresent(known::remove);
        return found;
    }

    /**
     * Random as all ids are, but for its beginning, which counts up: so that an index of ids grows at its end, which on H2
     * makes an import of many practices several times as fast.
     */
    private String id(String prefix) {
        String random = ids.next(prefix);
        int begin = prefix.length() + 1;
        StringBuilder id = new StringBuilder(random);
        long count = (snapshot << COUNT_BITS) | (given++ & ((1L << COUNT_BITS) - 1));
        for (int i = COUNTED - 1; i >= 0; i--) {
            id.setCharAt(begin + i, DIGITS.charAt((int) (count & 31)));
            count >>>= 5;
        }
        return id.toString();
    }

    private static boolean says(PracticeEndpointRow row, ListedPractice.ListedEndpoint listed) {
        return row.removedAt == null && row.baseUrl.equals(listed.raw()) && row.disputed == listed.disputed();
    }

    private PracticeEndpointRow endpoint(String id, PracticeRow practice, ListedPractice.ListedEndpoint listed) {
        PracticeEndpointRow row =
                new PracticeEndpointRow(id, snapshot, practice, listed.kind(), listed.raw(), listed.canonical());
        row.disputed = listed.disputed();
        return row;
    }

    /** What is to be written now. */
    Rows drain() {
        Rows rows = new Rows(List.copyOf(practices), List.copyOf(endpoints));
        practices.clear();
        endpoints.clear();
        return rows;
    }

    /** New rows of the two tables, each in the order of its columns. */
    record Rows(List<Object[]> practices, List<Object[]> endpoints) {
        static final Rows NONE = new Rows(List.of(), List.of());
    }
}
