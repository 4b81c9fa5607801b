package dev.gatehouse.gateway.app;

import dev.gatehouse.common.network.TrustedProxies;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.web.RequestId;
import dev.gatehouse.gateway.access.AccessHandler;
import dev.gatehouse.gateway.proxy.ProxyRoutes;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Takes calls below {@code /fhir/} straight to the proxy, if their caller is certain without asking anybody; everything else, whatever
 * is refused for its key included, goes through the router. Both ways do the same in the same order.
 *
 * <p>The guard has refused what a router would read in another way than we: escapes, double slashes and dots in front of the path.
 */
final class StraightCalls {
    private static final String FHIR = "/fhir/";

    private final TrustedProxies proxies;
    private final AccessHandler access;
    private final ProxyRoutes proxy;
    private final RequestId requestIds;

    StraightCalls(Ids ids, TrustedProxies proxies, AccessHandler access, ProxyRoutes proxy) {
        this.proxies = proxies;
        this.access = access;
        this.proxy = proxy;
        this.requestIds = new RequestId(ids);
    }

    Handler<HttpServerRequest> before(Handler<HttpServerRequest> router, OpenCalls calls) {
        return request -> {
            if (!takes(request, calls)) {
                router.handle(request);
            }
        };
    }

    private boolean takes(HttpServerRequest request, OpenCalls calls) {
        if (!request.uri().startsWith(FHIR)) {
            return false;
        }
        String requestId = requestIds.choose(request);
        Caller caller = access.certain(request, requestId, proxies.client(request));
        if (caller == null) {
            return false;
        }
        calls.begin(request.response());
        RequestId.tell(request, requestId);
        proxy.handle(request, requestId, caller);
        return true;
    }
}
