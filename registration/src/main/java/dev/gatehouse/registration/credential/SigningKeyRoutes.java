package dev.gatehouse.registration.credential;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code /api/v1/applications/{id}/signing-keys}; permission {@code credentials}. Private parts go in or are made here, and
 * never come out.
 */
public final class SigningKeyRoutes {
    private final SigningKeys keys;
    private final Applications applications;

    public SigningKeyRoutes(SigningKeys keys, Applications applications) {
        this.keys = keys;
        this.applications = applications;
    }

    public void mount(Router api) {
        api.post("/applications/:id/signing-keys").handler(this::add);
        api.get("/applications/:id/signing-keys").handler(this::list);
        api.delete("/applications/:id/signing-keys/:key").handler(this::remove);
    }

    private void add(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.CREDENTIALS);
        JsonInput input = JsonInput.of(ctx);
        Optional<SigningAlgorithm> algorithm = input.choice("algorithm", SigningAlgorithm::of, "ES384, RS384");
        Optional<SecretText> privateKey =
                input.document("privateKey", KeyUpload.LONGEST).map(SecretText::new);
        if (algorithm.isPresent() && privateKey.isPresent()) {
            input.mistake("algorithm", "follows from the private key; leave it out");
        }
        input.refuseMistakes();
        String id = ctx.pathParam("id");
        known(caller.tenant(), id)
                .compose(known -> privateKey
                        .map(key -> keys.importKey(caller.author(), id, key))
                        .orElseGet(() -> keys.generate(caller.author(), id, algorithm.orElse(SigningAlgorithm.ES384))))
                .onSuccess(key -> Json.created(ctx, json(key)))
                .onFailure(ctx::fail);
    }

    private void list(RoutingContext ctx) {
        TenantId tenant = Callers.with(ctx, Permission.CREDENTIALS).tenant();
        known(tenant, ctx.pathParam("id"))
                .compose(known -> keys.list(tenant, ctx.pathParam("id")))
                .onSuccess(found -> Json.ok(
                        ctx,
                        Json.page(found.stream().map(SigningKeyRoutes::json).toList(), null)))
                .onFailure(ctx::fail);
    }

    private void remove(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.CREDENTIALS);
        keys.remove(caller.author(), ctx.pathParam("id"), ctx.pathParam("key"))
                .onSuccess(removed -> Json.ok(ctx, json(removed)))
                .onFailure(ctx::fail);
    }

    /** An application, or an id that a registration reserved and published a key under. */
    private Future<Void> known(TenantId tenant, String id) {
        return applications
                .of(tenant, id)
                .<Void>mapEmpty()
                .recover(failure -> keys.list(tenant, id)
                        .compose(found -> found.isEmpty() || !(failure instanceof Failure.Missing)
                                ? Future.failedFuture(failure)
                                : Future.succeededFuture()));
    }

    private static JsonObject json(SigningKey key) {
        return new JsonObject()
                .put("keyId", key.keyId())
                .put("algorithm", key.algorithm().name())
                .put("origin", key.origin().name().toLowerCase(Locale.ROOT))
                .put("state", key.state().text())
                .put("publicKey", new JsonObject(key.publicJwk()))
                .put("publishedAt", Json.time(key.publishedAt()))
                .put("retiredAt", Json.time(key.retiredAt()))
                .put("removedAt", Json.time(key.removedAt()));
    }
}
