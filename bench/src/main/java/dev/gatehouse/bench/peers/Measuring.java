package dev.gatehouse.bench.peers;

import java.io.IOException;
import java.nio.file.Path;

/** Single measurements of single peers. Processor time is that of all threads of a peer; the kernel's on its behalf counts. */
final class Measuring {
    private static final int ENOUGH_REQUESTS = 30_000;
    /** A compiler that takes less of a core has nothing of importance left; at 10,000 calls a second it is 4 µs for each. */
    private static final double QUIET = 0.04;

    private static final int STREAMS = 32;
    private static final int SLOW_MB_PER_S = 150;
    private static final int HUGE_STREAMS = 20;
    private static final int SPREAD_CLIENTS = 64;
    private static final int TOUCH_SECONDS = 420;

    private final Load load;
    private final Samples samples;
    private final Options options;

    Measuring(Load load, Samples samples, Options options) {
        this.load = load;
        this.samples = samples;
        this.options = options;
    }

    /** Until enough was asked and the compiler has gone quiet; warm-up by time alone makes JVMs look several times worse. */
    void warmUp(Running peer, Path requests) throws IOException, InterruptedException {
        double most = peer.peer.isJava() ? options.warmUpSeconds() : 3;
        long asked = 0;
        double compiler = 1;
        for (double spent = 0; spent < most && (asked < ENOUGH_REQUESTS || compiler > QUIET); spent += 2) {
            double before = peer.compilerMicros();
            Load.Result some = load.closed(peer, requests, Options.CLIENTS, 2);
            asked += some.answered();
            compiler = (peer.compilerMicros() - before) / some.seconds() / 1e6;
        }
        if (peer.peer.isJava() && compiler > QUIET) {
            System.err.printf("  %s still compiles, with %.0f %% of a core%n", peer.peer.name(), 100 * compiler);
        }
    }

    void closed(Running peer, Path requests, double seconds, Figure cpu, Figure rate)
            throws IOException, InterruptedException {
        double before = peer.cpuMicros();
        Load.Result result = load.closed(peer, requests, Options.CLIENTS, seconds);
        double each = (peer.cpuMicros() - before) / result.answered();
        System.err.printf("  %s: %.1f µs a call, %.0f calls/s%n", peer.peer.name(), each, result.perSecond());
        samples.add(peer.peer.name(), cpu, each);
        samples.add(peer.peer.name(), rate, result.perSecond());
    }

    void openLoop(Running peer, Path requests) throws IOException, InterruptedException {
        Load.Result result = load.rate(peer, requests, SPREAD_CLIENTS, Options.RATE_SECONDS, Options.RATE);
        samples.add(peer.peer.name(), Figure.P50, result.p50());
        samples.add(peer.peer.name(), Figure.P99, result.p99());
        samples.add(peer.peer.name(), Figure.P999, result.p999());
        samples.add(peer.peer.name(), Figure.LONGEST, result.longest());
    }

    void big(Running peer, Path requests) throws IOException, InterruptedException {
        Load.Result unused = load.burst(peer, requests, 4, 0);
        double before = peer.cpuMicros();
        Load.Result fast = load.burst(peer, requests, STREAMS, 0);
        samples.add(peer.peer.name(), Figure.BIG_CPU_MS, (peer.cpuMicros() - before) / 1e3 / STREAMS);
        samples.add(peer.peer.name(), Figure.BIG_MB_PER_S, STREAMS * 10 / fast.seconds());
    }

    void slow(Running peer, Path requests) throws IOException, InterruptedException {
        peer.forgetPeak();
        double before = peer.residentMb();
        Load.Result unused = load.burst(peer, requests, STREAMS, SLOW_MB_PER_S);
        samples.add(peer.peer.name(), Figure.SLOW_GROWTH_MB, peer.peakMb() - before);
        samples.add(peer.peer.name(), Figure.SLOW_PEAK_MB, peer.peakMb());
    }

    void huge(Running peer, Path big, Path huge) throws IOException, InterruptedException {
        Load.Result warm = load.burst(peer, big, HUGE_STREAMS, 0);
        peer.forgetPeak();
        double before = peer.residentMb();
        Load.Result result = load.burst(peer, huge, HUGE_STREAMS, 0);
        samples.add(peer.peer.name(), Figure.HUGE_MB_PER_S, warm.answered() * 1024 / result.seconds());
        samples.add(peer.peer.name(), Figure.HUGE_GROWTH_MB, peer.peakMb() - before);
    }

    void random(Running peer, Path requests, Figure p50, Figure p99) throws IOException, InterruptedException {
        Load.Result result = load.rate(peer, requests, SPREAD_CLIENTS, Options.RATE_SECONDS, Options.RATE);
        samples.add(peer.peer.name(), p50, result.p50());
        samples.add(peer.peer.name(), p99, result.p99());
    }

    /** Each of the requests once; fails if that takes too long. */
    void touch(Running peer, Path requests, int count) throws IOException, InterruptedException {
        Load.Result result = load.each(peer, requests, Options.CLIENTS, TOUCH_SECONDS);
        if (result.answered() < count) {
            throw new IOException("only " + result.answered() + " of " + count + " connections were called in "
                    + TOUCH_SECONDS + " s");
        }
    }
}
