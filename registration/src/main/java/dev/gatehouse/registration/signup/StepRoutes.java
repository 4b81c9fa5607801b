package dev.gatehouse.registration.signup;

import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.registration.form.FormChange;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** {@code /api/v1/registrations/{id}/steps/{key}}; permission {@code registrations}. */
public final class StepRoutes {
    private static final int LONGEST_REASON = 2000;

    private final Registrations registrations;
    private final Named named;
    private final Clock clock;

    public StepRoutes(Registrations registrations, Named named, Clock clock) {
        this.registrations = registrations;
        this.named = named;
        this.clock = clock;
    }

    public void mount(Router api) {
        String step = "/registrations/:id/steps/:key";
        api.get(step).handler(this::read);
        api.put(step).handler(this::fill);
        api.patch(step).handler(this::track);
        api.post(step + "/complete").handler(this::complete);
        api.post(step + "/reopen").handler(this::reopen);
        api.post(step + "/refuse").handler(this::refuse);
        api.post(step + "/resubmit").handler(this::resubmit);
    }

    private static Author author(RoutingContext ctx) {
        return Callers.with(ctx, Permission.REGISTRATIONS).author();
    }

    private void read(RoutingContext ctx) {
        answer(ctx, registrations.of(author(ctx).tenant(), ctx.pathParam("id")), List.of());
    }

    private void fill(RoutingContext ctx) {
        Author by = author(ctx);
        List<Mistake> unknown = new ArrayList<>();
        answer(
                ctx,
                registrations.fill(
                        by,
                        ctx.pathParam("id"),
                        ctx.pathParam("key"),
                        reader(JsonInput.of(ctx), unknown),
                        revision(ctx)),
                unknown);
    }

    /** The fields themselves, or within {@code form}. */
    private static Function<Playbook.Step, FormChange> reader(JsonInput body, List<Mistake> unknown) {
        return step -> {
            JsonInput input = step.field("form").isEmpty() && body.names().equals(Set.of("form"))
                    ? body.object("form").orElse(body)
                    : body;
            FormChange change = FormChange.of(step, input);
            body.refuseMistakes();
            unknown.addAll(change.unknown());
            return change;
        };
    }

    /** A form in the body is kept first, so that nothing typed is lost when the step is not complete yet. */
    private void complete(RoutingContext ctx) {
        Author by = author(ctx);
        String id = ctx.pathParam("id");
        String key = ctx.pathParam("key");
        List<Mistake> unknown = new ArrayList<>();
        Optional<Long> revision = revision(ctx);
        Optional<JsonInput> body =
                JsonInput.maybe(ctx).filter(input -> !input.names().isEmpty());
        Future<Registrations.Known> done = body.isEmpty()
                ? registrations.complete(by, id, key, revision)
                : registrations
                        .fill(by, id, key, reader(body.get(), unknown), revision)
                        .compose(known -> registrations.complete(
                                by,
                                id,
                                key,
                                revision.map(
                                        seen -> known.registration().step(key).revision())));
        answer(ctx, done, unknown);
    }

    private void reopen(RoutingContext ctx) {
        Author by = author(ctx);
        JsonInput input = JsonInput.of(ctx);
        String reason = input.text("reason", LONGEST_REASON);
        input.refuseMistakes();
        answer(ctx, registrations.reopen(by, ctx.pathParam("id"), ctx.pathParam("key"), reason), List.of());
    }

    private void refuse(RoutingContext ctx) {
        Author by = author(ctx);
        JsonInput input = JsonInput.of(ctx);
        String reason = input.text("reason", LONGEST_REASON);
        LocalDate on = input.day("refusedOn").orElseGet(() -> LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        Optional<String> returnsTo = input.optionalText("returnsTo", 64);
        List<String> fields = input.texts("fields", 30, 64);
        if (returnsTo.isEmpty() && !fields.isEmpty()) {
            input.mistake("fields", "belong to the step that returnsTo names");
        }
        input.refuseMistakes();
        answer(
                ctx,
                registrations.refuse(
                        by,
                        ctx.pathParam("id"),
                        ctx.pathParam("key"),
                        new Step.Refusal(reason, on, fields),
                        returnsTo.orElse(null)),
                List.of());
    }

    private void resubmit(RoutingContext ctx) {
        Author by = author(ctx);
        Optional<String> note = JsonInput.maybe(ctx).flatMap(input -> {
            Optional<String> text = input.optionalText("note", LONGEST_REASON);
            input.refuseMistakes();
            return text;
        });
        answer(
                ctx,
                registrations.resubmit(by, ctx.pathParam("id"), ctx.pathParam("key"), note.orElse(null)),
                List.of());
    }

    private void track(RoutingContext ctx) {
        Author by = author(ctx);
        JsonInput input = JsonInput.of(ctx);
        Optional<String> owner = input.optionalText("owner", 320);
        Optional<Instant> due = input.time("dueAt");
        Optional<String> blocker = input.optionalText("blocker", LONGEST_REASON);
        input.refuseMistakes();
        answer(
                ctx,
                registrations.track(
                        by,
                        ctx.pathParam("id"),
                        ctx.pathParam("key"),
                        old -> new Step.Tracking(
                                input.names().contains("owner") ? owner.orElse(null) : old.owner(),
                                input.names().contains("dueAt") ? due.orElse(null) : old.dueAt(),
                                input.names().contains("blocker") ? blocker.orElse(null) : old.blocker()),
                        revision(ctx)),
                List.of());
    }

    private void answer(RoutingContext ctx, Future<Registrations.Known> done, List<Mistake> unknown) {
        done.compose(known -> {
                    Step step = known.registration().step(ctx.pathParam("key"));
                    ctx.response().putHeader("ETag", "\"" + step.revision() + "\"");
                    return named.with(RegistrationJson.step(known, step, known.told(step.key()), unknown)
                            .put(
                                    "registrationState",
                                    known.registration().state(known.playbook()).text()));
                })
                .onSuccess(told -> Json.ok(ctx, told))
                .onFailure(ctx::fail);
    }

    /** What {@code If-Match} asks for; anything that is no revision of ours fits none. */
    private static Optional<Long> revision(RoutingContext ctx) {
        String header = ctx.request().getHeader("If-Match");
        if (header == null || header.strip().equals("*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(header.strip().replaceAll("^\"|\"$", "")));
        } catch (NumberFormatException e) {
            return Optional.of(-1L);
        }
    }
}
