package dev.gatehouse.gateway.token;

import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.gateway.connection.ConnectionId;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/v1/connections/{id}/doubtful-answer}; permission {@code credentials:reveal}. */
public final class DoubtfulAnswerRoutes {
    private final DoubtfulAnswers answers;

    public DoubtfulAnswerRoutes(DoubtfulAnswers answers) {
        this.answers = answers;
    }

    public void mount(Router api) {
        api.get("/connections/:id/doubtful-answer").handler(this::read);
    }

    private void read(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.CREDENTIALS_REVEAL);
        answers.read(caller, ConnectionId.named(ctx.pathParam("id")))
                .onSuccess(answer -> Json.ok(ctx, json(answer)))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(DoubtfulAnswer answer) {
        return new JsonObject()
                .put("status", answer.status())
                .put("body", answer.body().reveal())
                .put("receivedAt", Json.time(answer.receivedAt()))
                .put("expiresAt", Json.time(answer.expiresAt()));
    }
}
