package dev.gatehouse.gateway.proxy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.EgressSettings;
import dev.gatehouse.common.egress.HostResolver;
import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.admission.Admission;
import dev.gatehouse.gateway.admission.AdmissionSettings;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.GrantType;
import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** A gateway with nothing but the proxy, and a fake EHR behind it that answers as each test says. */
final class ProxyFixture {
    static final ConnectionId ID = new ConnectionId("con_0123456789abcdefghjkmnpqrs");
    static final ConnectionId ENDED = new ConnectionId("con_0123456789abcdefghjkmnpqrt");
    static final ConnectionId FOREIGN = new ConnectionId("con_0123456789abcdefghjkmnpqrv");
    static final String PATH = "/fhir/" + ID;
    static final String BASE_PATH = "/practice/7/r4";
    private static final TenantId TENANT = new TenantId("acme");

    final Vertx vertx;
    final FakeTokens tokens = new FakeTokens();
    final BlockingQueue<CallRecord> calls = new LinkedBlockingQueue<>();
    final HttpClient client;
    volatile Handler<HttpServerRequest> ehr = request -> request.response().end();
    volatile Set<Permission> permissions = EnumSet.allOf(Permission.class);

    volatile boolean readOnly;
    volatile Set<String> scopes = Set.of("system/*.cruds");

    /** Follows calls, if a test wants it. */
    volatile BiFunction<ProxyCall, MultiMap, CallTrace> traces = (call, headers) -> CallTrace.NONE;

    private final CallWatch watch = new CallWatch() {
        @Override
        public List<String> correlationHeaders(String ehr) {
            return List.of("X-Trace", "X-Request-Id", "X-Other");
        }

        @Override
        public CallTrace begin(ProxyCall call, MultiMap headers) {
            return traces.apply(call, headers);
        }

        @Override
        public void ended(CallRecord call) {
            calls.add(call);
        }
    };
    private final Egress egress;
    final Admission admission;
    private HttpServer ehrServer;
    private HttpServer gateway;
    private int ehrPort;

    ProxyFixture(Vertx vertx) {
        this(vertx, new AdmissionSettings(10_000, 10_000, 10_000, 10_000, 1), EhrFacts.UNKNOWN.limits());
    }

    ProxyFixture(Vertx vertx, AdmissionSettings settings, EhrFacts.Limits limits) {
        this.admission = new Admission(vertx, settings, ehr -> limits, Clock.systemUTC());
        this.vertx = vertx;
        this.client = vertx.createHttpClient();
        this.egress = new Egress(
                vertx,
                EgressSettings.allowing(Set.of("127.0.0.1", "localhost")),
                HostResolver.ofPlatform(),
                Clock.systemUTC());
    }

    Future<Void> start(ProxySettings settings) {
        Future<HttpServer> ehrUp =
                vertx.createHttpServer().requestHandler(this::atEhr).listen(0, "127.0.0.1");
        return ehrUp.compose(server -> startGateway(server, server.actualPort(), settings));
    }

    /** A gateway before something that is no HTTP server of Vert.x. */
    Future<Void> startBefore(int port, ProxySettings settings) {
        return startGateway(null, port, settings);
    }

    private Future<Void> startGateway(HttpServer server, int port, ProxySettings settings) {
        ehrServer = server;
        ehrPort = port;
        FhirProxy proxy = new FhirProxy(
                vertx,
                egress,
                ehr -> new HostRules(Set.of("localhost"), false),
                tokens,
                admission,
                URI.create("https://gate.example"),
                settings,
                watch,
                Clock.systemUTC());
        Router router = Router.router(vertx);
        new ProxyRoutes(
                        proxy,
                        OwnAddresses.NONE,
                        this::connection,
                        people -> Future.succeededFuture(),
                        ctx -> new Caller(Author.system(TENANT, "test"), false, permissions),
                        ctx -> "req-1")
                .mount(router);
        HttpServerOptions options = new HttpServerOptions().setMaxInitialLineLength(16 * 1024);
        return vertx.createHttpServer(options)
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .onSuccess(listening -> gateway = listening)
                .mapEmpty();
    }

    String base() {
        return "http://localhost:" + ehrPort + BASE_PATH;
    }

    int port() {
        return gateway.actualPort();
    }

    Future<Void> close() {
        Future<Void> ehrClosed = ehrServer == null ? Future.succeededFuture() : ehrServer.close();
        return Future.join(gateway.close(), ehrClosed, egress.close(), client.close())
                .mapEmpty();
    }

    /** What a client is told. */
    record Told(int status, MultiMap headers, String body) {}

    Future<Told> call(HttpMethod method, String target, Map<String, String> headers, String body) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(port())
                .setURI(target);
        Promise<Told> told = Promise.promise();
        // on one thread: whoever asks for a body from another may come when it is gone
        vertx.runOnContext(go -> client.request(options)
                .compose(request -> {
                    headers.forEach(request::putHeader);
                    return body == null ? request.send() : request.send(Buffer.buffer(body));
                })
                .compose(response -> response.body()
                        .map(bytes -> new Told(response.statusCode(), response.headers(), bytes.toString())))
                .onComplete(told));
        return told.future();
    }

    Future<Told> get(String rest) {
        return call(HttpMethod.GET, PATH + rest, Map.of(), null);
    }

    CallRecord recorded() throws InterruptedException {
        CallRecord call = calls.poll(20, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no call was recorded");
        }
        return call;
    }

    @CanIgnoreReturnValue
    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void atEhr(HttpServerRequest request) {
        ehr.handle(request);
    }

    private Future<PracticeConnection> connection(Caller caller, ConnectionId id) {
        if (id.equals(FOREIGN)) {
            return Future.failedFuture(new Failure.Missing("connection-foreign", "It is another tenant's."));
        }
        if (!id.equals(ID) && !id.equals(ENDED)) {
            return Future.failedFuture(new Failure.Missing("not-there", "Nothing is there."));
        }
        ConnectionState state = id.equals(ENDED) ? ConnectionState.REVOKED : ConnectionState.ACTIVE;
        return Future.succeededFuture(new PracticeConnection(
                TENANT,
                id,
                "app_1",
                "prac_1",
                "smart",
                URI.create(base()),
                GrantType.AUTHORIZATION_CODE,
                state,
                List.of("system/*.read"),
                scopes,
                null,
                readOnly,
                false));
    }

    static ProxySettings patient() {
        return new ProxySettings(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }
}
