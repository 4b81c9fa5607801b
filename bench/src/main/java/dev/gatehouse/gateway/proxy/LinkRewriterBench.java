package dev.gatehouse.gateway.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.net.URI;
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
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What rewriting the links of a Bundle of 49 KB costs, beside copying its bytes once. In the proxy's package to reach it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LinkRewriterBench {
    private static final String BASE = "https://ehr.example/fhir/r4";
    private static final int LENGTH = 49 * 1024;

    private final LinkPrefix prefix =
            new LinkPrefix(URI.create(BASE), URI.create("https://gate.example/fhir/con_00000000000000000000000000"));
    private final Buffer own = Buffer.buffer(bundle(BASE));
    private final Buffer foreign = Buffer.buffer(bundle("https://other.example/fhir"));

    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder().include("LinkRewriterBench").build()).run();
    }

    @Benchmark
    public Buffer ownLinks() {
        return new LinkRewriter(prefix).rewrite(own);
    }

    @Benchmark
    public Buffer foreignLinks() {
        return new LinkRewriter(prefix).rewrite(foreign);
    }

    @Benchmark
    public Buffer copy() {
        return own.copy();
    }

    /** A searchset as compact JSON: two links, then patients with the usual names, addresses and identifiers. */
    private static byte[] bundle(String base) {
        StringBuilder json = new StringBuilder(LENGTH + 1024)
                .append(
                        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":1.00,\"link\":[{\"relation\":\"self\",\"url\":\"")
                .append(base)
                .append("/Patient?_count=60\"},{\"relation\":\"next\",\"url\":\"")
                .append(base)
                .append("?_getpages=5f0c&_getpagesoffset=60\"}],\"entry\":[");
        for (int i = 0; json.length() < LENGTH; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"fullUrl\":\"" + base + "/Patient/p" + i
                            + "\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p" + i)
                    .append(
                            "\",\"meta\":{\"versionId\":\"1\",\"lastUpdated\":\"2026-01-02T03:04:05Z\"},\"text\":{\"status\":\"generated\",")
                    .append("\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">Synthetic patient " + i
                            + ", lakeside, thank you</div>\"},")
                    .append("\"identifier\":[{\"system\":\"http://hospital.example/mrn\",\"value\":\"" + (1000 + i)
                            + "\"}],")
                    .append(
                            "\"name\":[{\"use\":\"official\",\"family\":\"Kirk\",\"given\":[\"Mike\"]}],\"telecom\":[{\"system\":\"phone\",")
                    .append(
                            "\"value\":\"555-0100\"}],\"gender\":\"unknown\",\"birthDate\":\"1970-01-01\"},\"search\":{\"mode\":\"match\"}}");
        }
        return json.append("]}").toString().getBytes(UTF_8);
    }
}
