package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.common.web.Paging;
import dev.gatehouse.gateway.connection.ConnectionId;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/exports}; permission {@code proxy:read}, since an export gives what reading through the proxy gives. */
public final class ExportRoutes {
    private static final Predicate<String> TYPE =
            Pattern.compile("[A-Z][A-Za-z]{1,63}").asMatchPredicate();
    private static final Predicate<String> GROUP =
            Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._~-]{1,200}").asMatchPredicate();
    private static final Predicate<String> FILTER =
            Pattern.compile("[A-Z][A-Za-z]{1,63}\\?[ -~]{1,900}").asMatchPredicate();
    private static final Predicate<String> FORMAT =
            Pattern.compile("[a-z0-9]+([./+-][a-z0-9]+)*").asMatchPredicate();
    private static final int MOST_TYPES = 200;
    private static final int MOST_FILTERS = 50;
    private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("x-content-type-options");

    private final BackgroundExports exports;
    private final WorkerExecutor workers;
    private final String publicUrl;

    ExportRoutes(BackgroundExports exports, WorkerExecutor workers, String publicUrl) {
        this.exports = exports;
        this.workers = workers;
        this.publicUrl = publicUrl;
    }

    public void mount(Router api) {
        api.post("/exports").handler(this::begin);
        api.get("/exports").handler(this::list);
        api.get("/exports/:id").handler(this::read);
        api.delete("/exports/:id").handler(this::remove);
        api.post("/exports/:id/resume").handler(this::resume);
        api.get("/exports/:id/files/:name").handler(this::file);
    }

    private void begin(RoutingContext ctx) {
        Caller caller = caller(ctx);
        JsonInput input = JsonInput.of(ctx);
        String connection = input.text("connectionId", 64);
        Optional<EhrFacts.Level> level = input.choice("level", ExportRoutes::level, "system, patient, group");
        Optional<String> group = input.optionalText("groupId", 200);
        List<String> types = each(input, "types", MOST_TYPES, TYPE, "should be a resource type such as Patient");
        List<String> filters =
                each(input, "typeFilters", MOST_FILTERS, FILTER, "should be a search such as Observation?status=final");
        Optional<Instant> since = input.time("since");
        String format = input.optionalText("outputFormat", 64).orElse("");
        if (level.isEmpty() && !input.has("level")) {
            input.mistake("level", "is missing");
        }
        boolean ofGroup = level.filter(EhrFacts.Level.GROUP::equals).isPresent();
        if (ofGroup && group.filter(GROUP).isEmpty()) {
            input.mistake("groupId", "should be the id of a group");
        } else if (!ofGroup && group.isPresent()) {
            input.mistake("groupId", "belongs to level group only");
        }
        if (!format.isEmpty() && !FORMAT.test(format)) {
            input.mistake("outputFormat", "should be a media type such as application/fhir+ndjson");
        }
        input.refuseMistakes();
        ExportWish wish = new ExportWish(
                ConnectionId.named(connection),
                level.orElseThrow(),
                group.orElse(null),
                types,
                since.orElse(null),
                filters,
                format);
        exports.begin(caller, wish)
                .onSuccess(export -> Json.created(ctx, json(export)))
                .onFailure(ctx::fail);
    }

    private static Optional<EhrFacts.Level> level(String text) {
        return Arrays.stream(EhrFacts.Level.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }

    private static List<String> each(JsonInput input, String name, int most, Predicate<String> shape, String should) {
        List<String> texts = input.texts(name, most, 1_000);
        for (int i = 0; i < texts.size(); i++) {
            if (!shape.test(texts.get(i))) {
                input.mistake(name + "[" + i + "]", should);
            }
        }
        return texts;
    }

    private void list(RoutingContext ctx) {
        Caller caller = caller(ctx);
        Paging paging = Paging.of(ctx);
        String connection = ctx.request().getParam("connectionId");
        exports.list(
                        caller.tenant(),
                        Optional.ofNullable(connection),
                        state(ctx.request().getParam("state")),
                        paging.after(),
                        paging.limit() + 1)
                .onSuccess(found -> Json.ok(ctx, paging.page(found, Export::id, this::json)))
                .onFailure(ctx::fail);
    }

    private static Optional<ExportState> state(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(ExportState.of(text)
                .orElseThrow(() -> new Failure.Invalid(
                        "input-invalid",
                        "One field needs another look.",
                        List.of(new Mistake("state", "should be one of the states of an export")))));
    }

    private void read(RoutingContext ctx) {
        exports.of(caller(ctx).tenant(), ctx.pathParam("id"))
                .onSuccess(told -> Json.ok(ctx, json(told)))
                .onFailure(ctx::fail);
    }

    private void remove(RoutingContext ctx) {
        exports.remove(caller(ctx).author(), ctx.pathParam("id"))
                .onSuccess(done -> Json.noContent(ctx))
                .onFailure(ctx::fail);
    }

    private void resume(RoutingContext ctx) {
        exports.resume(caller(ctx).author(), ctx.pathParam("id"))
                .onSuccess(export -> Json.answer(ctx, 202, json(export)))
                .onFailure(ctx::fail);
    }

    private void file(RoutingContext ctx) {
        exports.file(caller(ctx).author(), ctx.pathParam("id"), ctx.pathParam("name"))
                .onSuccess(file -> send(ctx, file))
                .onFailure(ctx::fail);
    }

    private void send(RoutingContext ctx, BackgroundExports.ReadableFile file) {
        HttpServerResponse response = ctx.response();
        Long bytes = file.file().bytes();
        long size = bytes == null ? 0 : bytes;
        String tag = "\"" + file.file().sha256() + "\"";
        String ifRange = ctx.request().getHeader("If-Range");
        boolean sameFile = ifRange == null || ifRange.equals(tag);
        Optional<ByteRange> asked = ByteRange.of(sameFile ? ctx.request().getHeader("Range") : null, size);
        response.putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        if (asked.isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
            Json.problem(
                    ctx,
                    new Problem(
                            416,
                            "range-not-satisfiable",
                            "The request is not valid",
                            "The file has " + size + " bytes.",
                            List.of(),
                            null));
            return;
        }
        ByteRange range = asked.get();
        response.setStatusCode(range.partial() ? 206 : 200)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/fhir+ndjson")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(range.length()))
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(NO_SNIFF, "nosniff");
        if (range.partial()) {
            long last = range.from() + range.length() - 1;
            response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes " + range.from() + "-" + last + "/" + size);
        }
        new SealedRead(workers, file, range).to(response).onFailure(failure -> cut(ctx, failure));
    }

    private static void cut(RoutingContext ctx, Throwable failure) {
        HttpServerResponse response = ctx.response();
        if (response.headWritten()) {
            response.reset();
        } else {
            response.headers().clear();
            ctx.fail(failure);
        }
    }

    private static Caller caller(RoutingContext ctx) {
        return Callers.with(ctx, Permission.PROXY_READ);
    }

    private JsonObject json(BackgroundExports.Told told) {
        JsonArray files = new JsonArray();
        for (ExportFile each : told.files()) {
            files.add(json(told.export(), each));
        }
        return json(told.export()).put("files", files);
    }

    private JsonObject json(Export export, ExportFile file) {
        return new JsonObject()
                .put("name", file.name())
                .put("kind", file.kind().member())
                .put("type", file.type())
                .put("count", file.lines() == null ? file.told() : file.lines())
                .put("bytes", file.bytes())
                .put("sha256", file.sha256())
                .put(
                        "url",
                        file.here() ? publicUrl + "/api/v1/exports/" + export.id() + "/files/" + file.name() : null);
    }

    private JsonObject json(Export export) {
        ExportWish wish = export.wish();
        JsonObject cause = export.causeCode() == null
                ? null
                : new JsonObject().put("code", export.causeCode()).put("text", export.causeText());
        Instant ended = export.endedAt();
        return new JsonObject()
                .put("id", export.id())
                .put("connectionId", wish.connection().value())
                .put("level", wish.level().name().toLowerCase(Locale.ROOT))
                .put("groupId", wish.groupId())
                .put("types", new JsonArray(wish.types()))
                .put("since", Json.time(wish.since()))
                .put("typeFilters", new JsonArray(wish.typeFilters()))
                .put("outputFormat", wish.outputFormat().isEmpty() ? null : wish.outputFormat())
                .put("state", export.state().text())
                .put("cause", cause)
                .put(
                        "progress",
                        new JsonObject()
                                .put("text", export.progress())
                                .put("percent", export.percent())
                                .put("filesDone", export.filesDone())
                                .put("filesTotal", export.filesTotal())
                                .put("bytes", export.bytesDone()))
                .put("createdAt", Json.time(export.createdAt()))
                .put("startedAt", Json.time(export.startedAt()))
                .put("endedAt", Json.time(ended))
                .put("filesUntil", ended == null ? null : Json.time(ended.plus(exports.kept())))
                .put("filesRemovedAt", Json.time(export.removedAt()));
    }
}
