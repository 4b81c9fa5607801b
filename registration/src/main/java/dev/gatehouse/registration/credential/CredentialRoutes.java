package dev.gatehouse.registration.credential;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/applications/{id}/credentials}; permission {@code credentials}. Secrets go in and never come out. */
public final class CredentialRoutes {
    /** Thirty days. */
    private static final int LONGEST_OVERLAP_HOURS = 720;

    private final IssuedCredentials credentials;

    public CredentialRoutes(IssuedCredentials credentials) {
        this.credentials = credentials;
    }

    public void mount(Router api) {
        api.post("/applications/:id/credentials").handler(this::keep);
        api.get("/applications/:id/credentials").handler(this::list);
        api.patch("/applications/:id/credentials/:number").handler(this::date);
        api.post("/applications/:id/credentials/:number/activate").handler(this::activate);
        api.get("/applications/:id/credentials/:number/impact").handler(this::impact);
        api.post("/applications/:id/credentials/:number/revoke").handler(this::revoke);
        api.get("/applications/:id/credential-usage").handler(this::usage);
    }

    private void keep(RoutingContext ctx) {
        Author by = author(ctx);
        JsonInput input = JsonInput.of(ctx);
        String clientId = input.text("clientId", 512);
        SecretText secret =
                input.optionalText("clientSecret", 4096).map(SecretText::new).orElse(null);
        Optional<NewCredential.KeyChoice> key = key(input);
        if (secret != null && key.isPresent()) {
            input.mistake("clientSecret", "is not needed beside a signing key; store them as two versions");
        }
        Optional<String> practice = input.optionalText("practiceId", 64);
        Optional<Instant> expires = input.time("expiresAt");
        Optional<Instant> rotate = input.time("rotateAfter");
        boolean activate = input.flag("activate", false);
        input.refuseMistakes();
        NewCredential wish = new NewCredential(
                clientId,
                secret,
                key.orElse(null),
                practice.orElse(null),
                expires.orElse(null),
                rotate.orElse(null),
                null,
                activate);
        credentials
                .keep(by, ctx.pathParam("id"), wish)
                .onSuccess(credential -> Json.created(ctx, json(credential)))
                .onFailure(ctx::fail);
    }

    private static Optional<NewCredential.KeyChoice> key(JsonInput input) {
        Optional<NewCredential.KeyChoice> generated = input.choice("generateKey", SigningAlgorithm::of, "ES384, RS384")
                .map(NewCredential.KeyChoice.Generated::new);
        Optional<NewCredential.KeyChoice> imported = input.document("privateKey", KeyUpload.LONGEST)
                .map(text -> new NewCredential.KeyChoice.Imported(new SecretText(text)));
        Optional<NewCredential.KeyChoice> published =
                input.optionalText("keyId", 128).map(NewCredential.KeyChoice.Published::new);
        if ((generated.isPresent() ? 1 : 0) + (imported.isPresent() ? 1 : 0) + (published.isPresent() ? 1 : 0) > 1) {
            input.mistake("generateKey", "is one of three ways: generateKey, privateKey or keyId");
        }
        return generated.or(() -> imported).or(() -> published);
    }

    private void list(RoutingContext ctx) {
        credentials
                .list(tenant(ctx), ctx.pathParam("id"))
                .onSuccess(found -> Json.ok(
                        ctx,
                        Json.page(found.stream().map(CredentialRoutes::json).toList(), null)))
                .onFailure(ctx::fail);
    }

    private void date(RoutingContext ctx) {
        Author by = author(ctx);
        JsonInput input = JsonInput.of(ctx);
        Optional<Instant> expires = input.time("expiresAt");
        Optional<Instant> rotate = input.time("rotateAfter");
        input.refuseMistakes();
        answer(ctx, credentials.date(by, ctx.pathParam("id"), number(ctx), expires.orElse(null), rotate.orElse(null)));
    }

