package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import dev.gatehouse.sandbox.authorization.Clients;
import dev.gatehouse.sandbox.authorization.Secrets;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The partner portal as JSON: register a company, be approved, describe an application, fetch its credentials. The steps
 * are those of Practice Fusion's PDS API programme (get-started page, 2026-09), without the waiting.
 */
public final class PartnerPortal {

    private static final String REGISTRATIONS = "/portal/api/registrations";
    private static final int KEPT = 10_000;

    private final Clients clients;
    private final Secrets secrets;
    private final Map<String, PortalRegistration> registrations = new LinkedHashMap<>();

    public PartnerPortal(Clients clients, Secrets secrets) {
        this.clients = clients;
        this.secrets = secrets;
    }

    public synchronized Answer answer(Call call) {
        if (!call.path().startsWith(REGISTRATIONS)) {
            return Answer.noRoute();
        }
        String[] rest = call.path().substring(REGISTRATIONS.length()).split("/", -1);
        if (rest.length == 1 && call.isPost()) {
            return register(json(call));
        }
        PortalRegistration registration = rest.length > 1 ? registrations.get(rest[1]) : null;
        if (registration == null) {
            return problem(404, "There is no such registration");
        }
        String step = rest.length > 2 ? rest[2] : "";
        return switch ((call.isPost() ? "POST " : "GET ") + step) {
            case "GET " -> Answer.json(200, registration.toJson());
            case "POST approve" -> keep(registration.approved("portal-" + registration.id()), 200);
            case "POST application" -> apply(registration, json(call));
            case "GET credentials" -> credentials(registration);
            default -> Answer.noRoute();
        };
    }

    private Answer register(@Nullable JsonObject form) {
        List<Mistake> mistakes = RegistrationForm.mistakes(form);
        if (form == null || !mistakes.isEmpty()) {
            return invalid(mistakes);
        }
        String id = secrets.next("reg-").substring(0, 16);
        PortalRegistration registration = PortalRegistration.submitted(id, form.getString("companyName"));
        return keep(form.getBoolean("autoApprove", false) ? registration.approved("portal-" + id) : registration, 201);
    }

    private Answer apply(PortalRegistration registration, @Nullable JsonObject form) {
        if (registration.state() == PortalRegistration.State.REGISTRATION_SUBMITTED) {
            return problem(409, "The registration has not been approved yet");
        }
        List<Mistake> mistakes = ApplicationForm.mistakes(form);
        if (form == null || !mistakes.isEmpty()) {
            return invalid(mistakes);
        }
        Client client = ApplicationForm.client(form, secrets.next("pf-").substring(0, 24), secrets.next("secret_"));
        clients.register(client);
        return keep(registration.issued(client), 200);
    }

    private static Answer credentials(PortalRegistration registration) {
        Client client = registration.client();
        if (client == null) {
            return problem(409, "Describe the application first");
        }
        JsonObject credentials = new JsonObject().put("clientId", client.id());
        if (!client.methods().contains(ClientAuthentication.PRIVATE_KEY_JWT)) {
            credentials.put("clientSecret", client.secret());
        }
        return Answer.json(200, credentials).with("cache-control", "no-store");
    }

    private Answer keep(PortalRegistration registration, int status) {
        registrations.put(registration.id(), registration);
        if (registrations.size() > KEPT) {
            registrations.remove(registrations.keySet().iterator().next());
        }
        return Answer.json(status, registration.toJson());
    }

    private static @Nullable JsonObject json(Call call) {
        try {
            return call.body().length() == 0 ? new JsonObject() : call.body().toJsonObject();
        } catch (DecodeException | ClassCastException notAnObject) {
            return null;
        }
    }

    private static Answer invalid(List<Mistake> mistakes) {
        JsonArray errors = new JsonArray();
        mistakes.forEach(mistake ->
                errors.add(new JsonObject().put("field", mistake.field()).put("message", mistake.message())));
        return Answer.json(
                422, new JsonObject().put("message", "The form is not complete").put("errors", errors));
    }

    private static Answer problem(int status, String message) {
        return Answer.json(status, new JsonObject().put("message", message));
    }

    static Set<ClientAuthentication> withSecret() {
        return Set.of(ClientAuthentication.CLIENT_SECRET_BASIC, ClientAuthentication.CLIENT_SECRET_POST);
    }
}
