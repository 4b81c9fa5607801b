package dev.gatehouse.gateway.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the guard looks at in the head of a usual request: its bytes, then what was read from them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GuardBench {
    private static final String TARGET =
            "/fhir/con_0123456789abcdefghjkmnpqrs/Observation?patient=123&category=laboratory&_count=50";

    private final byte[] bytes = ("GET " + TARGET + " HTTP/1.1\r\nHost: localhost:8080\r\nAuthorization: Bearer "
                    + "gk_live_synthetic\r\nAccept: application/fhir+json\r\nUser-Agent: bench\r\n"
                    + "Accept-Encoding: gzip, deflate\r\n\r\n")
            .getBytes(US_ASCII);
    private final HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, TARGET, headers());
    private final HeadScan scan = new HeadScan();
    private final RequestGuard guard = new RequestGuard("127.0.0.1", Optional.empty(), GuardSettings.DEFAULT);

    private static HeadersMultiMap headers() {
        HeadersMultiMap headers = HeadersMultiMap.httpHeaders();
        return headers.add("Host", "localhost:8080")
                .add("Authorization", "Bearer gk_live_synthetic")
                .add("Accept", "application/fhir+json")
                .add("User-Agent", "bench");
    }

    @Benchmark
    public @Nullable Refusal scanOfBytes() {
        scan.begin();
        scan.take(bytes, bytes.length);
        return scan.found();
    }

    @Benchmark
    public @Nullable Refusal rulesForHead() {
        return guard.refusal(head);
    }
}
