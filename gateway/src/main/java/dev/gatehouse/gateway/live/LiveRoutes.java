package dev.gatehouse.gateway.live;

import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.gateway.access.AccessHandler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;

/** {@code GET /api/events}: what has changed, as it changes; each reader hears of the topics they may see. */
public final class LiveRoutes {
    private final Vertx vertx;
    private final LiveStreams streams;
    private final AccessHandler access;

    LiveRoutes(Vertx vertx, LiveStreams streams, AccessHandler access) {
        this.vertx = vertx;
        this.streams = streams;
        this.access = access;
    }

    public void mount(Router router) {
        router.get("/api/events").handler(access).handler(this::open);
    }

    private void open(RoutingContext ctx) {
        Caller caller = Callers.of(ctx);
        if (Arrays.stream(Topic.values()).noneMatch(topic -> topic.isSeenBy(caller))) {
            caller.need(Permission.CONNECTIONS);
        }
        HttpServerResponse response = ctx.response();
        LiveStream stream = new LiveStream(vertx.getOrCreateContext(), response, caller, () -> access.caller(ctx));
        streams.add(stream);
        ctx.addEndHandler(ended -> streams.remove(stream));
        stream.begin(ctx.request().getHeader("Last-Event-ID") != null);
    }
}
