package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.RequestId;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.proxy.AnswerForm;
import dev.gatehouse.gateway.proxy.FhirProxy;
import dev.gatehouse.gateway.proxy.FhirTarget;
import dev.gatehouse.gateway.proxy.ProxyCall;
import dev.gatehouse.gateway.proxy.Repeats;
import dev.gatehouse.gateway.proxy.WantedRepeats;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * {@code ANY /proxy/{path…}}: a call through a connection, the path relative to the practice's FHIR base. The same guard, scopes
 * and permissions as below {@code /fhir}; answers come as the EHR gave them. No handler that reads bodies may stand before it.
 */
public final class NangoProxyRoutes {
    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
    /** A refused body up to this length is read and thrown away; for a longer one the connection is closed. */
    private static final long SHORT_BODY = 256 * 1024;

    private final FhirProxy proxy;
    private final NamedConnections connections;
    private final Clock clock;

    public NangoProxyRoutes(FhirProxy proxy, NamedConnections connections, Clock clock) {
        this.proxy = proxy;
        this.connections = connections;
        this.clock = clock;
    }

    public void mount(Router router) {
        router.route("/proxy/*").handler(this::handle);
    }

    private void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        request.pause();
        forward(ctx).onFailure(failure -> refuse(ctx, failure));
    }

    private Future<Void> forward(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        try {
            Caller caller = NangoAccessHandler.caller(ctx);
            if (!METHODS.contains(request.method())) {
                throw new NangoRefusal(405, "method_not_allowed", "FHIR has no such method.");
            }
            if (request.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
                throw new NangoRefusal(415, "invalid_content_type", "Send the body without a content encoding.");
            }
            ProxyHeaders headers = ProxyHeaders.read(request.headers(), hasBody(request));
            return connections
                    .of(caller, headers.integration(), headers.connectionId())
                    .compose(connection -> send(ctx, caller, headers, connection)
                            .recover(failure -> Future.failedFuture(ProxyFailure.refusal(failure, connection))));
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private Future<Void> send(RoutingContext ctx, Caller caller, ProxyHeaders headers, PracticeConnection connection) {
        try {
            if (!connection.state().usable()) {
                throw new NangoRefusal(400, "server_error", "Failed to get connection");
            }
            HttpServerRequest request = ctx.request();
            String below = ProxyAddress.below(request.uri(), connection.baseUrl(), headers.baseUrl());
            return proxy.forward(
                    request,
                    new ProxyCall(
                            caller,
                            connection,
                            FhirTarget.below(connection.id(), below),
                            request.method(),
                            headers.toEhr(),
                            RequestId.of(ctx),
                            AnswerForm.AS_IT_IS,
                            headers.retries() == 0
                                    ? Repeats.NONE
                                    : new WantedRepeats(headers.retries(), headers.retryOn(), clock)));
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private static void refuse(RoutingContext ctx, Throwable failure) {
        HttpServerRequest request = ctx.request();
        if (!request.isEnded() && !ctx.response().closed()) {
            if (isLong(request) && !ctx.response().headWritten()) {
                ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                ctx.addEndHandler(told -> request.connection().close());
            } else {
                request.handler(null).resume();
            }
        }
        Optional<JsonObject> network =
                ProxyFailure.network(failure, request.method().name());
        if (network.isPresent()
                && !ctx.response().headWritten()
                && !ctx.response().closed()) {
            Json.answer(ctx, 500, network.get());
        } else {
            ctx.fail(failure);
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private static boolean isLong(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean unknown = length == null && request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        return unknown || (length != null && (length.length() > 9 || Long.parseLong(length) > SHORT_BODY));
    }
}
