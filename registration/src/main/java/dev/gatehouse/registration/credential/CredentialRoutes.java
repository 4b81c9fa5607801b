package dev.gatehouse.registration.credential;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /api/v1/applications/{id}/credentials}; permission {@code credentials}. Secrets go in and never come out. */
public final class CredentialRoutes {
    private final IssuedCredentials credentials;

    public CredentialRoutes(IssuedCredentials credentials) {
        this.credentials = credentials;
    }

    public void mount(Router api) {
        api.post("/applications/:id/credentials").handler(this::keep);
        api.get("/applications/:id/credentials").handler(this::list);
        api.post("/applications/:id/credentials/:number/activate")
                .handler(ctx -> answer(ctx, credentials.activate(tenant(ctx), ctx.pathParam("id"), number(ctx))));
        api.post("/applications/:id/credentials/:number/revoke")
                .handler(ctx -> answer(ctx, credentials.revoke(tenant(ctx), ctx.pathParam("id"), number(ctx))));
    }

    private void keep(RoutingContext ctx) {
        TenantId tenant = tenant(ctx);
        JsonInput input = JsonInput.of(ctx);
        String clientId = input.text("clientId", 512);
        SecretText secret =
                input.optionalText("clientSecret", 4096).map(SecretText::new).orElse(null);
        boolean activate = input.flag("activate", false);
        input.refuseMistakes();
        credentials
                .keep(tenant, ctx.pathParam("id"), clientId, secret, activate)
                .onSuccess(credential -> Json.created(ctx, json(credential)))
                .onFailure(ctx::fail);
    }

    private void list(RoutingContext ctx) {
        credentials
                .list(tenant(ctx), ctx.pathParam("id"))
                .onSuccess(found -> Json.ok(
                        ctx,
                        Json.page(found.stream().map(CredentialRoutes::json).toList(), null)))
                .onFailure(ctx::fail);
    }

    private static void answer(RoutingContext ctx, Future<Credential> credential) {
        credential.onSuccess(done -> Json.ok(ctx, json(done))).onFailure(ctx::fail);
    }

    private static TenantId tenant(RoutingContext ctx) {
        return Callers.with(ctx, Permission.CREDENTIALS).tenant();
    }

    private static int number(RoutingContext ctx) {
        try {
            return Integer.parseInt(ctx.pathParam("number"));
        } catch (NumberFormatException e) {
            throw new Failure.Missing("credential-unknown", "This application has no credential of this version.");
        }
    }

    private static JsonObject json(Credential credential) {
        return new JsonObject()
                .put("version", credential.number())
                .put("state", credential.state().text())
                .put("clientId", credential.clientId())
                .put("createdAt", Json.time(credential.createdAt()))
                .put("activatedAt", Json.time(credential.activatedAt()))
                .put("endedAt", Json.time(credential.endedAt()));
    }
}
