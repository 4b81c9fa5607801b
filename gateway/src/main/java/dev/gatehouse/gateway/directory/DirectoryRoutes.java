package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/directories} and {@code /api/v1/practices}. Importing and adding need the permission {@code directory},
 * reading that or {@code connect}.
 */
public final class DirectoryRoutes {
    private static final Logger log = LoggerFactory.getLogger(DirectoryRoutes.class);
    private static final int USUAL_PAGE = 20;
    private static final int MOST_ENDPOINTS = 10;
    private static final int MOST_HOURS = 24 * 30;

    private final Directory directory;
    private final DirectorySchedule schedule;
    private final DirectoryUpload upload;

    public DirectoryRoutes(Vertx vertx, Directory directory, DirectorySchedule schedule) {
        this.directory = directory;
        this.schedule = schedule;
        this.upload = new DirectoryUpload(vertx, directory);
    }

    /** What reads large bodies itself: mount it before any body handler. */
    public void mountStreaming(Router api) {
        api.post("/directories/:ehr/imports").handler(this::importList);
        api.post("/directories/:ehr/previews").handler(this::stage);
    }

    public void mount(Router api) {
        api.get("/directories/:ehr").handler(this::status);
        api.put("/directories/:ehr/schedule").handler(this::plan);
        api.get("/directories/:ehr/previews/:preview").handler(this::preview);
        api.delete("/directories/:ehr/previews/:preview").handler(this::discard);
        api.post("/directories/:ehr/previews/:preview/apply").handler(this::apply);
        api.post("/directories/:ehr/undo").handler(this::undo);
        api.get("/practices").handler(this::search);
        api.get("/practices/:id").handler(this::practice);
        api.post("/practices").handler(this::add);
    }

    private void importList(RoutingContext ctx) {
        take(ctx, false)
                .onSuccess(report -> Json.ok(ctx, PracticeJson.report(report)))
                .onFailure(failure -> refuse(ctx, failure));
    }

    private void stage(RoutingContext ctx) {
        String ehr = ctx.pathParam("ehr");
        take(ctx, true)
                .compose(report ->
                        directory.preview(Callers.of(ctx).tenant(), ehr, Objects.requireNonNull(report.stagedAs())))
                .onSuccess(preview -> Json.created(ctx, PracticeJson.preview(preview)))
                .onFailure(failure -> refuse(ctx, failure));
    }

    private Future<ImportReport> take(RoutingContext ctx, boolean staged) {
        try {
            Caller caller = Callers.with(ctx, Permission.DIRECTORY);
            String ehr = ctx.pathParam("ehr");
            log.info("{} sends a practice directory for {}", caller.id(), ehr);
            return upload.take(caller.author(), ehr, ctx.request(), staged, caller.platform() ? null : caller.tenant());
        } catch (Failure refused) {
            return Future.failedFuture(refused);
        }
    }

    /** What is left of the body must be taken off the line, and must not be read as the next request. */
    private static void refuse(RoutingContext ctx, Throwable failure) {
        if (!ctx.request().isEnded()) {
            ctx.response().putHeader("Connection", "close");
            ctx.request().resume();
        }
        ctx.fail(failure);
    }

    private void status(RoutingContext ctx) {
        TenantId tenant = reader(ctx);
        directory
                .status(tenant, ctx.pathParam("ehr"))
                .onSuccess(status -> show(ctx, status))
                .onFailure(ctx::fail);
    }

    private void show(RoutingContext ctx, DirectoryStatus status) {
        Json.ok(ctx, PracticeJson.status(status, schedule.nextAt(status)));
    }

