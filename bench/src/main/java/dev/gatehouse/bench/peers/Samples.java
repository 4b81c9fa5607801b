package dev.gatehouse.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What was measured of each peer, round by round. */
final class Samples {
    private final Map<String, Map<Figure, List<Double>>> all = new LinkedHashMap<>();

    void add(String peer, Figure figure, double value) {
        all.computeIfAbsent(peer, key -> new LinkedHashMap<>())
                .computeIfAbsent(figure, key -> new ArrayList<>())
                .add(value);
    }

    List<String> peers() {
        return List.copyOf(all.keySet());
    }

    private List<Double> of(String peer, Figure figure) {
        return all.getOrDefault(peer, Map.of()).getOrDefault(figure, List.of());
    }

    OptionalDouble median(String peer, Figure figure) {
        return median(of(peer, figure));
    }

    /** The median over the rounds of one figure against another of the same round, which says more than that of medians. */
    OptionalDouble ratio(String peer, Figure figure, String other, Figure otherFigure) {
        List<Double> above = of(peer, figure);
        List<Double> below = of(other, otherFigure);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(above.size(), below.size()); i++) {
            if (below.get(i) > 0) {
                ratios.add(above.get(i) / below.get(i));
            }
        }
        return median(ratios);
    }

    private static OptionalDouble median(List<Double> values) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return OptionalDouble.of(
                sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2);
    }

    /** Smallest and largest, as text. */
    String spread(String peer, Figure figure) {
        List<Double> values = of(peer, figure).stream().sorted().toList();
        return values.isEmpty()
                ? "–"
                : figure.text(values.get(0)) + " to " + figure.text(values.get(values.size() - 1));
    }
}
