package dev.gatehouse.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
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

/** What the proxy itself does for each call, step by step. In its package to reach them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProxyStepsBench {
    private static final String CONNECTION = "/fhir/con_0123456789abcdefghjkmnpqrs";
    private static final String READ = CONNECTION + "/Patient/5f1c-22";
    private static final String SEARCH =
            CONNECTION + "/Observation?patient=123&category=laboratory&code=http://loinc.org%7C4548-4&_count=50";

    private final MultiMap asked = HttpHeaders.headers()
            .add("host", "gate.example")
            .add("authorization", "Bearer gk_live_synthetic")
            .add("accept", "application/fhir+json")
            .add("user-agent", "bench")
            .add("accept-encoding", "gzip, deflate")
            .add("connection", "keep-alive");
    private final MultiMap answered = HttpHeaders.headers()
            .add("server", "ehr")
            .add("date", "Mon, 23 Nov 2026 12:00:00 GMT")
            .add("content-type", "application/fhir+json; charset=utf-8")
            .add("content-length", "2048")
            .add("etag", "W/\"3\"")
            .add("last-modified", "Mon, 23 Nov 2026 11:00:00 GMT")
            .add("cache-control", "no-cache");
    private final FhirTarget read = FhirTarget.parse(READ);
    private final FhirTarget search = FhirTarget.parse(SEARCH);

    @Benchmark
    public FhirTarget parseRead() {
        return FhirTarget.parse(READ);
    }

    @Benchmark
    public FhirTarget parseSearch() {
        return FhirTarget.parse(SEARCH);
    }

    @Benchmark
    public String rebuildSearch() {
        return search.under("/apis/default/fhir");
    }

    @Benchmark
    public String routeOfRead() {
        return RouteTemplate.of(read);
    }

    @Benchmark
    public String routeOfSearch() {
        return RouteTemplate.of(search);
    }

    @Benchmark
    public MultiMap headersToEhr() {
        MultiMap to = HttpHeaders.headers();
        HeaderPolicy.toEhr(asked, to, false);
        return to;
    }

    @Benchmark
    public MultiMap headersToClient() {
        MultiMap to = HttpHeaders.headers();
        HeaderPolicy.toClient(answered, to, ContentKind.of(answered.get(HttpHeaders.CONTENT_TYPE)), true);
        return to;
    }
}
