package dev.gatehouse.sandbox.fault;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link SandboxControl} over HTTP, for tests in other processes: JSON below {@code /control}. */
public final class ControlRoutes {

    private final SandboxControl control;

    public ControlRoutes(SandboxControl control) {
        this.control = control;
    }

    public Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false));
        post(router, "/control/reset", body -> {
            control.reset();
            return new JsonObject();
        });
        post(router, "/control/faults", this::inject);
        router.delete("/control/faults").handler(context -> {
            control.heal();
            answer(context, new JsonObject());
        });
        post(router, "/control/behaviour", this::turn);
        post(router, "/control/tokens/expire-access", body -> count(expire(body)));
        post(
                router,
                "/control/tokens/revoke-refresh",
                body -> count(control.tokens().revokeRefreshTokens(practice(body))));
        post(
                router,
                "/control/tokens/revoke-grants",
                body -> count(control.tokens().revokeGrants(practice(body))));
        post(router, "/control/launches", this::launch);
        post(router, "/control/system-apps", this::allow);
        router.get("/control/requests").handler(context -> answer(context, requests(context)));
        router.get("/control/violations").handler(context -> answer(context, violations()));
        router.get("/control/counters").handler(context -> answer(context, counters()));
        router.route().failureHandler(this::refuse);
        return router;
    }

    private static void post(Router router, String path, Function<JsonObject, JsonObject> action) {
        router.post(path).handler(context -> {
            JsonObject body = context.body().length() > 0 ? context.body().asJsonObject() : new JsonObject();
            answer(context, action.apply(body));
        });
    }

    private static void answer(RoutingContext context, JsonObject body) {
        context.json(body).onFailure(gone -> {});
    }

    private void refuse(RoutingContext context) {
        Throwable failure = context.failure();
        String message = failure == null ? "not found" : String.valueOf(failure.getMessage());
        context.response().setStatusCode(context.statusCode() == 404 ? 404 : 400);
        answer(context, new JsonObject().put("message", message));
    }

    private static @Nullable String practice(JsonObject body) {
        return body.getString("practice");
    }

    private static JsonObject count(int number) {
        return new JsonObject().put("count", number);
    }

    private int expire(JsonObject body) {
        String token = body.getString("token");
        if (token != null) {
            return control.tokens().expireAccessToken(token) ? 1 : 0;
        }
        return control.tokens().expireAccessTokens(practice(body));
    }

    private JsonObject launch(JsonObject body) {
        String value = control.tokens().launch(body.getString("practice", ""), body.getString("patient"));
        return new JsonObject().put("launch", value);
    }

    private JsonObject allow(JsonObject body) {
        control.tokens()
                .authorizeSystemApp(
                        body.getString("practice", ""),
                        body.getString("clientId", ""),
                        body.getBoolean("allowed", true));
        return new JsonObject();
    }

    private JsonObject inject(JsonObject body) {
        RequestKind kind = RequestKind.valueOf(body.getString("kind", "").toUpperCase(Locale.ROOT));
        String mode = body.getString("mode", "answer").toUpperCase(Locale.ROOT).replace('-', '_');
        Map<String, String> headers = new HashMap<>();
        body.getJsonObject("headers", new JsonObject())
                .forEach(header ->
                        headers.put(header.getKey().toLowerCase(Locale.ROOT), String.valueOf(header.getValue())));
        control.inject(
                kind,
                new Fault(
                        Fault.Mode.valueOf(mode),
                        body.getBoolean("always", false) ? Fault.ALWAYS : body.getInteger("times", 1),
                        practice(body),
                        Duration.ofMillis(body.getLong("delayMillis", 0L)),
                        body.getInteger("status", 500),
                        body.getString("contentType", "application/json"),
                        body.getString("body", ""),
                        headers,
                        body.getLong("bytes", 1L)));
        return new JsonObject();
    }

    private JsonObject turn(JsonObject body) {
        Behaviour behaviour = control.behaviour();
        String practice = practice(body);
        body.forEach(member -> {
            String name = member.getKey();
            switch (name) {
                case "practice" -> {}
                case "autoApprove" -> behaviour.autoApprove(body.getBoolean(name));
                case "denyAll" -> behaviour.denyAll(body.getBoolean(name));
                case "wrongState" -> behaviour.wrongState(body.getBoolean(name));
                case "rawBasic" -> behaviour.rawBasic(body.getBoolean(name));
                case "foreignNextLinks" -> behaviour.foreignNextLinks(body.getBoolean(name));
                case "revocation" -> behaviour.revocation(body.getBoolean(name));
                case "introspectionByBearer" -> behaviour.introspectionByBearer(body.getBoolean(name));
                case "idTokenPatch" -> behaviour.patchIdToken(practice, body.getJsonObject(name));
                case "recording" -> control.log().recording(body.getBoolean(name));
                case "accessTokenLifetimeSeconds" ->
                    behaviour.accessTokenLifetime(Duration.ofSeconds(body.getLong(name)));
                case "refreshTokenLifetimeSeconds" ->
                    behaviour.refreshTokenLifetime(Duration.ofSeconds(body.getLong(name)));
                case "rotationGraceSeconds" -> behaviour.rotationGrace(Duration.ofSeconds(body.getLong(name)));
                case "rotation" ->
                    behaviour.rotation(
                            Behaviour.Rotation.valueOf(body.getString(name).toUpperCase(Locale.ROOT)));
                case "issuerParameter" ->
                    behaviour.issuerParameter(Behaviour.IssuerParameter.valueOf(
                            body.getString(name).toUpperCase(Locale.ROOT)));
                case "droppedScopes" -> behaviour.droppedScopes(texts(body.getJsonArray(name)));
                case "discoveryPatch" -> behaviour.patchDiscovery(practice, body.getJsonObject(name));
                case "discoveryHeaders" -> behaviour.discoveryHeaders(strings(body.getJsonObject(name)));
                case "tokenPatch" -> behaviour.patchToken(practice, body.getJsonObject(name));
                case "refreshPatch" -> behaviour.patchRefresh(practice, body.getJsonObject(name));
                default -> {
                    if (name.startsWith("export")) {
                        turnExport(name, body);
                    } else {
                        turnProgramme(name, body);
                    }
                }
            }
        });
        return new JsonObject();
    }

    private void turnExport(String name, JsonObject body) {
        BulkSwitches bulk = control.behaviour().bulk();
        switch (name) {
            case "exportSeconds" -> bulk.takes(Duration.ofSeconds(body.getLong(name)));
            case "exportRetryAfterSeconds" -> bulk.retryAfterSeconds(body.getInteger(name));
            case "exportQuiet" -> bulk.quiet(body.getBoolean(name));
            case "exportFileToken" ->
                bulk.fileToken(
                        BulkSwitches.FileToken.valueOf(body.getString(name).toUpperCase(Locale.ROOT)));
            case "exportFilePlace" ->
                bulk.filePlace(
                        BulkSwitches.FilePlace.valueOf(body.getString(name).toUpperCase(Locale.ROOT)));
            case "exportLinesPerFile" -> bulk.linesPerFile(body.getInteger(name));
            case "exportPrettyFiles" -> bulk.prettyFiles(body.getBoolean(name));
            case "exportErrorFile" -> bulk.errorFile(body.getBoolean(name));
            case "exportCounts" -> bulk.counts(body.getBoolean(name));
            case "exportFailure" -> bulk.failure(body.getString(name));
            default -> throw new IllegalArgumentException("There is no switch " + name);
        }
    }

    private void turnProgramme(String name, JsonObject body) {
        Programme programme = control.behaviour().programme();
        switch (name) {
            case "practiceGate" -> programme.practiceGate(body.getBoolean(name));
            case "dynamicRegistration" -> programme.dynamicRegistration(body.getBoolean(name));
            case "initialAccessToken" -> programme.initialAccessToken(body.getString(name));
            case "registeredSecretLifetimeSeconds" ->
                programme.registeredSecretLifetime(Duration.ofSeconds(body.getLong(name)));
            case "approveAfterSeconds" -> {
                Long seconds = body.getLong(name);
                programme.approveAfter(seconds == null ? null : Duration.ofSeconds(seconds));
            }
            case "clientErrors" ->
                programme.clientErrors(
                        Programme.ClientErrors.valueOf(body.getString(name).toUpperCase(Locale.ROOT)));
            default -> throw new IllegalArgumentException("There is no switch " + name);
        }
    }

    private static Set<String> texts(JsonArray list) {
        Set<String> texts = new HashSet<>();
        list.forEach(one -> texts.add(String.valueOf(one)));
        return texts;
    }

    private static Map<String, String> strings(JsonObject object) {
        Map<String, String> strings = new HashMap<>();
        object.forEach(member -> strings.put(member.getKey(), String.valueOf(member.getValue())));
        return strings;
    }

    /** Filters: {@code kind}, {@code practice}, {@code after} (a sequence number) and {@code limit} (the last ones). */
    private JsonObject requests(RoutingContext context) {
        String kind = context.queryParams().get("kind");
        String practice = context.queryParams().get("practice");
        String after = context.queryParams().get("after");
        String limit = context.queryParams().get("limit");
        long afterSequence = after == null ? 0 : Long.parseLong(after);
        int most = limit == null ? 1_000 : Integer.parseInt(limit);
        var found = control.log()
                .requests(request -> (kind == null || request.kind().name().equalsIgnoreCase(kind))
                        && (practice == null || practice.equals(request.practice()))
                        && request.sequence() > afterSequence);
        JsonArray items = new JsonArray();
        found.subList(Math.max(0, found.size() - most), found.size()).forEach(request -> items.add(request.toJson()));
        return new JsonObject().put("items", items);
    }

    private JsonObject violations() {
        JsonArray items = new JsonArray();
        for (Violation violation : control.violations()) {
            items.add(new JsonObject()
                    .put("name", violation.name())
                    .put("detail", violation.detail())
                    .put("request", violation.request())
                    .put("at", violation.at().toString()));
        }
        return new JsonObject().put("items", items);
    }

    private JsonObject counters() {
        JsonObject byKind = new JsonObject();
        for (RequestKind kind : RequestKind.values()) {
            byKind.put(kind.name().toLowerCase(Locale.ROOT), control.log().requests(kind));
        }
        JsonObject byGrantType = new JsonObject();
        for (String grantType : Set.of("authorization_code", "refresh_token", "client_credentials")) {
            byGrantType.put(grantType, control.tokenRequests(grantType));
        }
        return new JsonObject()
                .put("requests", byKind)
                .put("tokenRequests", byGrantType)
                .put("liveGrants", control.tokens().liveGrants());
    }
}
