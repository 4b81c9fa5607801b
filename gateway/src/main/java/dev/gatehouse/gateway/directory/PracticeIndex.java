package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Many practices in memory, about 400 bytes each, sorted by name and never changed. Answers in a millisecond or so, on any
 * thread.
 */
final class PracticeIndex {
    /** Better ones first: the name begins so; every word begins a word of the name; of anything; is inside of a name's. */
    static final int RANKS = 4;

    private static final int SHORTEST_INSIDE = 3;
    private static final int SHORT_GUID = 16;

    final String ehr;
    private final PracticeRecords records;
    /** Of each practice, by its name's place: where its record is. */
    private final int[] at;

    private final byte[] kinds;
    private final String[] states;
    private final Postings names;
    private final Postings places;
    private final Identifiers npis;
    private final Identifiers eins;
    private final Identifiers guids;
    private final boolean cities;

    PracticeIndex(
            String ehr,
            PracticeRecords records,
            int[] at,
            byte[] kinds,
            String[] states,
            Postings names,
            Postings places,
            Identifiers npis,
            Identifiers eins,
            Identifiers guids,
            boolean cities) {
        this.ehr = ehr;
        this.records = records;
        this.at = at;
        this.kinds = kinds;
        this.states = states;
        this.names = names;
        this.places = places;
        this.npis = npis;
        this.eins = eins;
        this.guids = guids;
        this.cities = cities;
    }

    boolean hasNpis() {
        return !npis.isEmpty();
    }

    boolean hasCities() {
        return cities;
    }

    int size() {
        return at.length;
    }

    /** One set for each rank; no practice is in two. */
    List<PracticeSet> search(PracticeQuery query) {
        List<PracticeQuery.Term> terms = query.terms();
        PracticeSet allowed = allowed(query);
        if (terms.isEmpty()) {
            boolean everything = query.text().isBlank();
            return List.of(everything ? allowed : none(), none(), none(), none());
        }
        PracticeSet byName = PracticeSet.all(size());
        PracticeSet byStart = PracticeSet.all(size());
        PracticeSet anywhere = PracticeSet.all(size());
        for (PracticeQuery.Term term : terms) {
            PracticeSet name = none();
            PracticeSet start = none();
            PracticeSet inside = none();
            match(term, name, start, inside);
            start.addAll(name);
            inside.addAll(start);
            byName.keepAll(name);
            byStart.keepAll(start);
            anywhere.keepAll(inside);
        }
        PracticeSet prefix = namesStarting(SearchText.fold(query.text()));
        for (PracticeSet each : List.of(prefix, byName, byStart, anywhere)) {
            each.keepAll(allowed);
        }
        anywhere.removeAll(byStart);
        byStart.removeAll(byName);
        byName.removeAll(prefix);
        byStart.removeAll(prefix);
        anywhere.removeAll(prefix);
        return List.of(prefix, byName, byStart, anywhere);
    }

    private void match(PracticeQuery.Term term, PracticeSet name, PracticeSet start, PracticeSet inside) {
        name.addRange(0, size());
        start.addRange(0, size());
        inside.addRange(0, size());
        for (String part : term.parts()) {
            PracticeSet partName = none();
            names.markStarting(part, partName);
            PracticeSet partStart = none();
            places.markStarting(part, partStart);
            partStart.addAll(partName);
            PracticeSet partInside = none();
            if (part.length() >= SHORTEST_INSIDE) {
                names.markInside(part, partInside);
            }
            partInside.addAll(partStart);
            name.keepAll(partName);
            start.keepAll(partStart);
            inside.keepAll(partInside);
        }
        if (term.digits() != null) {
            npis.mark(term.digits(), start);
            eins.mark(term.digits(), start);
        }
        if (term.hex() != null) {
            markGuid(term.hex(), start);
        }
    }

    private void markGuid(String hex, PracticeSet into) {
        if (hex.length() <= SHORT_GUID) {
            guids.mark(hex, into);
            return;
        }
        PracticeSet candidates = none();
        guids.mark(hex.substring(0, SHORT_GUID), candidates);
        for (int each : candidates.page(0, size())) {
            String guid = practice(each).guid();
            if (guid != null && guid.replace("-", "").startsWith(hex)) {
                into.add(each);
            }
        }
    }

