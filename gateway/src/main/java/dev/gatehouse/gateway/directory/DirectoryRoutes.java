package dev.gatehouse.gateway.directory;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
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
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    private final Directory directory;
    private final DirectoryUpload upload;

    public DirectoryRoutes(Vertx vertx, Directory directory) {
        this.directory = directory;
        this.upload = new DirectoryUpload(vertx, directory);
    }

    /** What reads large bodies itself: mount it before any body handler. */
    public void mountStreaming(Router api) {
        api.post("/directories/:ehr/imports").handler(this::importList);
    }

    public void mount(Router api) {
        api.get("/directories/:ehr").handler(this::status);
        api.get("/practices").handler(this::search);
        api.get("/practices/:id").handler(this::practice);
        api.post("/practices").handler(this::add);
    }

    private void importList(RoutingContext ctx) {
        Caller caller;
        try {
            caller = Callers.with(ctx, Permission.DIRECTORY);
            log.info("{} sends a practice directory for {}", caller.id(), ctx.pathParam("ehr"));
        } catch (Failure refused) {
            refuse(ctx, refused);
            return;
        }
        upload.take(caller.author(), ctx.pathParam("ehr"), ctx.request(), caller.platform() ? null : caller.tenant())
                .onSuccess(report -> Json.ok(ctx, PracticeJson.report(report)))
                .onFailure(failure -> refuse(ctx, failure));
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
        reader(ctx);
        directory
                .status(ctx.pathParam("ehr"))
                .onSuccess(status -> Json.ok(ctx, PracticeJson.status(status)))
                .onFailure(ctx::fail);
    }

    @CanIgnoreReturnValue
    private static TenantId reader(RoutingContext ctx) {
        return Callers.withAny(ctx, Permission.DIRECTORY, Permission.CONNECT).tenant();
    }

    private void search(RoutingContext ctx) {
        TenantId tenant = reader(ctx);
        PracticeQuery query = new PracticeQuery(
                Objects.requireNonNullElse(param(ctx, "q"), ""), kind(param(ctx, "kind")), param(ctx, "state"));
        directory
                .search(tenant, param(ctx, "ehr"), query, limit(param(ctx, "limit")), param(ctx, "cursor"))
                .onSuccess(page -> Json.ok(ctx, PracticeJson.page(page)))
                .onFailure(ctx::fail);
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
                .onSuccess(practice -> Json.ok(ctx, PracticeJson.practice(practice)))
                .onFailure(ctx::fail);
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
