package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.directory.Hosts;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import dev.gatehouse.sandbox.fhir.FhirServer;
import dev.gatehouse.sandbox.portal.Portal;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import dev.gatehouse.sandbox.web.Parameters;
import dev.gatehouse.sandbox.web.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener of the sandbox: finds out what a request is for, records it, lets a fault have its way, answers. */
final class Front {

    private static final Logger log = LoggerFactory.getLogger(Front.class);
    private static final int LONGEST_BODY = 1024 * 1024;

    private final Vertx vertx;
    private final Parts parts;
    private final boolean second;
    private final Sender sender;
    private final Recorder recorder;

    /** @param second whether this is the origin on which FollowMyHealth practices authorize */
    Front(Vertx vertx, Parts parts, boolean second) {
        this.vertx = vertx;
        this.parts = parts;
        this.second = second;
        this.sender = new Sender(vertx);
        this.recorder = new Recorder(parts.log(), parts.clock());
    }

    void handle(HttpServerRequest request) {
        String path = request.path() == null ? "/" : request.path();
        if (!second && path.startsWith("/control/")) {
            parts.control().handle(request);
            return;
        }
        Place place = Place.find(path, second, parts.practices(), parts.hosts());
        if (place != null && !second && FhirServer.isUpload(request.method(), place.rest())) {
            request.pause();
            take(request, path, place, Buffer.buffer());
            return;
        }
        RequestBody.upTo(LONGEST_BODY, request)
                .onSuccess(body -> take(request, path, place, body))
                .onFailure(broken -> sender.send(request, Answer.empty(413), null));
    }

    private void take(HttpServerRequest request, String path, @Nullable Place place, Buffer body) {
        Call call = call(request, path, body);
        RequestKind kind = kind(path, place, call);
        String practice = place == null ? null : place.base().guid();
        recorder.record(call, request.uri(), second ? "authorization" : "ehr", kind, practice);
        noteMistakes(call, kind);
        Fault fault = parts.faults().take(kind, practice);
        if (fault != null && !fault.delay().isZero()) {
            vertx.setTimer(fault.delay().toMillis(), due -> proceed(request, place, call, kind, fault));
        } else {
            proceed(request, place, call, kind, fault);
        }
    }

    private Call call(HttpServerRequest request, String path, Buffer body) {
        Call bare = new Call(
                parts.log().nextSequence(),
                request.method(),
                path,
                Parameters.parse(request.query()),
                Parameters.none(),
                request.headers(),
                body);
        return bare.sendsForm()
                ? new Call(
                        bare.sequence(),
                        bare.method(),
                        path,
                        bare.query(),
                        Parameters.parse(body.toString()),
                        bare.headers(),
                        body)
                : bare;
    }

    private void noteMistakes(Call call, RequestKind kind) {
        if (call.path().contains("//")) {
            parts.violations().note("double-slash", call.path(), call.sequence());
        }
        boolean open = kind == RequestKind.DISCOVERY || kind == RequestKind.KEYS || kind == RequestKind.DIRECTORY;
        if (open && call.header("authorization") != null) {
            parts.violations().note("token-on-discovery", "what anybody may read needs no token", call.sequence());
        }
    }

    private RequestKind kind(String path, @Nullable Place place, Call call) {
        if (place == null) {
            if (second && !FhirServer.isStorage(path)) {
                return path.equals(Hosts.FMH_KEYS_PATH) ? RequestKind.KEYS : RequestKind.OTHER;
            }
            if (FhirServer.isStorage(path)) {
                return RequestKind.EXPORT_FILE;
            }
            if (Portal.holds(path)) {
                return RequestKind.PORTAL;
            }
            return path.equals(SandboxEhr.DIRECTORY_PATH) ? RequestKind.DIRECTORY : RequestKind.OTHER;
        }
        String rest = place.rest();
        boolean authorizes = place.authorizesHere(second);
        if (rest.startsWith(".well-known/")) {
            return rest.endsWith("/jwk") ? RequestKind.KEYS : RequestKind.DISCOVERY;
        }
        if (authorizes && (rest.equals("authorize") || rest.startsWith("authorize/"))) {
            return RequestKind.AUTHORIZE;
        }
        if (authorizes && rest.equals("token")) {
            boolean refresh = call.form().text("grant_type").equals("refresh_token");
            return refresh ? RequestKind.REFRESH : RequestKind.TOKEN;
        }
        if (authorizes && (rest.equals("register") || rest.startsWith("register/"))) {
            return RequestKind.REGISTER;
        }
        if (authorizes && rest.equals("introspect")) {
            return RequestKind.INTROSPECT;
        }
        if (authorizes && rest.equals("revoke")) {
            return RequestKind.REVOKE;
        }
        if (second || rest.equals("style.json")) {
            return RequestKind.OTHER;
        }
        RequestKind export = FhirServer.exportKind(rest);
        if (export != null) {
            return export;
        }
        return rest.equals("metadata") ? RequestKind.METADATA : RequestKind.FHIR;
    }

