package dev.gatehouse.gateway.operations;

import dev.gatehouse.common.database.Database;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/**
 * {@code /health/live}, {@code /health/ready} and {@code /metrics}, for the operator's own network only. Ready means: the
 * database answers, and this process was not told to stop.
 */
public final class ManagementServer {
    private final Vertx vertx;
    private final Database database;
    private final BooleanSupplier leaving;
    private final PrometheusMeterRegistry meters;

    /** @param leaving true once this process was told to stop */
    public ManagementServer(Vertx vertx, Database database, BooleanSupplier leaving, PrometheusMeterRegistry meters) {
        this.vertx = vertx;
        this.database = database;
        this.leaving = leaving;
        this.meters = meters;
    }

    public Future<HttpServer> listen(String host, int port) {
        Router router = Router.router(vertx);
        router.get("/health/live").handler(ctx -> answer(ctx, true, new JsonObject()));
        router.get("/health/ready").handler(this::ready);
        router.get("/metrics")
                .handler(ctx -> ctx.response()
                        .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(meters.scrape()));
        return vertx.createHttpServer(new HttpServerOptions().setHost(host).setPort(port))
                .requestHandler(router)
                .listen();
    }

    private void ready(RoutingContext ctx) {
        if (leaving.getAsBoolean()) {
            answer(ctx, false, new JsonObject().put("process", "leaving"));
            return;
        }
        database.answers()
                .onComplete(answer -> answer(
                        ctx, answer.succeeded(), new JsonObject().put("database", answer.succeeded() ? "up" : "down")));
    }

    private static void answer(RoutingContext ctx, boolean up, JsonObject checks) {
        ctx.response()
                .setStatusCode(up ? 200 : 503)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(new JsonObject()
                        .put("status", up ? "up" : "down")
                        .put("checks", checks)
                        .toBuffer());
    }
}
