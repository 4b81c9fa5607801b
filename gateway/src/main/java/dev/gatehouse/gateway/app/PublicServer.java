package dev.gatehouse.gateway.app;

import dev.gatehouse.common.network.TrustedProxies;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.web.ClientAddress;
import dev.gatehouse.gateway.guard.ListenerGuard;
import dev.gatehouse.gateway.guard.RefusalAnswers;
import dev.gatehouse.gateway.guard.RequestGuard;
import dev.gatehouse.gateway.proxy.OperationOutcomes;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public listener: one HTTP server on each event loop, all on one port, the guard before each. It is bound before anything else is built, since
 * addresses of ours name its port, and answers 503 until {@link #open} is called.
 */
final class PublicServer {
    private static final int CHUNK = 64 * 1024;
    private static final int LINE = 8 * 1024;
    private static final int HEADERS = 16 * 1024;
    /** Browsers send nothing on theirs but answers to pings. */
    private static final int SOCKET_FRAME = 1024;

    private static final int IDLE_SECONDS = 120;
    private static final int LOOK_MILLIS = 20;
    /** Before every other handler. */
    private static final int FIRST = Integer.MIN_VALUE;

    private static final Logger log = LoggerFactory.getLogger(PublicServer.class);

    private final Vertx vertx;
    private final Requests handler;
    private final RefusalAnswers refusals;
    private final OpenCalls calls;
    private final ListenerGuard guard;
    private final TrustedProxies proxies;
    private final String deployment;
    private final int port;

    private PublicServer(
            Vertx vertx,
            Requests handler,
            RefusalAnswers refusals,
            OpenCalls calls,
            ListenerGuard guard,
            TrustedProxies proxies,
            String deployment,
            int port) {
        this.vertx = vertx;
        this.handler = handler;
        this.refusals = refusals;
        this.calls = calls;
        this.guard = guard;
        this.proxies = proxies;
        this.deployment = deployment;
        this.port = port;
    }

    static Future<PublicServer> bind(Vertx vertx, GatewaySettings settings) {
        Requests handler = new Requests();
        OpenCalls calls = new OpenCalls();
        AtomicInteger port = new AtomicInteger();
        ListenerGuard guard = new ListenerGuard(
                new RequestGuard(settings.host(), settings.publicUrl(), settings.guard()), settings.guard());
        TrustedProxies proxies = settings.guard().proxies();
        RefusalAnswers refusals = new RefusalAnswers(
                new Ids(new SecureRandom()), proxies, OperationOutcomes::of, OperationOutcomes.MEDIA_TYPE);
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                // -1: any free port, the same for all instances
                .setPort(settings.port() == 0 ? -1 : settings.port())
                .setMaxChunkSize(CHUNK)
                .setMaxInitialLineLength(LINE)
                .setMaxHeaderSize(HEADERS)
                .setMaxFormAttributeSize(HEADERS)
                .setIdleTimeout(IDLE_SECONDS)
                .setTcpFastOpen(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setHttp2ClearTextEnabled(false)
                // two handlers less for every message
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(SOCKET_FRAME)
                .setMaxWebSocketMessageSize(SOCKET_FRAME)
                .setHandle100ContinueAutomatically(false);
        return vertx.deployVerticle(
                        () -> new Listener(options, guard, refusals, handler, calls, port),
                        new DeploymentOptions().setInstances(settings.eventLoops()))
                .map(deployment ->
                        new PublicServer(vertx, handler, refusals, calls, guard, proxies, deployment, port.get()));
    }

    private static final class Listener extends AbstractVerticle {
        private final HttpServerOptions options;
        private final ListenerGuard guard;
        private final RefusalAnswers refusals;
        private final Requests handler;
        private final OpenCalls calls;
        private final AtomicInteger port;

        Listener(
                HttpServerOptions options,
                ListenerGuard guard,
                RefusalAnswers refusals,
                Requests handler,
                OpenCalls calls,
                AtomicInteger port) {
            this.options = options;
            this.guard = guard;
            this.refusals = refusals;
            this.handler = handler;
            this.calls = calls;
            this.port = port;
        }

        @Override
        public void start(Promise<Void> started) {
            Consumer<HttpConnection> guarded = guard.watch(vertx, options);
            vertx.createHttpServer(options)
                    .connectionHandler(connection -> {
                        guarded.accept(connection);
                        calls.opened(connection);
                    })
                    .invalidRequestHandler(refusals)
                    .requestHandler(request -> handler.take(request))
                    .listen()
                    .<Void>map(server -> {
                        port.set(server.actualPort());
                        return null;
                    })
                    .onComplete(started);
        }
    }

    /** Where requests go, for all event loops. */
    private static final class Requests {
        private volatile Handler<HttpServerRequest> to = PublicServer::notYet;

        void take(HttpServerRequest request) {
            to.handle(request);
        }
    }

    private static void notYet(HttpServerRequest request) {
        request.response()
                .setStatusCode(503)
                .putHeader("Retry-After", "2")
                .putHeader("Content-Type", "text/plain")
                .end("Gatehouse is starting.\n");
    }

    /** @param keysInUrls told of keys that stood in an address */
    void open(Router router, StraightCalls straight, RefusalAnswers.KeysInUrls keysInUrls) {
        refusals.tell(keysInUrls);
        router.route().order(FIRST).handler(calls::begin);
        if (!proxies.areNone()) {
            router.route().order(FIRST + 1).handler(new ClientAddress(proxies));
        }
        handler.to = straight.before(router, calls);
    }

    /** Goes on as before, but asks clients to close their connections after each call. */
    void leave() {
        calls.leave();
    }

    boolean isLeaving() {
        return calls.isLeaving();
    }

    /** Lets nobody connect any more, then ends when no call runs, or when patience is over. */
    Future<Void> drain(Duration patience) {
        calls.acceptNoMore();
        Promise<Void> over = Promise.promise();
        long end = System.nanoTime() + patience.toNanos();
        vertx.setPeriodic(1, LOOK_MILLIS, timer -> {
            boolean late = System.nanoTime() - end >= 0;
            if (calls.areOver() || late) {
                vertx.cancelTimer(timer);
                if (late && calls.running() > 0) {
                    log.warn("{} calls were still running and are cut off", calls.running());
                }
                over.tryComplete();
            }
        });
        return over.future();
    }

    /** Tells what it turned away. */
    ListenerGuard guard() {
        return guard;
    }

    int port() {
        return port;
    }

    Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
