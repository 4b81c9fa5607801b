package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.authorization.Clients;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The portal as JSON below {@code /portal/api}, for tests and the demo. It asks for no password: whoever reaches the
 * sandbox plays the partner, the vendor and the practice.
 */
public final class PortalApi {

    /** Where it is. */
    public static final String PATH = "/portal/api/";

    private final PartnerPortal portal;
    private final Credentials credentials;
    private final PracticeDesk desk;
    private final Clients clients;

    public PortalApi(PartnerPortal portal, Credentials credentials, PracticeDesk desk, Clients clients) {
        this.portal = portal;
        this.credentials = credentials;
        this.desk = desk;
        this.clients = clients;
    }

    public Future<Answer> answer(Call call) {
        try {
            String[] parts = call.path().substring(PATH.length()).split("/", 5);
            Answer answer = route(call, parts);
            return answer == null ? keys(call, parts) : Future.succeededFuture(answer);
        } catch (PortalRefusal refusal) {
            return Future.succeededFuture(told(refusal));
        }
    }

    /** The answer, or null when it must be fetched first. */
    private @Nullable Answer route(Call call, String[] parts) throws PortalRefusal {
        String id = parts.length > 1 ? parts[1] : "";
        String rest = parts.length > 2 ? parts[2] + (parts.length > 3 ? "/" + parts[3] : "") : "";
        String step = method(call) + " " + rest;
        return switch (parts[0]) {
            case "registrations" -> parts.length == 1 ? register(call) : registration(call, id, step);
            case "applications" -> parts.length == 1 ? all(call) : application(call, portal.application(id), step);
            case "mails" -> mails(call, id);
            case "marketplace" -> call.isGet() ? list(desk.marketplace(), this::json) : Answer.noRoute();
            case "practices" -> practice(call, id, parts);
            case "welcome" -> welcome(call);
            case "session" -> session(call);
            default -> Answer.noRoute();
        };
    }

    private static String method(Call call) {
        return call.isGet() ? "GET" : call.method().name();
    }

    private Answer register(Call call) throws PortalRefusal {
        return call.isPost() ? json(201, portal.register(json(call))) : Answer.noRoute();
    }

    private Answer registration(Call call, String id, String step) throws PortalRefusal {
        Partner partner = portal.partner(id);
        return switch (step) {
            case "GET " -> json(200, partner);
            case "PUT " -> json(200, portal.resubmit(id, json(call)));
            case "POST approve" -> json(200, portal.approve(id));
            case "POST refuse" -> json(200, portal.refuse(id, reasons(json(call))));
            case "POST application" ->
                json(200, portal.partner(portal.apply(id, json(call)).registration()));
            case "PUT application" ->
                Answer.json(200, json(portal.edit(newest(id).clientId(), json(call))));
            case "GET application" -> Answer.json(200, json(newest(id)));
            case "GET listing" -> Answer.json(200, newest(id).listingJson());
            case "GET credentials" -> secret(credentials.pair(newest(id)));
            case "POST credentials/regenerate" -> regenerate(call, newest(id));
            case "GET applications" -> list(portal.applications(id), this::json);
            case "POST applications" -> Answer.json(201, json(portal.apply(id, json(call))));
            default -> Answer.noRoute();
        };
    }

    private static List<String> reasons(JsonObject body) throws PortalRefusal {
        FormReader form = new FormReader(body);
        List<String> reasons = form.texts("reasons");
        PortalRefusal.refuse(form.mistakes());
        return reasons;
    }

    private PortalApplication newest(String registration) throws PortalRefusal {
        List<PortalApplication> all = portal.applications(registration);
        if (all.isEmpty()) {
            throw new PortalRefusal(409, "Describe the application first");
        }
        return all.get(all.size() - 1);
    }

    private Answer all(Call call) {
        return call.isGet() ? list(portal.applications(""), this::json) : Answer.noRoute();
    }

    private @Nullable Answer application(Call call, PortalApplication application, String step) throws PortalRefusal {
        String clientId = application.clientId();
        return switch (step) {
            case "GET " -> Answer.json(200, json(application));
            case "PUT " -> Answer.json(200, json(portal.edit(clientId, json(call))));
            case "GET listing" -> Answer.json(200, application.listingJson());
            case "GET credentials" -> secret(credentials.detailed(application));
            case "POST credentials/regenerate" -> regenerate(call, application);
            case "GET credentials/keys" -> null;
            case "POST vendor" -> vendor(clientId, json(call));
            default -> Answer.noRoute();
        };
    }

    private Future<Answer> keys(Call call, String[] parts) throws PortalRefusal {
        return credentials
                .published(portal.application(parts[1]), call)
                .map(published -> Answer.json(
                        200,
                        new JsonObject()
                                .put("items", new JsonArray(published.keys()))
                                .put("problem", published.problem())));
    }

