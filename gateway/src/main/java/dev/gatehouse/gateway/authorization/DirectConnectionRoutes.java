package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.gateway.connection.ConnectionView;
import dev.gatehouse.gateway.connection.EndUser;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;

/** {@code POST /api/v1/connections}; permission {@code connect}. */
public final class DirectConnectionRoutes {
    private final DirectConnections connections;
    private final GrantImport imports;
    private final ConnectionView view;
    private final Clock clock;

    public DirectConnectionRoutes(
            DirectConnections connections, GrantImport imports, ConnectionView view, Clock clock) {
        this.imports = imports;
        this.clock = clock;
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
        boolean replace = input.flag("replace", false);
        EndUser endUser = ConnectSessionRoutes.endUser(input).orElse(DirectConnections.PRACTICE);
        boolean brings = input.object("grant").isPresent();
        input.refuseMistakes();
        Future<DirectConnections.Made> asked = brings
                ? imports.take(by, new GrantImport.Wish(applicationId, endpointId, endUser, grant(ctx), replace))
                : connections.connect(by, applicationId, endpointId);
        asked.compose(made -> view.of(by.tenant(), made.connection().id()).onSuccess(json -> {
                    if (made.isNew()) {
                        Json.created(ctx, json);
                    } else {
                        Json.ok(ctx, json);
                    }
                }))
                .onFailure(ctx::fail);
    }

    /** Not through the reader of other inputs, which trims. */
    private GrantInput grant(RoutingContext ctx) {
        return GrantInput.read(ctx.body().asJsonObject().getJsonObject("grant"), clock.instant());
    }
}