    private void activate(RoutingContext ctx) {
        Author by = author(ctx);
        Optional<JsonInput> input = JsonInput.maybe(ctx);
        boolean force = input.map(body -> body.flag("force", false)).orElse(false);
        Optional<String> reason = input.flatMap(body -> body.optionalText("reason", 500));
        if (force && reason.filter(text -> text.length() >= 10).isEmpty()) {
            input.orElseThrow().mistake("reason", "should say in 10 to 500 characters why it can't wait");
        }
        int hours = input.map(body -> body.number("overlapHours", 0, 0, LONGEST_OVERLAP_HOURS))
                .orElse(0);
        input.ifPresent(JsonInput::refuseMistakes);
        answer(
                ctx,
                credentials.activate(
                        by,
                        ctx.pathParam("id"),
                        number(ctx),
                        force ? new IssuedCredentials.Haste(reason.orElseThrow()) : null,
                        Duration.ofHours(hours)));
    }

    private void impact(RoutingContext ctx) {
        credentials
                .impact(tenant(ctx), ctx.pathParam("id"), number(ctx))
                .onSuccess(needed -> Json.ok(
                        ctx,
                        new JsonObject()
                                .put("connections", needed.count())
                                .put("first", new JsonArray(needed.connectionIds()))))
                .onFailure(ctx::fail);
    }

    private void usage(RoutingContext ctx) {
        credentials
                .usage(tenant(ctx), ctx.pathParam("id"))
                .onSuccess(all -> {
                    JsonArray items = new JsonArray();
                    all.forEach(each -> items.add(new JsonObject()
                            .put("version", each.number())
                            .put("connections", each.connections())
                            .put("lastUsedAt", Json.time(each.lastUsedAt()))));
                    Json.ok(ctx, new JsonObject().put("items", items));
                })
                .onFailure(ctx::fail);
    }

    private void revoke(RoutingContext ctx) {
        Author by = author(ctx);
        Optional<JsonInput> input = JsonInput.maybe(ctx);
        boolean acknowledged =
                input.map(body -> body.flag("acknowledge", false)).orElse(false);
        input.ifPresent(JsonInput::refuseMistakes);
        answer(ctx, credentials.revoke(by, ctx.pathParam("id"), number(ctx), acknowledged));
    }

    private static void answer(RoutingContext ctx, Future<Credential> credential) {
        credential.onSuccess(done -> Json.ok(ctx, json(done))).onFailure(ctx::fail);
    }

    private static TenantId tenant(RoutingContext ctx) {
        return Callers.with(ctx, Permission.CREDENTIALS).tenant();
    }

    private static Author author(RoutingContext ctx) {
        return Callers.with(ctx, Permission.CREDENTIALS).author();
    }

    static int number(RoutingContext ctx) {
        try {
            return Integer.parseInt(Objects.requireNonNull(ctx.pathParam("number")));
        } catch (NumberFormatException e) {
            throw new Failure.Missing("credential-unknown", "This application has no credential of this version.");
        }
    }

    /** As the API shows it, without secrets. */
    public static JsonObject json(Credential credential) {
        return new JsonObject()
                .put("version", credential.number())
                .put("state", credential.state().text())
                .put("kind", credential.kind().name().toLowerCase(Locale.ROOT))
                .put("clientId", credential.clientId())
                .put("keyId", credential.keyId())
                .put("practiceId", credential.practiceId())
                .put("createdAt", Json.time(credential.createdAt()))
                .put("activatedAt", Json.time(credential.activatedAt()))
                .put("endedAt", Json.time(credential.endedAt()))
                .put("expiresAt", Json.time(credential.expiresAt()))
                .put("rotateAfter", Json.time(credential.rotateAfter()))
                .put("keepUntil", Json.time(credential.keepUntil()))
                .put("provenAt", Json.time(credential.provenAt()))
                .put("lastTest", lastTest(credential.lastTest()));
    }

    private static @Nullable JsonObject lastTest(@Nullable String text) {
        return text == null ? null : new JsonObject(text);
    }
}