    private void plan(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.DIRECTORY).author();
        JsonInput input = JsonInput.of(ctx);
        Optional<URI> address = input.address("address");
        Integer every = input.has("everyHours") ? input.number("everyHours", 0, 0, MOST_HOURS) : null;
        boolean paused = input.flag("paused", false);
        input.refuseMistakes();
        directory
                .plan(by, ctx.pathParam("ehr"), new DirectoryPlans.Plan(address.orElse(null), every, paused))
                .onSuccess(status -> show(ctx, status))
                .onFailure(ctx::fail);
    }

    private void preview(RoutingContext ctx) {
        TenantId tenant = Callers.with(ctx, Permission.DIRECTORY).tenant();
        directory
                .preview(tenant, ctx.pathParam("ehr"), previewId(ctx))
                .onSuccess(preview -> Json.ok(ctx, PracticeJson.preview(preview)))
                .onFailure(ctx::fail);
    }

    private void discard(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.DIRECTORY).author();
        directory
                .discard(by, ctx.pathParam("ehr"), previewId(ctx))
                .onSuccess(done -> Json.noContent(ctx))
                .onFailure(ctx::fail);
    }

    private void apply(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.DIRECTORY).author();
        directory
                .apply(by, ctx.pathParam("ehr"), previewId(ctx))
                .onSuccess(status -> show(ctx, status))
                .onFailure(ctx::fail);
    }

    private void undo(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.DIRECTORY).author();
        directory
                .undo(by, ctx.pathParam("ehr"))
                .onSuccess(status -> show(ctx, status))
                .onFailure(ctx::fail);
    }

    /** 0, which no preview has, for what is no id. */
    private static long previewId(RoutingContext ctx) {
        return PracticeJson.preview(ctx.pathParam("preview")).orElse(0);
    }

    private static TenantId reader(RoutingContext ctx) {
        return Callers.withAny(ctx, Permission.DIRECTORY, Permission.CONNECT).tenant();
    }

    private void search(RoutingContext ctx) {
        TenantId tenant = reader(ctx);
        PracticeQuery query = new PracticeQuery(
                Objects.requireNonNullElse(param(ctx, "q"), ""), kind(param(ctx, "kind")), param(ctx, "state"));
        int limit = limit(param(ctx, "limit"));
        directory
                .search(
                        tenant,
                        param(ctx, "ehr"),
                        query,
                        PracticeOrder.of(param(ctx, "sort"), param(ctx, "added"), param(ctx, "skip")),
                        limit,
                        param(ctx, "cursor"))
                .compose(page -> counts(tenant, param(ctx, "connections"), page))
                .onSuccess(json -> Json.ok(ctx, json))
                .onFailure(ctx::fail);
    }

    /** Counting asks the database, which searching does not: only where it is wanted. */
    private Future<JsonObject> counts(TenantId tenant, @Nullable String wanted, PracticePage page) {
        return "true".equals(wanted)
                ? directory.connections(tenant, page.items()).map(counts -> PracticeJson.page(page, counts))
                : Future.succeededFuture(PracticeJson.page(page));
    }

    /** Null if it is not there or empty, as forms send it. */
    private static @Nullable String param(RoutingContext ctx, String name) {
        String value = ctx.request().getParam(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static @Nullable EndpointKind kind(@Nullable String text) {
        return text == null
                ? null
                : EndpointKind.of(text).orElseThrow(() -> invalid("kind", "should be one of patient, provider_system"));
    }

    private static int limit(@Nullable String text) {
        try {
            return text == null ? USUAL_PAGE : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw invalid("limit", "should be a number from 1 to 100");
        }
    }

    private static Failure.Invalid invalid(String path, String message) {
        return new Failure.Invalid(
                "input-invalid", "One field needs another look.", List.of(new Mistake(path, message)));
    }

    private void practice(RoutingContext ctx) {
        TenantId tenant = reader(ctx);
        directory
                .practice(tenant, ctx.pathParam("id"))
                .compose(found -> count(tenant, param(ctx, "connections"), found))
                .onSuccess(json -> Json.ok(ctx, json))
                .onFailure(ctx::fail);
    }

    private Future<JsonObject> count(TenantId tenant, @Nullable String wanted, Practice found) {
        JsonObject json = PracticeJson.practice(found);
        return "true".equals(wanted)
                ? directory
                        .connections(tenant, List.of(found))
                        .map(counts -> json.put("connections", counts.getOrDefault(found.id(), 0)))
                : Future.succeededFuture(json);
    }

    private void add(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.DIRECTORY).author();
        JsonInput input = JsonInput.of(ctx);
        String ehr = input.text("ehr", 64);
        String name = input.text("name", 500);
        List<Directory.NewEndpoint> endpoints = new ArrayList<>();
        for (JsonInput each : input.objects("endpoints", MOST_ENDPOINTS)) {
            if (!each.has("kind")) {
                each.mistake("kind", "is missing");
            }
            String baseUrl = each.text("baseUrl", 2048);
            each.choice("kind", EndpointKind::of, "patient, provider_system")
                    .ifPresent(kind -> endpoints.add(new Directory.NewEndpoint(kind, baseUrl)));
        }
        input.refuseMistakes();
        directory
                .addByHand(by, ehr, name, endpoints)
                .onSuccess(practice -> Json.created(ctx, PracticeJson.practice(practice)))
                .onFailure(ctx::fail);
    }
}
