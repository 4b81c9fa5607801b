package dev.gatehouse.gateway.token;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.gateway.connection.ConnectionId;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v1/connections/{id}/token}; permission {@code token:export}. It stands before the handler that keeps
 * answers for an {@code Idempotency-Key}: a token is not kept, and an old one would be of no use.
 */
public final class TokenExportRoutes {
    private static final long MOST_BODY = 4 * 1024;
    private static final int LONGEST_REASON = 400;

    private final TokenExport export;

    public TokenExportRoutes(TokenExport export) {
        this.export = export;
    }

    public void mount(Router api) {
        api.post("/connections/:id/token")
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY))
                .handler(this::token);
    }

    private void token(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.TOKEN_EXPORT);
        export.of(caller, ConnectionId.named(ctx.pathParam("id")), reason(ctx, caller))
                .onSuccess(exported -> Json.ok(ctx, json(exported)))
                .onFailure(ctx::fail);
    }

    /** People say why they look at a token; machines need not. */
    private static @Nullable String reason(RoutingContext ctx, Caller caller) {
        Optional<String> reason = JsonInput.maybe(ctx).flatMap(input -> {
            Optional<String> text = input.optionalText("reason", LONGEST_REASON);
            input.refuseMistakes();
            return text;
        });
        if (reason.isEmpty() && caller.author().kind() == Author.Kind.OPERATOR) {
            throw new Failure.Invalid(
                    "input-invalid",
                    "One field needs another look.",
                    List.of(new Mistake("reason", "is missing: say why you need to see the token")));
        }
        return reason.orElse(null);
    }

    private static JsonObject json(TokenExport.Exported exported) {
        return new JsonObject()
                .put("accessToken", exported.accessToken().reveal())
                .put("tokenType", "Bearer")
                .put("expiresAt", Json.time(exported.expiresAt()))
                .put("scope", String.join(" ", exported.scopes()))
                .put("baseUrl", exported.baseUrl().toString())
                .put("patient", exported.patient());
    }
}
