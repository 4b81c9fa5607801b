package dev.gatehouse.bench.peers;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Something Gatehouse has to reach.
 *
 * @param what in words
 * @param must the most it may be; a miss fails the measurement
 * @param aim what we would like; the same as {@code must} if there is no more to ask for
 * @param reached empty if it was not measured
 */
record Target(String what, String unit, double must, double aim, Function<Samples, OptionalDouble> reached) {
    private static final String US = Peer.GATEHOUSE;

    static final List<Target> ALL = List.of(
            times("2 KB, CPU against nginx", 2.0, 1.6, Figure.SMALL_CPU, Peer.NGINX, Figure.SMALL_CPU),
            times("2 KB, CPU against the bare Vert.x pipe", 1.5, 1.2, Figure.SMALL_CPU, Peer.PIPE, Figure.SMALL_CPU),
            times(
                    "2 KB, CPU against Spring Cloud Gateway",
                    1 / 3.0,
                    0.25,
                    Figure.SMALL_CPU,
                    Peer.SPRING,
                    Figure.SMALL_CPU),
            times("2 KB, CPU against the Node proxy", 0.1, 1 / 15.0, Figure.SMALL_CPU, Peer.NODE, Figure.SMALL_CPU),
            times("49 KB of bytes, CPU against HAProxy", 2.0, 1.6, Figure.MEDIUM_CPU, Peer.HAPROXY, Figure.MEDIUM_CPU),
            times(
                    "49 KB searchset with links to rewrite, CPU against 49 KB of bytes",
                    1.5,
                    1.2,
                    Figure.SEARCHSET_CPU,
                    US,
                    Figure.MEDIUM_CPU),
            most("RSS growth with 32 slow readers of 10 MB", 32, 16, Figure.SLOW_GROWTH_MB, "MB"),
            most("RSS growth with 20 streams of 1 GB, -Xmx256m", 64, 64, Figure.HUGE_GROWTH_MB, "MB"),
            new Target(
                    "500 requests/s, p50 over that of direct calls",
                    "ms",
                    3,
                    1,
                    samples -> overhead(samples, Figure.P50)),
            new Target(
                    "500 requests/s, p99 over that of direct calls",
                    "ms",
                    15,
                    15,
                    samples -> overhead(samples, Figure.P99)),
            new Target(
                    "start to the first 200 on H2",
                    "s",
                    3,
                    1.5,
                    samples -> scaled(samples.median(US, Figure.START_MS), 1e-3)),
            most("RSS after the start", 250, 250, Figure.START_RSS_MB, "MB"),
            most("RSS with all connections of the last phase known", 400, 400, Figure.KNOWN_RSS_MB, "MB"),
            times(
                    "p99 through a random connection of all against one of 1,000",
                    3,
                    3,
                    Figure.MANY_P99,
                    US,
                    Figure.FEW_P99));

    private static Target times(String what, double must, double aim, Figure ours, String other, Figure theirs) {
        return new Target(what, "×", must, aim, samples -> samples.ratio(US, ours, other, theirs));
    }

    private static Target most(String what, double must, double aim, Figure figure, String unit) {
        return new Target(what, unit, must, aim, samples -> samples.median(US, figure));
    }

    private static OptionalDouble overhead(Samples samples, Figure figure) {
        OptionalDouble ours = samples.median(US, figure);
        OptionalDouble direct = samples.median(Peer.DIRECT, figure);
        return ours.isEmpty() || direct.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((ours.getAsDouble() - direct.getAsDouble()) / 1e3);
    }

    private static OptionalDouble scaled(OptionalDouble value, double by) {
        return value.isEmpty() ? value : OptionalDouble.of(value.getAsDouble() * by);
    }

    /** False only if it was measured and missed. */
    boolean isMet(Samples samples) {
        OptionalDouble value = reached.apply(samples);
        return value.isEmpty() || value.getAsDouble() <= must;
    }

    String verdict(Samples samples) {
        OptionalDouble value = reached.apply(samples);
        if (value.isEmpty()) {
            return "not measured";
        }
        return value.getAsDouble() <= aim ? "aim" : value.getAsDouble() <= must ? "must" : "**missed**";
    }

    String text(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%.0f %s", value, unit)
                .replace(" ×", "×");
    }
}