    private void proceed(
            HttpServerRequest request, @Nullable Place place, Call call, RequestKind kind, @Nullable Fault fault) {
        Fault.Mode mode = fault == null ? Fault.Mode.LATE : fault.mode();
        if (mode == Fault.Mode.DROP_BEFORE) {
            sender.drop(request);
        } else if (mode == Fault.Mode.ANSWER && fault != null) {
            request.resume();
            Answer answer = Answer.of(fault.status(), fault.contentType(), Buffer.buffer(fault.body()))
                    .with(fault.headers());
            sender.send(request, answer, null);
        } else if (mode != Fault.Mode.HANG) {
            answer(request, place, call, kind)
                    .onSuccess(answer -> sender.send(request, answer, fault))
                    .onFailure(failure -> failed(request, failure));
        }
    }

    private void failed(HttpServerRequest request, Throwable failure) {
        log.warn("The sandbox could not answer {}", request.path(), failure);
        sender.send(request, Answer.json(500, new JsonObject().put("message", "internal error")), null);
    }

    private Future<Answer> answer(HttpServerRequest request, @Nullable Place place, Call call, RequestKind kind) {
        if (place == null) {
            return elsewhere(call, kind);
        }
        return switch (kind) {
            case DISCOVERY -> done(discovery(place));
            case KEYS -> place.authorizesHere(second) ? parts.authorization().keys() : done(Answer.noRoute());
            case METADATA -> done(parts.fhir().capability(place.base()));
            case AUTHORIZE -> done(authorize(place, call));
            case TOKEN, REFRESH -> parts.authorization().token(place.base(), call);
            case REGISTER -> done(parts.authorization().register(place.base(), place.rest(), call));
            case REVOKE -> parts.authorization().revoke(place.base(), call);
            case INTROSPECT -> parts.authorization().introspect(place.base(), call);
            case FHIR -> fhir(request, place, call);
            case EXPORT, EXPORT_STATUS, EXPORT_FILE ->
                done(parts.fhir()
                        .export(
                                place.base(),
                                place.rest(),
                                call,
                                parts.origins().ehr(),
                                parts.origins().authorization()));
            default ->
                done(place.rest().equals("style.json") ? parts.authorization().style() : Answer.noRoute());
        };
    }

    private Future<Answer> elsewhere(Call call, RequestKind kind) {
        return switch (kind) {
            case DIRECTORY -> done(parts.directory().answer(call, vertx.getOrCreateContext()));
            case KEYS -> parts.authorization().keys();
            case PORTAL -> parts.portal().answer(call);
            case EXPORT_FILE -> done(parts.fhir().stored(call.path(), call, second));
            default -> done(Answer.noRoute());
        };
    }

    private Answer discovery(Place place) {
        return switch (place.rest().toLowerCase(Locale.ROOT)) {
            case ".well-known/smart-configuration" ->
                second ? Answer.noRoute() : parts.authorization().smartConfiguration(place.base());
            case ".well-known/openid-configuration" ->
                place.authorizesHere(second)
                        ? parts.authorization().openIdConfiguration(place.base())
                        : Answer.noRoute();
            default -> Answer.noRoute();
        };
    }

    private Answer authorize(Place place, Call call) {
        if (!call.isGet() && !call.isPost()) {
            return Answer.empty(405);
        }
        return place.rest().equals("authorize")
                ? parts.authorization().authorize(place.base(), call)
                : parts.authorization()
                        .authorizeStep(place.base(), place.rest().substring("authorize/".length()), call);
    }

    private Future<Answer> fhir(HttpServerRequest request, Place place, Call call) {
        if (HttpMethod.PUT.equals(call.method()) && FhirServer.isUpload(call.method(), place.rest())) {
            return parts.fhir().receive(place.base(), request, call);
        }
        return done(parts.fhir()
                .answer(
                        place.base(),
                        place.rest(),
                        request.query(),
                        call,
                        vertx.getOrCreateContext(),
                        parts.origins().authorization()));
    }

    private static Future<Answer> done(Answer answer) {
        return Future.succeededFuture(answer);
    }
}
