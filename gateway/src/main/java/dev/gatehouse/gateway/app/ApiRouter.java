package dev.gatehouse.gateway.app;

import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.web.ProblemHandler;
import dev.gatehouse.common.web.RequestId;
import dev.gatehouse.gateway.access.AccessHandler;
import dev.gatehouse.gateway.access.IdempotencyHandler;
import dev.gatehouse.gateway.admission.ApiAdmissionHandler;
import dev.gatehouse.gateway.audit.RefusedActHandler;
import dev.gatehouse.gateway.proxy.ProxyRoutes;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.List;
import java.util.function.Consumer;

/** Which address leads where. One router for all event loops. */
final class ApiRouter {
    private static final long MOST_JSON = 1024 * 1024;
    private static final String UI = "META-INF/resources/ui";
    /** Metadata of a route that leads to a router of its own: that router. */
    static final String ROUTES_BELOW = "routes-below";

    /** The only file that pages of others load. */
    private static final String SNIPPET = "/ui/gatehouse-connect.js";

    private ApiRouter() {}

    /**
     * @param besides routes that need no API key, or look after it themselves
     * @param streaming routes below {@code /api/v1} that read large bodies themselves, or none
     * @param api routes below {@code /api/v1} whose JSON bodies are read for them
     */
    static Router build(
            Vertx vertx,
            Ids ids,
            AccessHandler access,
            ApiAdmissionHandler admission,
            IdempotencyHandler idempotence,
            RefusedActHandler refusals,
            ProxyRoutes proxy,
            List<Consumer<Router>> besides,
            List<Consumer<Router>> streaming,
            List<Consumer<Router>> api) {
        Router router = Router.router(vertx);
        router.route().handler(new RequestId(ids));
        router.route("/fhir/*").handler(access);
        proxy.mount(router);

        besides.forEach(routes -> routes.accept(router));

        Router v1 = Router.router(vertx);
        v1.route().handler(access);
        v1.route().failureHandler(refusals);
        v1.route().handler(admission);
        streaming.forEach(routes -> routes.accept(v1));
        v1.route().handler(BodyHandler.create(false).setBodyLimit(MOST_JSON));
        v1.route().handler(idempotence);
        api.forEach(routes -> routes.accept(v1));
        router.route("/api/v1/*").putMetadata(ROUTES_BELOW, v1).subRouter(v1);

        router.get("/openapi.yaml").handler(ApiRouter::contract);
        router.get("/ui/assets/*").handler(ApiRouter::keepForever);
        router.get("/ui/*").handler(ApiRouter::plainFile);
        router.get("/ui/*")
                .handler(StaticHandler.create(UI)
                        .setDirectoryListing(false)
                        .setIncludeHidden(false)
                        .setCachingEnabled(false));
        new ConsoleRoutes().mount(router);
        // Last: the proxy answers its own failures in FHIR's words.
        ProblemHandler.mount(router);
        return router;
    }

    /** What can be asked for here, as OpenAPI: the same for everybody, so it needs no key. */
    private static void contract(RoutingContext ctx) {
        ctx.response()
                .putHeader("Content-Type", "application/yaml; charset=utf-8")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Content-Type-Options", "nosniff")
                .sendFile("openapi.yaml")
                .onFailure(ctx::fail);
    }

    /** Their names change with their content. */
    private static void keepForever(RoutingContext ctx) {
        ctx.response().putHeader("Cache-Control", "public, max-age=31536000, immutable");
        ctx.next();
    }

    private static void plainFile(RoutingContext ctx) {
        boolean forCustomers = ctx.normalizedPath().equals(SNIPPET);
        ctx.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cross-Origin-Resource-Policy", forCustomers ? "cross-origin" : "same-origin");
        if (forCustomers) {
            ctx.response()
                    .putHeader("Access-Control-Allow-Origin", "*")
                    .putHeader("Cache-Control", "public, max-age=300");
        }
        ctx.next();
    }
}
