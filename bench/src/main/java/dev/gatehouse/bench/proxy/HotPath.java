package dev.gatehouse.bench.proxy;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** The steps of a proxied call, each by itself, with the bytes it allocates: guard, key, target, headers, links. */
public final class HotPath {
    private HotPath() {}

    public static void main(String[] arguments) throws RunnerException {
        var unused = new Runner(new OptionsBuilder()
                        .include("GuardBench|KeyCheckBench|ProxyStepsBench|LinkRewriterBench")
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }
}
