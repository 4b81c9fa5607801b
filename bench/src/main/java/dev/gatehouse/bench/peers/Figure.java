package dev.gatehouse.bench.peers;

import java.util.Locale;

/** What is measured. */
enum Figure {
    START_MS("first 200, ms", 0),
    START_RSS_MB("RSS after the start, MB", 0),
    SMALL_CPU("2 KB, CPU µs/request", 1),
    SMALL_RATE("2 KB, requests/s", 0),
    MEDIUM_CPU("49 KB of bytes, CPU µs/request", 1),
    MEDIUM_RATE("49 KB of bytes, requests/s", 0),
    SEARCHSET_CPU("49 KB searchset, CPU µs/request", 1),
    SEARCHSET_RATE("49 KB searchset, requests/s", 0),
    P50("p50, µs", 0),
    P99("p99, µs", 0),
    P999("p99.9, µs", 0),
    LONGEST("longest, µs", 0),
    LOADED_RSS_MB("RSS after all that, MB", 0),
    BIG_CPU_MS("10 MB × 32, CPU ms each", 1),
    BIG_MB_PER_S("10 MB × 32, MB/s", 0),
    SLOW_GROWTH_MB("32 slow readers, RSS growth MB", 0),
    SLOW_PEAK_MB("32 slow readers, peak RSS MB", 0),
    TLS_CPU("2 KB over TLS, kept connections, CPU µs/request", 1),
    TLS_NEW_CPU("2 KB, a TLS connection each, CPU µs/request", 0),
    TLS_RATE("over TLS, requests/s", 0),
    TLS_NEW_RATE("a TLS connection each, requests/s", 0),
    TLS_RESUMED("handshakes resumed, %", 0),
    HUGE_MB_PER_S("1 GB × 20, MB/s", 0),
    HUGE_GROWTH_MB("1 GB × 20, RSS growth MB", 0),
    KNOWN_RSS_MB("RSS with all known, MB", 0),
    FEW_P50("p50 through a random one of 1,000, µs", 0),
    FEW_P99("p99 through a random one of 1,000, µs", 0),
    MANY_P50("p50 through a random one of all, µs", 0),
    MANY_P99("p99 through a random one of all, µs", 0);

    private final String title;
    private final int decimals;

    Figure(String title, int decimals) {
        this.title = title;
        this.decimals = decimals;
    }

    String title() {
        return title;
    }

    String text(double value) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
