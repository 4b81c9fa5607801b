package dev.gatehouse.gateway.audit;

import dev.gatehouse.common.audit.AuditAnchor;
import dev.gatehouse.common.audit.AuditCheck;
import dev.gatehouse.common.audit.AuditEvents;
import dev.gatehouse.common.audit.AuditFilter;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.Paging;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/audit-events}; permission {@code audit}. */
public final class AuditRoutes {
    private static final Logger log = LoggerFactory.getLogger(AuditRoutes.class);

    private final AuditEvents events;
    private final ChainLook chain;

    public AuditRoutes(AuditEvents events, ChainLook chain) {
        this.events = events;
        this.chain = chain;
    }

    public void mount(Router api) {
        api.get("/audit-events").handler(this::list);
        api.get("/audit-chain").handler(this::chain);
    }

    private void chain(RoutingContext ctx) {
        // The chain is one for all tenants: whoever may read a part of it may know whether it holds.
        Caller unused = Callers.with(ctx, Permission.AUDIT);
        chain.standing().onSuccess(standing -> Json.ok(ctx, json(standing))).onFailure(ctx::fail);
    }

    private static JsonObject json(ChainLook.Standing standing) {
        ChainLook.Seen seen = standing.seen();
        if (seen == null) {
            return new JsonObject().put("state", "looking").put("looking", true);
        }
        AuditCheck.Result result = seen.result();
        return new JsonObject()
                .put("state", result.problem().isEmpty() ? "unbroken" : "broken")
                .put("looking", standing.looking())
                .put("entries", result.entries())
                .put("checkedAt", Json.time(seen.at()))
                .put("end", result.end().map(AuditAnchor::toString).orElse(null))
                .put(
                        "problem",
                        result.problem()
                                .map(found ->
                                        new JsonObject().put("seq", found.seq()).put("text", found.text()))
                                .orElse(null));
    }

    private void list(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.AUDIT).author();
        AuditFilter filter = new AuditFilter(
                time(ctx, "since"),
                time(ctx, "until"),
                parameter(ctx, "action"),
                parameter(ctx, "target"),
                parameter(ctx, "actor"));
        String format = parameter(ctx, "format");
        if (format == null || format.equals("json")) {
            page(ctx, by, filter);
            return;
        }
        Optional<AuditForm> form = AuditForm.of(format);
        if (form.isEmpty()) {
            throw invalid("format", "should be one of json, ndjson, fhir, csv");
        }
        export(ctx, by, filter, form.get());
    }

    private void page(RoutingContext ctx, Author by, AuditFilter filter) {
        Paging paging = Paging.of(ctx);
        events.list(by.tenant(), filter, before(paging), paging.limit() + 1)
                .onSuccess(found ->
                        Json.ok(ctx, paging.page(found, event -> Long.toString(event.seq()), AuditJson::of)))
                .onFailure(ctx::fail);
    }

    private static long before(Paging paging) {
        try {
            return paging.after().isEmpty() ? AuditEvents.NEWEST : Long.parseLong(paging.after());
        } catch (NumberFormatException e) {
            throw invalid("cursor", "should be the nextCursor of the page before");
        }
    }

    /** The next page is read when the one before is on its way, so a slow reader costs nothing but its connection. */
    private void export(RoutingContext ctx, Author by, AuditFilter filter, AuditForm form) {
        HttpServerResponse response = ctx.response();
        events.export(by, filter, form.text(), page -> {
                    if (!response.headWritten()) {
                        begin(response, form);
                        return response.write(Buffer.buffer(form.head()).appendBuffer(form.lines(page)));
                    }
                    return response.write(form.lines(page));
                })
                .onSuccess(done -> {
                    if (!response.headWritten()) {
                        begin(response, form);
                        response.end(form.head());
                    } else {
                        response.end();
                    }
                })
                .onFailure(failure -> {
                    if (response.headWritten()) {
                        log.warn(
                                "An export of the audit broke off: {}",
                                failure.getClass().getName());
                        // Without the last chunk the reader knows that something is missing.
                        response.reset();
                    } else {
                        ctx.fail(failure);
                    }
                });
    }

    private static void begin(HttpServerResponse response, AuditForm form) {
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader("Content-Type", form.contentType())
                .putHeader("Content-Disposition", "attachment; filename=\"audit." + form.ending() + "\"")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    private static @Nullable Instant time(RoutingContext ctx, String name) {
        String text = parameter(ctx, name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw invalid(name, "should be a time like 2026-11-23T12:00:00Z");
        }
    }

    private static @Nullable String parameter(RoutingContext ctx, String name) {
        String value = ctx.request().getParam(name);
        return value == null || value.isBlank() ? null : value;
    }

    private static Failure.Invalid invalid(String path, String message) {
        return new Failure.Invalid(
                "input-invalid", "One field needs another look.", List.of(new Mistake(path, message)));
    }
}
