package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.gateway.connection.ConnectionId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code POST /api/v1/connection-acts}; permission {@code connections}, for links {@code connect} as well. */
public final class ConnectionActRoutes {
    private static final int MOST = 100;
    private static final int LONGEST_REASON = 400;

    private final ConnectionActs acts;
    private final String publicUrl;

    public ConnectionActRoutes(ConnectionActs acts, String publicUrl) {
        this.acts = acts;
        this.publicUrl = publicUrl;
    }

    public void mount(Router api) {
        api.post("/connection-acts").handler(this::act);
    }

    private void act(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.CONNECTIONS);
        JsonInput input = JsonInput.of(ctx);
        ConnectionActs.Act act = input.choice("act", ConnectionActs.Act::of, "refresh, pause, resume, reconnect-link")
                .orElse(null);
        List<String> ids = input.texts("ids", MOST, 64).stream().distinct().toList();
        if (act == null && !input.has("act")) {
            input.mistake("act", "is missing");
        }
        if (ids.isEmpty() || !ids.stream().allMatch(ConnectionId::isValid)) {
            input.mistake("ids", "should be 1 to " + MOST + " ids of connections");
        }
        String reason = input.optionalText("reason", LONGEST_REASON).orElse(null);
        input.refuseMistakes();
        if (act == null) {
            return;
        }
        if (act == ConnectionActs.Act.RECONNECT_LINK) {
            caller.need(Permission.CONNECT);
        }
        acts.on(caller, act, ids.stream().map(ConnectionId::new).toList(), reason)
                .onSuccess(verdicts -> Json.ok(
                        ctx,
                        new JsonObject()
                                .put(
                                        "results",
                                        new JsonArray(verdicts.stream()
                                                .map(this::json)
                                                .toList()))))
                .onFailure(ctx::fail);
    }

    private JsonObject json(ConnectionActs.Verdict verdict) {
        Problem problem = verdict.problem();
        ConnectSessions.Made link = verdict.link();
        return new JsonObject()
                .put("id", verdict.id())
                .put("done", problem == null)
                .put("code", problem == null ? null : problem.code())
                .put("detail", problem == null ? null : problem.detail())
                .put(
                        "url",
                        link == null
                                ? null
                                : publicUrl + "/connect/" + link.token().reveal())
                .put("expiresAt", link == null ? null : Json.time(link.session().expiresAt()));
    }
}
