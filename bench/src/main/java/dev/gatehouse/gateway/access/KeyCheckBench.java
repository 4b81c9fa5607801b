package dev.gatehouse.gateway.access;

import dev.gatehouse.common.vault.SecretText;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Recognising a key that was seen a moment ago: reading its text, and comparing its digest. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KeyCheckBench {
    private final SecureRandom random = new SecureRandom();
    private final SecretText key = KeyText.generate(random);
    private final TextDigests digests = new TextDigests(random);
    private final byte[] known = digests.of(key);

    @Benchmark
    public String lookup() {
        return KeyText.lookup(key);
    }

    @Benchmark
    public boolean compare() {
        return MessageDigest.isEqual(known, digests.of(key));
    }
}
