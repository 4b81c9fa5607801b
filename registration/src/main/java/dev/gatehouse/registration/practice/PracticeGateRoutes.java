package dev.gatehouse.registration.practice;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.common.web.Paging;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/registrations/{id}/practices}; permission {@code registrations}. */
public final class PracticeGateRoutes {
    private final PracticeGates gates;
    private final Clock clock;

    public PracticeGateRoutes(PracticeGates gates, Clock clock) {
        this.gates = gates;
        this.clock = clock;
    }

    public void mount(Router api) {
        api.get("/registrations/:id/practices").handler(this::list);
        api.get("/registrations/:id/practices/:practice").handler(this::read);
        api.put("/registrations/:id/practices/:practice").handler(this::note);
    }

    private static Author author(RoutingContext ctx) {
        return Callers.with(ctx, Permission.REGISTRATIONS).author();
    }

    private void list(RoutingContext ctx) {
        Author by = author(ctx);
        Paging paging = Paging.of(ctx);
        gates.list(by.tenant(), ctx.pathParam("id"), paging.after(), paging.limit() + 1)
                .onSuccess(
                        found -> Json.ok(ctx, paging.page(found, PracticeGate::practiceId, PracticeGateRoutes::json)))
                .onFailure(ctx::fail);
    }

    private void read(RoutingContext ctx) {
        gates.of(author(ctx).tenant(), ctx.pathParam("id"), ctx.pathParam("practice"))
                .onSuccess(gate -> Json.ok(ctx, json(gate)))
                .onFailure(ctx::fail);
    }

    private void note(RoutingContext ctx) {
        Author by = author(ctx);
        JsonInput input = JsonInput.of(ctx);
        Answer fhir = answer(input, "fhirEnabled", "fhirEnabledOn");
        Answer app = answer(input, "appAuthorized", "appAuthorizedOn");
        LocalDate asked = input.day("askedOn").orElse(null);
        String notes = input.optionalText("notes", 4000).orElse(null);
        for (String ours : new String[] {"state", "connectedAt", "revokedAt"}) {
            if (input.has(ours)) {
                input.mistake(ours, "follows from the practice's connections and can't be set");
            }
        }
        input.refuseMistakes();
        gates.note(
                        by,
                        ctx.pathParam("id"),
                        ctx.pathParam("practice"),
                        old -> new PracticeGate(
                                old.practiceId(),
                                old.practiceName(),
                                input.names().contains("askedOn") ? asked : old.askedOn(),
                                fhir.or(old.fhirEnabledOn()),
                                app.or(old.appAuthorizedOn()),
                                input.names().contains("notes") ? notes : old.notes(),
                                old.connectedAt(),
                                old.revokedAt(),
                                old.remindedAt()))
                .onSuccess(gate -> Json.ok(ctx, json(gate)))
                .onFailure(ctx::fail);
    }

    /**
     * What somebody says of a yes.
     *
     * @param said false if nothing was said
     * @param on null for no; without a day of its own a yes counts from today, unless one was noted before
     */
    private record Answer(boolean said, @Nullable LocalDate on, boolean dated) {
        @Nullable
        LocalDate or(@Nullable LocalDate before) {
            if (!said) {
                return before;
            }
            return on != null && !dated && before != null ? before : on;
        }
    }

    private Answer answer(JsonInput input, String flag, String day) {
        LocalDate on = input.day(day).orElse(null);
        boolean yes = input.flag(flag, on != null);
        boolean said = input.names().contains(flag) || input.names().contains(day);
        if (!yes) {
            if (on != null) {
                input.mistake(day, "has no meaning while " + flag + " is false");
            }
            return new Answer(said, null, false);
        }
        return new Answer(said, on == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : on, on != null);
    }

    private static JsonObject json(PracticeGate gate) {
        return new JsonObject()
                .put("practiceId", gate.practiceId())
                .put("name", gate.practiceName())
                .put("state", gate.state().text())
                .put("askedOn", text(gate.askedOn()))
                .put("fhirEnabled", gate.fhirEnabledOn() != null)
                .put("fhirEnabledOn", text(gate.fhirEnabledOn()))
                .put("appAuthorized", gate.appAuthorizedOn() != null)
                .put("appAuthorizedOn", text(gate.appAuthorizedOn()))
                .put("notes", gate.notes())
                .put("connectedAt", Json.time(gate.connectedAt()))
                .put("revokedAt", Json.time(gate.revokedAt()));
    }

    private static @Nullable String text(@Nullable LocalDate day) {
        return day == null ? null : day.toString();
    }
}
