package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ANY /fhir/{connectionId}/{path…}}. Every refusal here is an OperationOutcome. What reads needs {@code proxy:read},
 * everything else {@code proxy:write}; {@link Effect} tells them apart.
 *
 * <p>No handler that reads bodies may stand before it, and whoever works asynchronously before it must pause the request.
 */
public final class ProxyRoutes {
    private static final Logger log = LoggerFactory.getLogger(ProxyRoutes.class);

    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
    private static final String ALLOW = "GET, HEAD, POST, PUT, PATCH, DELETE";
    /** A refused body up to this length is read and thrown away; for a longer one the connection is closed. */
    private static final long SHORT_BODY = 256 * 1024;

    private final FhirProxy proxy;
    private final OwnAddresses ownAddresses;
    private final ConnectionLookup connections;
    private final Function<ProxyCall, Future<Void>> people;
    private final Function<RoutingContext, Caller> callers;
    private final Function<RoutingContext, String> requestIds;

    /**
     * @param people called with each call of a signed-in person before it is sent; if that fails, nothing is sent
     * @param callers who asks; a {@link Failure} it throws is answered
     * @param requestIds the id under which this request is known here; never the client's
     */
    public ProxyRoutes(
            FhirProxy proxy,
            OwnAddresses ownAddresses,
            ConnectionLookup connections,
            Function<ProxyCall, Future<Void>> people,
            Function<RoutingContext, Caller> callers,
            Function<RoutingContext, String> requestIds) {
        this.proxy = proxy;
        this.ownAddresses = ownAddresses;
        this.connections = connections;
        this.people = people;
        this.callers = callers;
        this.requestIds = requestIds;
    }

    public void mount(Router router) {
        router.route("/fhir/*").handler(this::handle).failureHandler(this::failed);
    }

    private void handle(RoutingContext ctx) {
        handle(ctx.request(), requestIds.apply(ctx), () -> callers.apply(ctx), ctx::addHeadersEndHandler);
    }

    /** Takes a request below {@code /fhir/} that does not come through the router, whose caller is known. */
    public void handle(HttpServerRequest request, String requestId, Caller caller) {
        try {
            handle(request, requestId, () -> caller, request.response()::headersEndHandler);
        } catch (RuntimeException | Error failure) {
            answer(request, requestId, failure);
        }
    }

    /** @param beforeHead is given what to do just before the head of the answer leaves */
    private void handle(
            HttpServerRequest request, String requestId, Supplier<Caller> caller, Consumer<Handler<Void>> beforeHead) {
        request.pause();
        if (!METHODS.contains(request.method())) {
            refuse(request, requestId, 405, "method-not-allowed", "FHIR has no such method; see the Allow header.");
            return;
        }
        String expect = request.getHeader(HttpHeaders.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            refuse(request, requestId, 417, "expectation-unknown", "The only expectation we know is 100-continue.");
            return;
        }
        if (!isPlain(request.getHeader(HttpHeaders.CONTENT_ENCODING))) {
            refuse(request, requestId, 415, "body-compressed", "Send the body without a content encoding.");
            return;
        }
        forward(request, requestId, caller, beforeHead).onFailure(failure -> answer(request, requestId, failure));
    }

    private Future<Void> forward(
            HttpServerRequest request, String requestId, Supplier<Caller> callers, Consumer<Handler<Void>> beforeHead) {
        try {
            FhirTarget target = FhirTarget.parse(request.uri());
            Caller caller = callers.get();
            if (ownAddresses.own(target)) {
                caller.need(Permission.PROXY_READ);
            } else {
                Effect.of(request.method(), target).need(caller);
            }
            Future<PracticeConnection> found = connections.of(caller, target.connection());
            return found.succeeded()
                    ? pass(request, call(request, caller, usable(found.result()), target, requestId), beforeHead)
                    : found.recover(ProxyRoutes::sameForAllUnknown)
                            .map(ProxyRoutes::usable)
                            .compose(connection ->
                                    pass(request, call(request, caller, connection, target, requestId), beforeHead));
        } catch (Failure refused) {
            return Future.failedFuture(refused);
        }
    }

    private Future<Void> pass(HttpServerRequest request, ProxyCall call, Consumer<Handler<Void>> beforeHead) {
        if (ownAddresses.own(call.target())) {
            return ownAddresses.answer(request, call);
        }
        if (ownAddresses.mayBring(call.target())) {
            beforeHead.accept(leaving -> ownAddresses.exchange(request.response(), call));
        }
        return PersonalCalls.isOne(call)
                ? people.apply(call).compose(written -> proxy.forward(request, call))
                : proxy.forward(request, call);
    }

    private static ProxyCall call(
            HttpServerRequest request,
            Caller caller,
            PracticeConnection connection,
            FhirTarget target,
            String requestId) {
        return new ProxyCall(
                caller,
                connection,
                target,
                request.method(),
                request.headers(),
                requestId,
                AnswerForm.FHIR,
                Repeats.NONE);
    }

    private void failed(RoutingContext ctx) {
        Throwable failure = ctx.failure();
        if (failure != null) {
            answer(ctx.request(), requestIds.apply(ctx), failure);
        } else {
            refuse(
                    ctx.request(),
                    requestIds.apply(ctx),
                    ctx.statusCode(),
                    "request-refused",
                    "The request was refused.");
        }
    }

    private static Future<PracticeConnection> sameForAllUnknown(Throwable failure) {
        return Future.failedFuture(failure instanceof Failure.Missing ? FhirTarget.unknownConnection() : failure);
    }

    private static PracticeConnection usable(PracticeConnection connection) {
        connection.needUsable();
        return connection;
    }

    private static boolean isPlain(@Nullable String encoding) {
        return encoding == null || encoding.equalsIgnoreCase("identity");
    }

    private static void answer(HttpServerRequest request, String requestId, Throwable failure) {
        if (!(failure instanceof Failure)) {
            log.error("Request {} failed for a reason we did not foresee", requestId, failure);
        }
        answer(request, requestId, Problem.of(failure));
    }

    private static void refuse(HttpServerRequest request, String requestId, int status, String code, String detail) {
        answer(request, requestId, new Problem(status, code, "The request is not valid", detail, List.of(), null));
    }

    private static void answer(HttpServerRequest request, String requestId, Problem problem) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.headers().clear();
        HeaderPolicy.harden(response.headers());
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, OperationOutcomes.MEDIA_TYPE)
                .putHeader(HeaderPolicy.REQUEST_ID, requestId);
        if (problem.status() == 405) {
            response.putHeader(HttpHeaders.ALLOW, ALLOW);
        }
        if (problem.retryAfterSeconds() != null) {
            response.putHeader(
                    HttpHeaders.RETRY_AFTER, problem.retryAfterSeconds().toString());
        }
        boolean hangUp = !request.isEnded() && isLong(request);
        if (hangUp) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        Future<Void> told = response.end(OperationOutcomes.of(problem, requestId));
        if (hangUp) {
            told.onComplete(sent -> request.connection().close());
        } else if (!request.isEnded()) {
            request.handler(null).resume();
        }
    }

    private static boolean isLong(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean unknown = length == null && request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        return unknown || (length != null && (length.length() > 9 || Long.parseLong(length) > SHORT_BODY));
    }
}
