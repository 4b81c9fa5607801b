package dev.gatehouse.gateway.directory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was found, whatever its rank, in the order of the names. */
final class NameOrder {
    private NameOrder() {}

    private record At(String folded, PracticeIndex index, int number) {}

    static PracticeSearch.Found of(
            List<PracticeIndex> indexes, List<List<PracticeSet>> matches, boolean down, int skip, int most) {
        List<At> candidates = new ArrayList<>();
        int total = 0;
        int filled = 0;
        for (List<PracticeSet> ranks : matches) {
            filled += ranks.stream().anyMatch(each -> each.size() > 0) ? 1 : 0;
        }
        // one list alone is in order already
        int from = filled == 1 ? skip : 0;
        int reach = filled == 1 ? most : skip + most;
        for (int i = 0; i < indexes.size(); i++) {
            PracticeSet all = new PracticeSet(indexes.get(i).size());
            matches.get(i).forEach(all::addAll);
            int size = all.size();
            total += size;
            int begin = down ? Math.max(0, size - from - reach) : from;
            int count = down ? Math.max(0, size - from) - begin : Math.min(reach, Math.max(0, size - from));
            for (int number : all.page(begin, Math.max(0, count))) {
                candidates.add(new At(indexes.get(i).folded(number), indexes.get(i), number));
            }
        }
        Comparator<At> byName = Comparator.comparing(At::folded).thenComparing(At::number);
        candidates.sort(down ? byName.reversed() : byName);
        List<Practice> page = candidates.stream()
                .skip(filled == 1 ? 0 : skip)
                .limit(most)
                .map(each -> each.index().practice(each.number()))
                .toList();
        return new PracticeSearch.Found(page, total);
    }
}
