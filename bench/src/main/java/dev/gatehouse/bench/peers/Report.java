package dev.gatehouse.bench.peers;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The tables, ready for a Markdown page. */
final class Report {
    private static final List<Figure> CLOSED = List.of(Figure.SMALL_CPU, Figure.MEDIUM_CPU, Figure.SEARCHSET_CPU);
    private static final List<Figure> RATES =
            List.of(Figure.SMALL_RATE, Figure.MEDIUM_RATE, Figure.SEARCHSET_RATE, Figure.LOADED_RSS_MB);
    private static final List<Figure> OPEN = List.of(Figure.P50, Figure.P99, Figure.P999, Figure.LONGEST);
    private static final List<Figure> BIG =
            List.of(Figure.BIG_CPU_MS, Figure.BIG_MB_PER_S, Figure.SLOW_GROWTH_MB, Figure.SLOW_PEAK_MB);
    private static final List<Figure> START = List.of(Figure.START_MS, Figure.START_RSS_MB);
    private static final List<Figure> TLS =
            List.of(Figure.TLS_CPU, Figure.TLS_RATE, Figure.TLS_NEW_CPU, Figure.TLS_NEW_RATE, Figure.TLS_RESUMED);
    private static final List<Figure> OURS = List.of(
            Figure.HUGE_MB_PER_S,
            Figure.HUGE_GROWTH_MB,
            Figure.FEW_P50,
            Figure.FEW_P99,
            Figure.MANY_P50,
            Figure.MANY_P99,
            Figure.KNOWN_RSS_MB);

    private final Samples samples;
    private final PrintStream out;

    private Report(Samples samples, PrintStream out) {
        this.samples = samples;
        this.out = out;
    }

    /** False if a target that must be met was missed. */
    static boolean print(Samples samples, Options options, PrintStream out) {
        Report report = new Report(samples, out);
        out.printf(
                "Medians of %d rounds (open loop, start and TLS: %d); in brackets the median of the rounds' ratios to nginx."
                        + " Closed loop: %d clients. Open loop: %d requests a second for %d s. Database of the last phase: %,d"
                        + " connections.%n",
                options.rounds(),
                options.halfRounds(),
                Options.CLIENTS,
                Options.RATE,
                Options.RATE_SECONDS,
                options.connections());
        report.table(CLOSED, true);
        report.table(RATES, false);
        report.table(OPEN, false);
        report.table(BIG, false);
        report.table(TLS, false);
        report.table(START, false);
        report.table(OURS, false);
        report.spreads();
        return report.targets();
    }

    private void table(List<Figure> figures, boolean ratios) {
        List<String> peers = samples.peers().stream()
                .filter(peer -> figures.stream()
                        .anyMatch(figure -> samples.median(peer, figure).isPresent()))
                .toList();
        if (peers.isEmpty()) {
            return;
        }
        List<String> titles = figures.stream().map(Figure::title).toList();
        head("", titles);
        for (String peer : peers) {
            row(peer, figures.stream().map(figure -> cell(peer, figure, ratios)).toList());
        }
    }

    private String cell(String peer, Figure figure, boolean ratio) {
        OptionalDouble value = samples.median(peer, figure);
        if (value.isEmpty()) {
            return "–";
        }
        OptionalDouble times = samples.ratio(peer, figure, Peer.NGINX, figure);
        String text = figure.text(value.getAsDouble());
        return ratio && times.isPresent() ? String.format("%s (%.2f×)", text, times.getAsDouble()) : text;
    }

    private void spreads() {
        head(
                "smallest to largest of the rounds",
                CLOSED.stream().map(Figure::title).toList());
        for (String peer : samples.peers()) {
            if (samples.median(peer, Figure.SMALL_CPU).isPresent()) {
                row(
                        peer,
                        CLOSED.stream()
                                .map(figure -> samples.spread(peer, figure))
                                .toList());
            }
        }
    }

    private boolean targets() {
        head("target", List.of("must", "aim", "reached", ""));
        boolean met = true;
        for (Target target : Target.ALL) {
            OptionalDouble value = target.reached().apply(samples);
            row(
                    target.what(),
                    List.of(
                            "≤ " + target.text(target.must()),
                            "≤ " + target.text(target.aim()),
                            value.isEmpty() ? "–" : target.text(value.getAsDouble()),
                            target.verdict(samples)));
            met &= target.isMet(samples);
        }
        return met;
    }

    private void head(String first, List<String> titles) {
        out.println();
        row(first, titles);
        List<String> lines = new ArrayList<>();
        titles.forEach(each -> lines.add("---"));
        row("---", lines);
    }

    private void row(String first, List<String> cells) {
        out.println("| " + first + " | " + String.join(" | ", cells) + " |");
    }
}
