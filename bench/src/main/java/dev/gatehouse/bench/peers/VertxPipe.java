package dev.gatehouse.bench.peers;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The floor for any proxy on Vert.x: a key compared, a token looked up, the rest copied. No checks of what a client asks, no
 * time limits, no records. One event loop.
 */
final class VertxPipe {
    private static final int CHUNK = 64 * 1024;
    private static final Set<String> NOT_COPIED = Set.of(
            "authorization",
            "connection",
            "connection-id",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-api-key");

    /** Path prefix on this side, and where it leads. */
    private record Way(String prefix, String scheme, int port) {}

    private final HttpClient client;
    private final String key;
    private final Map<String, String> tokens;
    private final List<Way> ways;

    private VertxPipe(HttpClient client, String key, Map<String, String> tokens, List<Way> ways) {
        this.client = client;
        this.key = key;
        this.tokens = tokens;
        this.ways = ways;
    }

    public static void main(String[] arguments) throws IOException {
        Map<String, String> settings = System.getenv();
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        Map<String, String> tokens = new HashMap<>();
        for (String line : Files.readAllLines(Path.of(settings.get("PEER_TOKENS")))) {
            tokens.put(line.substring(0, line.indexOf(' ')), "Bearer " + line.substring(line.indexOf(' ') + 1));
        }
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAliveTimeout(300)
                        .setMaxChunkSize(CHUNK)
                        .setTrustOptions(new PemTrustOptions().addCertPath(settings.get("CERTIFICATE"))),
                new PoolOptions().setHttp1MaxSize(256));
        VertxPipe pipe = new VertxPipe(
                client,
                Objects.requireNonNull(settings.get("PEER_KEY")),
                tokens,
                List.of(
                        new Way("/proxy/", "http", Integer.parseInt(settings.get("UPSTREAM_PORT"))),
                        new Way("/proxy-tls/", "https", Integer.parseInt(settings.get("TLS_PORT"))),
                        new Way("/proxy-tls-once/", "https", Integer.parseInt(settings.get("TLS_ONCE_PORT")))));
        vertx.createHttpServer(new HttpServerOptions().setMaxChunkSize(CHUNK))
                .requestHandler(pipe::forward)
                .listen(Integer.parseInt(settings.get("PEER_PORT")), "127.0.0.1")
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }

    private void forward(HttpServerRequest request) {
        String connection = request.getHeader("Connection-Id");
        String token = connection == null ? null : tokens.get(connection);
        if (token == null || !key.equals(request.getHeader("X-Api-Key"))) {
            end(request.response(), 401);
            return;
        }
        for (Way way : ways) {
            if (request.uri().startsWith(way.prefix())) {
                forward(request, token, way);
                return;
            }
        }
        end(request.response(), 404);
    }

    private void forward(HttpServerRequest request, String token, Way way) {
        RequestOptions to = new RequestOptions()
                .setMethod(request.method())
                .setServer(SocketAddress.inetSocketAddress(way.port(), "127.0.0.1"))
                .setHost("localhost")
                .setPort(way.port())
                .setSsl(way.scheme().equals("https"))
                .setURI("/fhir/" + request.uri().substring(way.prefix().length()));
        client.request(to)
                .compose(asked -> {
                    copy(request.headers(), asked.headers());
                    asked.headers().set(HttpHeaders.AUTHORIZATION, token);
                    return asked.send();
                })
                .onSuccess(answer -> relay(answer, request.response()))
                .onFailure(failure -> end(request.response(), 502));
    }

    private static void relay(HttpClientResponse from, HttpServerResponse to) {
        to.setStatusCode(from.statusCode());
        copy(from.headers(), to.headers());
        if (!to.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            to.setChunked(true);
        }
        from.pipeTo(to).onFailure(broken -> to.reset());
    }

    private static void copy(MultiMap from, MultiMap to) {
        for (Map.Entry<String, String> each : from) {
            if (!NOT_COPIED.contains(each.getKey().toLowerCase(Locale.ROOT))) {
                to.add(each.getKey(), each.getValue());
            }
        }
    }

    private static void end(HttpServerResponse response, int status) {
        response.setStatusCode(status).end(Buffer.buffer()).onFailure(gone -> {});
    }
}