    private PracticeSet allowed(PracticeQuery query) {
        if (query.kind() == null && query.state() == null) {
            return PracticeSet.all(size());
        }
        int kind = query.kind() == null ? 0 : bit(query.kind());
        PracticeSet allowed = none();
        for (int i = 0; i < size(); i++) {
            if ((kinds[i] & kind) == kind
                    && (query.state() == null || query.state().equals(states[i]))) {
                allowed.add(i);
            }
        }
        return allowed;
    }

    static int bit(EndpointKind kind) {
        return kind == EndpointKind.PATIENT ? 1 : 2;
    }

    private PracticeSet namesStarting(String prefix) {
        PracticeSet found = none();
        if (!prefix.isEmpty()) {
            found.addRange(firstNotBefore(prefix), firstNotBefore(prefix + '\uffff'));
        }
        return found;
    }

    private int firstNotBefore(String folded) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (SearchText.fold(records.name(at[middle])).compareTo(folded) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private PracticeSet none() {
        return new PracticeSet(size());
    }

    /** The name as it is sorted by. */
    String folded(int number) {
        return SearchText.fold(records.name(at[number]));
    }

    Practice practice(int number) {
        return records.practice(at[number], ehr);
    }

    /** Collects practices and sorts them at the end. Not for parallel use. */
    static final class Builder {
        private final String ehr;
        private final PracticeRecords records = new PracticeRecords();
        private final List<Named> named = new ArrayList<>();

        Builder(String ehr) {
            this.ehr = ehr;
        }

        private final Postings.Builder names = new Postings.Builder();
        private final Postings.Builder places = new Postings.Builder();
        private final Identifiers.Builder npis = new Identifiers.Builder(10, 10);
        private final Identifiers.Builder eins = new Identifiers.Builder(9, 10);

        private record Named(String folded, int at) {}

        void add(PracticeRow row, List<PracticeEndpointRow> endpoints) {
            named.add(new Named(SearchText.fold(row.name), records.add(row, endpoints)));
        }

        PracticeIndex build() {
            Named[] sorted = named.toArray(Named[]::new);
            named.clear();
            Arrays.sort(sorted, Comparator.comparing(Named::folded).thenComparing(Named::at));
            int[] at = new int[sorted.length];
            byte[] kinds = new byte[sorted.length];
            String[] states = new String[sorted.length];
            Identifiers.Builder guids = new Identifiers.Builder(SHORT_GUID, 16);
            boolean cities = false;
            for (int i = 0; i < sorted.length; i++) {
                at[i] = sorted[i].at();
                addWords(names, sorted[i].folded(), i);
                sorted[i] = new Named("", 0);
                Practice practice = records.practice(at[i], ehr);
                for (PracticeEndpoint each : practice.endpoints()) {
                    kinds[i] |= (byte) bit(each.kind());
                }
                states[i] = practice.place().state() == null
                        ? ""
                        : practice.place().state().toUpperCase(Locale.ROOT).intern();
                addPlace(places, practice.place(), i);
                cities |= practice.place().city() != null;
                addNumber(npis, places, practice.npi(), i);
                addNumber(eins, places, practice.ein(), i);
                addExtras(practice.extras(), i);
                String guid = practice.guid();
                if (guid != null && !guids.add(guid.replace("-", "").substring(0, SHORT_GUID), i)) {
                    addWords(places, guid, i);
                }
            }
            return new PracticeIndex(
                    ehr,
                    records,
                    at,
                    kinds,
                    states,
                    names.build(),
                    places.build(),
                    npis.build(),
                    eins.build(),
                    guids.build(),
                    cities);
        }

        private void addExtras(PracticeExtras extras, int practice) {
            extras.aliases().forEach(each -> addWords(names, each, practice));
            addWords(places, extras.parent(), practice);
            extras.places().forEach(each -> addPlace(places, each, practice));
            for (PracticeExtras.Identifier each : extras.identifiers()) {
                addNumber(each.type().equals("ein") ? eins : npis, places, each.value(), practice);
            }
        }

        private static void addPlace(Postings.Builder words, Practice.Place place, int practice) {
            addWords(words, place.city(), practice);
            addWords(words, place.state(), practice);
            addWords(words, place.postalCode(), practice);
        }

        private static void addNumber(
                Identifiers.Builder numbers, Postings.Builder words, @Nullable String text, int practice) {
            if (text != null && !numbers.add(text.replace("-", ""), practice)) {
                addWords(words, text, practice);
            }
        }

        private static void addWords(Postings.Builder words, @Nullable String text, int practice) {
            if (text != null) {
                SearchText.words(text).forEach(word -> words.add(word, practice));
            }
        }
    }
}
