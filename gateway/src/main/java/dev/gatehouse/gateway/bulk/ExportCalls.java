package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.egress.SmallRequest;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.token.AccessToken;
import dev.gatehouse.gateway.token.AccessTokens;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.impl.ContextInternal;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of an export to its EHR. Each asks for the connection's token anew, so an export outlives any number of tokens; a
 * token that is refused is renewed once. A file on a host that is not the EHR's never sees one, also after a redirect.
 */
public final class ExportCalls {
    /** Until a file begins to come. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int MOST_REDIRECTS = 3;

    private final Vertx vertx;
    private final Egress egress;
    private final AccessTokens tokens;
    private final ExportHosts hosts;

    public ExportCalls(Vertx vertx, Egress egress, AccessTokens tokens, ExportHosts hosts) {
        this.vertx = vertx;
        this.egress = egress;
        this.tokens = tokens;
        this.hosts = hosts;
    }

    /**
     * A small call with the token, whatever its answer but 401.
     *
     * @param to must be trusted
     */
    Future<SmallAnswer> ask(
            PracticeConnection connection, HttpMethod method, ExportHosts.Place to, Map<String, String> headers) {
        if (!to.trusted()) {
            throw new IllegalArgumentException("a token must not go there");
        }
        return here(tokens.current(connection))
                .compose(token -> send(method, to, headers, token)
                        .compose(answer -> answer.status() != 401
                                ? Future.succeededFuture(answer)
                                : here(tokens.renew(connection, token))
                                        .compose(fresh -> send(method, to, headers, fresh))
                                        .compose(ExportCalls::notRefused)));
    }

    private Future<SmallAnswer> send(
            HttpMethod method, ExportHosts.Place to, Map<String, String> headers, AccessToken token) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("authorization", token.authorization().toString());
        return egress.send(new SmallRequest(
                to.destination(), method, to.destination().target(), all, null, ManifestReader.MOST_BYTES));
    }

    private static Future<SmallAnswer> notRefused(SmallAnswer answer) {
        return answer.status() == 401 ? Future.failedFuture(refusedToken()) : Future.succeededFuture(answer);
    }

    /**
     * A file that has begun to come.
     *
     * @param request for giving up
     * @param response paused
     */
    record Coming(HttpClientRequest request, HttpClientResponse response) {}

    /**
     * Asks for a file.
     *
     * @param method GET or HEAD
     * @param token whether the EHR wants the token; it is sent to trusted places only
     */
    Future<Coming> open(
            PracticeConnection connection,
            HttpMethod method,
            ExportHosts.Place from,
            boolean token,
            Map<String, String> headers) {
        return open(connection, method, from, token, headers, MOST_REDIRECTS);
    }

    private Future<Coming> open(
            PracticeConnection connection,
            HttpMethod method,
            ExportHosts.Place from,
            boolean token,
            Map<String, String> headers,
            int redirects) {
        Future<Coming> first = token && from.trusted()
                ? withToken(connection, method, from, headers)
                : begin(method, from, headers, null);
        return first.compose(coming -> {
            int status = coming.response().statusCode();
            String location = coming.response().getHeader(HttpHeaders.LOCATION);
            if (status < 300 || status >= 400 || status == 304 || location == null) {
                return Future.succeededFuture(coming);
            }
            coming.request().reset();
            return redirects == 0
                    ? Future.failedFuture(new Failure.Upstream(
                            "bulk-address-refused", "The EHR sends us from one address of a file to the next."))
                    : next(connection, from.url(), location)
                            .compose(to -> open(connection, method, to, token, headers, redirects - 1));
        });
    }

    private Future<ExportHosts.Place> next(PracticeConnection connection, URI from, String location) {
        try {
            return Future.succeededFuture(hosts.of(connection, from, location));
        } catch (Failure refused) {
            return Future.failedFuture(refused);
        }
    }

    private Future<Coming> withToken(
            PracticeConnection connection, HttpMethod method, ExportHosts.Place from, Map<String, String> headers) {
        return here(tokens.current(connection))
                .compose(token -> begin(method, from, headers, token).compose(coming -> {
                    if (coming.response().statusCode() != 401) {
                        return Future.succeededFuture(coming);
                    }
                    coming.request().reset();
                    return here(tokens.renew(connection, token))
                            .compose(fresh -> begin(method, from, headers, fresh))
                            .compose(ExportCalls::notRefused);
                }));
    }

    private static Future<Coming> notRefused(Coming coming) {
        if (coming.response().statusCode() != 401) {
            return Future.succeededFuture(coming);
        }
        coming.request().reset();
        return Future.failedFuture(refusedToken());
    }

    private Future<Coming> begin(
            HttpMethod method, ExportHosts.Place from, Map<String, String> headers, @Nullable AccessToken token) {
        return egress.open(from.destination(), method, from.destination().target())
                .compose(request -> head(request, headers, token));
    }

    private Future<Coming> head(HttpClientRequest request, Map<String, String> headers, @Nullable AccessToken token) {
        headers.forEach(request::putHeader);
        if (token != null) {
            request.putHeader(HttpHeaders.AUTHORIZATION, token.authorization());
        }
        Promise<Coming> begun = Promise.promise();
        long timer = vertx.setTimer(PATIENCE.toMillis(), late -> {
            if (begun.tryFail(new Failure.UpstreamTimeout("ehr-timeout", "The file did not begin to come in time."))) {
                request.reset();
            }
        });
        request.response()
                .onSuccess(response -> {
                    response.pause().exceptionHandler(dropped -> {});
                    if (!begun.tryComplete(new Coming(request, response))) {
                        request.reset();
                    }
                })
                .onFailure(cause -> begun.tryFail(cut(cause)));
        request.end().onFailure(cause -> begun.tryFail(cut(cause)));
        return begun.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    /** Goes on where it was asked for: tokens come on the context of whoever refreshed them. */
    private <T> Future<T> here(Future<T> future) {
        Promise<T> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
        future.onComplete(promise);
        return promise.future();
    }

    static Failure cut(Throwable cause) {
        return cause instanceof Failure known
                ? known
                : new Failure.Upstream(
                        "ehr-unreachable", "The connection to the host of the file ended before it was here.", cause);
    }

    private static Failure refusedToken() {
        return new Failure.Upstream(
                "ehr-refused-token",
                "The EHR refused this connection's access token, and a fresh one as well. Your own API key is fine.");
    }
}