    private Answer regenerate(Call call, PortalApplication application) throws PortalRefusal {
        Object seconds = json(call).getValue("overlapSeconds", 0);
        if (!(seconds instanceof Number number)) {
            throw new PortalRefusal(422, "overlapSeconds must be a number");
        }
        return secret(credentials.detailed(
                portal.regenerateSecret(application.clientId(), Duration.ofSeconds(number.longValue()))));
    }

    private Answer vendor(String clientId, JsonObject body) throws PortalRefusal {
        if (body.getValue("enabled") instanceof Boolean enabled) {
            portal.enable(clientId, enabled);
        }
        if (body.getValue("inMarketplace") instanceof Boolean listed) {
            portal.list(clientId, listed);
        }
        return Answer.json(200, json(portal.application(clientId)));
    }

    private Answer mails(Call call, String id) throws PortalRefusal {
        if (!call.isGet()) {
            return Answer.noRoute();
        }
        if (id.isEmpty()) {
            return list(portal.mails(call.query().text("to")), Mail::toJson);
        }
        return id.endsWith(".eml")
                ? eml(portal.mail(id.substring(0, id.length() - ".eml".length())))
                : Answer.json(200, portal.mail(id).toJson());
    }

    /** As a download. */
    static Answer eml(Mail mail) {
        return Answer.of(200, "message/rfc822", Buffer.buffer(mail.eml()))
                .with("content-disposition", "attachment; filename=\"mail-" + mail.id() + ".eml\"")
                .with("x-content-type-options", "nosniff")
                .with("cache-control", "no-store");
    }

    private Answer practice(Call call, String guid, String[] parts) throws PortalRefusal {
        String what = parts.length > 2 ? parts[2] : "";
        String clientId = parts.length > 3 ? parts[3] : "";
        var practice = desk.practice(guid);
        switch (method(call) + " " + what) {
            case "GET " -> {}
            case "POST fhir" ->
                desk.enableFhir(guid, !Boolean.FALSE.equals(json(call).getValue("enabled")));
            case "POST apps" -> {
                JsonObject body = json(call);
                boolean some = body.getValue("scopes") instanceof JsonArray;
                desk.authorize(guid, clientId, some ? new LinkedHashSet<>(new FormReader(body).texts("scopes")) : null);
            }
            case "DELETE apps" -> desk.withdraw(guid, clientId);
            default -> {
                return Answer.noRoute();
            }
        }
        return Answer.json(200, desk.toJson(practice));
    }

    private Answer welcome(Call call) throws PortalRefusal {
        if (!call.isPost()) {
            return Answer.noRoute();
        }
        JsonObject body = json(call);
        String session = portal.logins().choose(text(body, "token"), text(body, "password"));
        return signedIn(session);
    }

    private Answer session(Call call) throws PortalRefusal {
        if (!call.isPost()) {
            return Answer.noRoute();
        }
        JsonObject body = json(call);
        String session = portal.logins().signIn(text(body, "userName"), text(body, "password"));
        if (session == null) {
            throw new PortalRefusal(403, "That user name and password do not fit");
        }
        return signedIn(session);
    }

    private Answer signedIn(String session) {
        Partner partner = portal.withLogin(portal.logins().signedIn(session));
        return partner == null
                ? Answer.noRoute()
                : json(200, partner).with("set-cookie", SessionCookie.opened(session));
    }

    private static String text(JsonObject body, String name) {
        return body.getValue(name) instanceof String text ? text : "";
    }

    private Answer json(int status, Partner partner) {
        List<PortalApplication> all = portal.applications(partner.id());
        return Answer.json(status, partner.toJson(all.isEmpty() ? null : all.get(all.size() - 1)));
    }

    private JsonObject json(PortalApplication application) {
        return new JsonObject()
                .put("clientId", application.clientId())
                .put("registration", application.registration())
                .put("received", application.form().toJson())
                .put("enabledByVendor", clients.enabled(application.clientId()))
                .put("inMarketplace", application.inMarketplace())
                .put("submittedAt", application.submittedAt().toString())
                .put("changedAt", application.changedAt().toString());
    }

    private static <T> Answer list(List<T> things, Function<T, JsonObject> json) {
        JsonArray items = new JsonArray();
        things.forEach(thing -> items.add(json.apply(thing)));
        return Answer.json(200, new JsonObject().put("items", items));
    }

    private static Answer secret(JsonObject body) {
        return Answer.json(200, body).with("cache-control", "no-store");
    }

    private static JsonObject json(Call call) throws PortalRefusal {
        try {
            return call.body().length() == 0 ? new JsonObject() : call.body().toJsonObject();
        } catch (DecodeException | ClassCastException notAnObject) {
            throw new PortalRefusal(422, "The body must be a JSON object");
        }
    }

    private static Answer told(PortalRefusal refusal) {
        JsonObject body = new JsonObject().put("message", refusal.words());
        if (!refusal.mistakes().isEmpty()) {
            JsonArray errors = new JsonArray();
            refusal.mistakes()
                    .forEach(mistake -> errors.add(
                            new JsonObject().put("field", mistake.field()).put("message", mistake.message())));
            body.put("errors", errors);
        }
        return Answer.json(refusal.status(), body);
    }
}
