package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.gateway.connection.ConnectionView;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /api/v1/connections}; permission {@code connect}. */
public final class DirectConnectionRoutes {
    private final DirectConnections connections;
    private final ConnectionView view;

    public DirectConnectionRoutes(DirectConnections connections, ConnectionView view) {
        this.connections = connections;
        this.view = view;
    }

    public void mount(Router api) {
        api.post("/connections").handler(this::create);
    }

    private void create(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.CONNECT).author();
        JsonInput input = JsonInput.of(ctx);
        String applicationId = input.text("applicationId", 64);
        String endpointId = input.text("endpointId", 64);
        input.refuseMistakes();
        connections
                .connect(by, applicationId, endpointId)
                .compose(made -> view.of(by.tenant(), made.connection().id()).onSuccess(json -> {
                    if (made.isNew()) {
                        Json.created(ctx, json);
                    } else {
                        Json.ok(ctx, json);
                    }
                }))
                .onFailure(ctx::fail);
    }
}
