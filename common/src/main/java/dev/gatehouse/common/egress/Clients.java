package dev.gatehouse.common.egress;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The clients that make connections: for streams one for each event loop, so that a proxied call stays on its thread, and
 * one for small calls, so that a busy proxy can't keep a token refresh waiting for a connection. One keeps no connections, for
 * calls that found a kept one closed.
 *
 * <p>All are made at once by the constructor. A client made later, on some verticle's context, would be closed with that
 * verticle.
 */
final class Clients {
    private static final int WAITING_PER_CONNECTION = 16;
    private static final int READ_SIZE = 64 * 1024;
    private static final int MOST_HEADER_BYTES = 32 * 1024;
    private static final Duration STREAM_KEEP_ALIVE = Duration.ofSeconds(30);
    /** Short: a server that closes a kept connection just as we send leaves a token call of unknown outcome. */
    private static final Duration SMALL_KEEP_ALIVE = Duration.ofSeconds(5);

    private final List<HttpClient> streaming = new ArrayList<>();
    private final HttpClient offLoop;
    private final HttpClient small;
    private final HttpClient unkept;
    private final ConcurrentMap<Thread, HttpClient> byLoop = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    Clients(Vertx vertx, EgressSettings settings) {
        HttpClientOptions streams = options(settings, settings.idle(), STREAM_KEEP_ALIVE);
        for (int i = 0; i < settings.eventLoops(); i++) {
            streaming.add(client(vertx, settings, streams));
        }
        offLoop = client(vertx, settings, streams);
        unkept = client(
                vertx,
                settings,
                options(settings, settings.idle(), STREAM_KEEP_ALIVE).setKeepAlive(false));
        small = client(vertx, settings, options(settings, settings.total().plusSeconds(5), SMALL_KEEP_ALIVE));
    }

    /** For bodies of any length: the client of the current event loop; off the loops, one shared by all. */
    HttpClient streaming() {
        if (!Context.isOnEventLoopThread()) {
            return offLoop;
        }
        HttpClient mine = byLoop.get(Thread.currentThread());
        return mine != null
                ? mine
                : byLoop.computeIfAbsent(
                        Thread.currentThread(),
                        loop -> streaming.get(Math.floorMod(next.getAndIncrement(), streaming.size())));
    }

    /** For bodies of any length, each on a connection of its own. */
    HttpClient unkept() {
        return unkept;
    }

    HttpClient small() {
        return small;
    }

    Future<Void> close() {
        List<HttpClient> all = new ArrayList<>(streaming);
        all.add(offLoop);
        all.add(small);
        all.add(unkept);
        return Future.join(all.stream().map(HttpClient::close).toList()).mapEmpty();
    }

    private static HttpClient client(Vertx vertx, EgressSettings settings, HttpClientOptions options) {
        return vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions()
                        .setHttp1MaxSize(settings.poolPerHost())
                        .setMaxWaitQueueSize(settings.poolPerHost() * WAITING_PER_CONNECTION))
                .withRedirectHandler(never -> null)
                .build();
    }

    private static HttpClientOptions options(EgressSettings settings, Duration idle, Duration keepAlive) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setVerifyHost(true)
                .setConnectTimeout((int) settings.connect().toMillis())
                .setSslHandshakeTimeout(settings.tls().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) idle.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAlive(true)
                .setKeepAliveTimeout((int) keepAlive.toSeconds())
                .setPipelining(false)
                .setDecompressionSupported(false)
                .setMaxChunkSize(READ_SIZE)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setTcpNoDelay(true)
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setMetricsName("egress");
        if (settings.extraCertificates() != null) {
            options.setTrustOptions(ExtraCertificates.trustedBesidePlatform(settings.extraCertificates()));
        }
        return options;
    }
}
