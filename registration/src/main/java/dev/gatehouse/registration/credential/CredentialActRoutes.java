package dev.gatehouse.registration.credential;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.AnswerKeeper;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code …/credentials/{n}/test}, permission {@code credentials}, and {@code …/reveal}, permission {@code
 * credentials:reveal}: the one route by which a secret comes out.
 */
public final class CredentialActRoutes {
    /** Answers of this status are not kept. */
    private static final int UNKEPT = 500;

    private final CredentialTests tests;
    private final CredentialReveal reveal;

    public CredentialActRoutes(CredentialTests tests, CredentialReveal reveal) {
        this.tests = tests;
        this.reveal = reveal;
    }

    public void mount(Router api) {
        api.post("/applications/:id/credentials/:number/test").handler(this::test);
        api.post("/applications/:id/credentials/:number/reveal").handler(this::reveal);
    }

    private void test(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.CREDENTIALS).author();
        JsonInput input = JsonInput.of(ctx);
        CredentialProbe.Place at = place(input);
        input.refuseMistakes();
        tests.test(by, ctx.pathParam("id"), CredentialRoutes.number(ctx), at)
                .onSuccess(finding -> Json.ok(ctx, finding))
                .onFailure(ctx::fail);
    }

    /** Where at the EHR: an endpoint of the directory, or a FHIR base. */
    public static CredentialProbe.Place place(JsonInput input) {
        String endpoint = input.optionalText("endpointId", 64).orElse(null);
        String base = input.address("baseUrl").map(Object::toString).orElse(null);
        if ((endpoint == null) == (base == null)) {
            input.mistake("endpointId", "should be given, or else baseUrl");
        }
        return new CredentialProbe.Place(endpoint, base);
    }

    private void reveal(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.CREDENTIALS_REVEAL).author();
        // A kept answer would be a second copy of the secret, and repeating it a reveal that nobody counts.
        AnswerKeeper keeper = AnswerKeeper.of(ctx);
        if (keeper != null) {
            AnswerKeeper.set(ctx, (status, body) -> keeper.keep(UNKEPT, Buffer.buffer()));
        }
        JsonInput input = JsonInput.of(ctx);
        String reason = input.text("reason", 500);
        if (!reason.isEmpty() && reason.length() < 10) {
            input.mistake("reason", "should say in 10 to 500 characters why");
        }
        input.refuseMistakes();
        reveal.reveal(by, ctx.pathParam("id"), CredentialRoutes.number(ctx), reason)
                .onSuccess(shown -> Json.ok(
                        ctx,
                        new JsonObject()
                                .put("version", shown.number())
                                .put("clientId", shown.clientId())
                                .put("clientSecret", shown.secret().reveal())))
                .onFailure(ctx::fail);
    }
}
