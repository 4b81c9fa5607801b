package dev.gatehouse.gateway.token;

import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.registration.credential.CredentialActRoutes;
import dev.gatehouse.registration.credential.CredentialProbe;
import dev.gatehouse.registration.credential.CredentialRoutes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code /api/v1/applications/{id}/dynamic-registrations}; permission {@code credentials}. */
public final class DynamicRegistrationRoutes {
    private static final Map<String, String> PAGES = Map.of(
            "clientUri", "client_uri",
            "logoUri", "logo_uri",
            "policyUri", "policy_uri",
            "tosUri", "tos_uri");

    private final DynamicRegistration registration;

    public DynamicRegistrationRoutes(DynamicRegistration registration) {
        this.registration = registration;
    }

    public void mount(Router api) {
        api.post("/applications/:id/dynamic-registrations").handler(this::register);
        api.get("/applications/:id/dynamic-registrations").handler(this::list);
    }

    private void register(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.CREDENTIALS);
        JsonInput input = JsonInput.of(ctx);
        CredentialProbe.Place at = CredentialActRoutes.place(input);
        SecretText token = input.optionalText("initialAccessToken", 4096)
                .map(SecretText::new)
                .orElse(null);
        SecretText statement = input.optionalText("softwareStatement", 16 * 1024)
                .map(SecretText::new)
                .orElse(null);
        Map<String, URI> pages = new LinkedHashMap<>();
        PAGES.forEach((name, member) -> input.address(name).ifPresent(page -> pages.put(member, page)));
        List<String> contacts = input.texts("contacts", 10, 320);
        for (int i = 0; i < contacts.size(); i++) {
            if (!Notice.isAddress(contacts.get(i))) {
                input.mistake("contacts[" + i + "]", "should be an e-mail address");
            }
        }
        boolean again = input.flag("again", false);
        input.refuseMistakes();
        registration
                .register(
                        caller.author(),
                        ctx.pathParam("id"),
                        new DynamicRegistration.Wish(at, token, statement, pages, contacts, again))
                .onSuccess(done -> Json.created(
                        ctx,
                        new JsonObject()
                                .put("credential", CredentialRoutes.json(done.credential()))
                                .put("warnings", new JsonArray(done.warnings()))))
                .onFailure(ctx::fail);
    }

    private void list(RoutingContext ctx) {
        registration
                .tries(Callers.with(ctx, Permission.CREDENTIALS).tenant(), ctx.pathParam("id"))
                .onSuccess(found -> Json.ok(
                        ctx,
                        Json.page(
                                found.stream()
                                        .map(DynamicRegistrationRoutes::json)
                                        .toList(),
                                null)))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(DynamicRegistrationRow row) {
        return new JsonObject()
                .put("id", row.id)
                .put("endpoint", row.endpoint)
                .put("state", row.state.name().toLowerCase(Locale.ROOT))
                .put("clientId", row.clientId)
                .put("version", row.credentialNumber)
                .put("code", row.code)
                .put("detail", row.detail)
                .put("startedAt", Json.time(row.startedAt))
                .put("endedAt", Json.time(row.endedAt));
    }
}
