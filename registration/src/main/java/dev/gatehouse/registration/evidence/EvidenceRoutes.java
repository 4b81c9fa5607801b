package dev.gatehouse.registration.evidence;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.registration.signup.Named;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** {@code /api/v1/registrations/{id}/evidence}; permission {@code registrations}. */
public final class EvidenceRoutes {
    private final EvidenceFiles files;
    private final Named named;

    public EvidenceRoutes(EvidenceFiles files, Named named) {
        this.files = files;
        this.named = named;
    }

    /** What reads large bodies itself: mount it before any body handler. */
    public void mountStreaming(Router api) {
        api.post("/registrations/:id/evidence").handler(this::add);
    }

    public void mount(Router api) {
        api.get("/registrations/:id/evidence").handler(this::list);
        api.get("/registrations/:id/evidence/:evidence").handler(this::download);
        api.delete("/registrations/:id/evidence/:evidence").handler(this::remove);
    }

    private static Author author(RoutingContext ctx) {
        return Callers.with(ctx, Permission.REGISTRATIONS).author();
    }

    private void add(RoutingContext ctx) {
        ctx.request().pause();
        try {
            Author by = author(ctx);
            List<Mistake> mistakes = new ArrayList<>();
            String name = parameter(ctx, "name");
            EvidenceName.wrong(name).ifPresent(message -> mistakes.add(new Mistake("name", message)));
            String step = parameter(ctx, "step");
            if (step.isEmpty()) {
                mistakes.add(new Mistake("step", "is missing: a file belongs to a step"));
            }
            if (!mistakes.isEmpty()) {
                throw new Failure.Invalid("input-invalid", "The file's name and step need another look.", mistakes);
            }
            EvidenceType type = type(ctx);
            refuseLong(ctx);
            files.keep(by, ctx.pathParam("id"), step, name, type, ctx.request())
                    .onSuccess(evidence -> Json.created(ctx, json(evidence)))
                    .onFailure(failure -> refuse(ctx, failure));
        } catch (Failure refused) {
            refuse(ctx, refused);
        }
    }

    private static EvidenceType type(RoutingContext ctx) {
        Optional<EvidenceType> type =
                EvidenceType.of(Objects.requireNonNullElse(ctx.request().getHeader("Content-Type"), ""));
        return type.orElseThrow(() -> new Failure.Invalid(
                "evidence-refused", "Send one of these as Content-Type: " + EvidenceType.all() + "."));
    }

    private static void refuseLong(RoutingContext ctx) {
        String length = ctx.request().getHeader("Content-Length");
        if (length != null && (length.length() > 15 || Long.parseLong(length) > EvidenceUpload.MOST_BYTES)) {
            throw EvidenceUpload.tooLarge();
        }
    }

    private static String parameter(RoutingContext ctx, String name) {
        return Objects.requireNonNullElse(ctx.request().getParam(name), "").strip();
    }

    /** What is left of the body must be taken off the line, and must not be read as the next request. */
    private static void refuse(RoutingContext ctx, Throwable failure) {
        if (!ctx.request().isEnded()) {
            ctx.response().putHeader("Connection", "close");
            ctx.request().resume();
        }
        ctx.fail(failure);
    }

    private void list(RoutingContext ctx) {
        files.list(author(ctx).tenant(), ctx.pathParam("id"))
                .compose(found -> named.with(
                        Json.page(found.stream().map(EvidenceRoutes::json).toList(), null)))
                .onSuccess(told -> Json.ok(ctx, told))
                .onFailure(ctx::fail);
    }

    private void download(RoutingContext ctx) {
        TenantId tenant = author(ctx).tenant();
        files.of(tenant, ctx.pathParam("id"), ctx.pathParam("evidence"))
                .onSuccess(evidence -> send(ctx, tenant, evidence))
                .onFailure(ctx::fail);
    }

    /** Always a download, and nothing in it may run if a browser shows it nevertheless. */
    private void send(RoutingContext ctx, TenantId tenant, Evidence evidence) {
        HttpServerResponse response = ctx.response()
                .putHeader("Content-Type", evidence.type().mediaType())
                .putHeader("Content-Length", Long.toString(evidence.size()))
                .putHeader("Content-Disposition", EvidenceName.disposition(evidence.name()))
                .putHeader("Content-Security-Policy", "sandbox; default-src 'none'")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-store");
        rest(response, tenant, evidence, 0).onFailure(failure -> {
            if (response.headWritten()) {
                response.reset();
            } else {
                response.headers().clear();
                ctx.fail(failure);
            }
        });
    }

    private Future<Void> rest(HttpServerResponse response, TenantId tenant, Evidence evidence, int from) {
        return from == evidence.parts()
                ? response.end()
                : files.part(tenant, evidence, from)
                        .compose(response::write)
                        .compose(written -> rest(response, tenant, evidence, from + 1));
    }

    private void remove(RoutingContext ctx) {
        files.remove(author(ctx), ctx.pathParam("id"), ctx.pathParam("evidence"))
                .onSuccess(done -> Json.noContent(ctx))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(Evidence evidence) {
        return new JsonObject()
                .put("id", evidence.id())
                .put("step", evidence.stepKey())
                .put("name", evidence.name())
                .put("contentType", evidence.type().mediaType())
                .put("size", evidence.size())
                .put("sha256", evidence.sha256())
                .put("addedAt", Json.time(evidence.addedAt()))
                .put("addedBy", evidence.addedBy());
    }
}
