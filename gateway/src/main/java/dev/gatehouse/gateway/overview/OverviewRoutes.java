package dev.gatehouse.gateway.overview;

import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.registration.application.EnvironmentChoice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/overview}; permission {@code connections}. What a caller may not see elsewhere is left out here too.
 */
public final class OverviewRoutes {
    private static final Set<String> TROUBLE = Set.of("NEEDS_RECONNECT", "MISCONFIGURED", "DEGRADED");
    private static final List<String> STATES =
            List.of("PENDING", "ACTIVE", "DEGRADED", "NEEDS_RECONNECT", "MISCONFIGURED", "REVOKED");

    private final Overview overview;
    private final EhrProfiles profiles;

    public OverviewRoutes(Overview overview, EhrProfiles profiles) {
        this.overview = overview;
        this.profiles = profiles;
    }

    public void mount(Router api) {
        api.get("/overview").handler(this::show);
    }

    private void show(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.CONNECTIONS);
        overview.of(caller.tenant(), EnvironmentChoice.read(ctx.queryParams().getAll("environment")))
                .onSuccess(told -> Json.ok(ctx, json(caller, told)))
                .onFailure(ctx::fail);
    }

    private JsonObject json(Caller caller, Overview.Told told) {
        return new JsonObject()
                .put("at", Json.time(told.at()))
                .put("connections", counts(told.counts()))
                .put("attention", attention(caller, told))
                .put("registrations", caller.may(Permission.REGISTRATIONS) ? signUps(told.steps()) : new JsonArray())
                .put("activity", activity(told.activity()))
                .put("firstRun", firstRun(told.firstRun()));
    }

    private static JsonObject counts(Map<String, Integer> counts) {
        JsonObject json = new JsonObject();
        STATES.forEach(state -> json.put(state.toLowerCase(Locale.ROOT), counts.getOrDefault(state, 0)));
        return json.put("paused", counts.getOrDefault("PAUSED", 0))
                .put(
                        "attention",
                        TROUBLE.stream()
                                .mapToInt(state -> counts.getOrDefault(state, 0))
                                .sum())
                .put(
                        "total",
                        counts.values().stream().mapToInt(Integer::intValue).sum());
    }

    /** The worst first: what has stopped, what practices must do, what will stop, what nobody hears, what is old. */
    private static JsonArray attention(Caller caller, Overview.Told told) {
        JsonArray items = new JsonArray();
        if (caller.may(Permission.CREDENTIALS)) {
            told.endings().stream()
                    .filter(each -> !each.endsAt().isAfter(told.at()))
                    .forEach(each -> items.add(ending("credentialEnded", each)));
        }
        told.troubles().forEach(each -> items.add(trouble(each)));
        if (caller.may(Permission.CREDENTIALS)) {
            told.endings().stream()
                    .filter(each -> each.endsAt().isAfter(told.at()))
                    .forEach(each -> items.add(ending("credentialEnds", each)));
        }
        if (caller.may(Permission.WEBHOOKS)) {
            told.webhooks().forEach(each -> items.add(deaf(each)));
        }
        if (caller.may(Permission.DIRECTORY)) {
            told.old().forEach(each -> items.add(old(each)));
        }
        return items;
    }

    private static JsonObject trouble(OverviewStore.Trouble trouble) {
        return item("connection", trouble.id(), trouble.practice(), trouble.since())
                .put("state", trouble.state().toLowerCase(Locale.ROOT))
                .put("code", trouble.code())
                .put("text", trouble.text());
    }

    private static JsonObject ending(String kind, OverviewStore.Ending ending) {
        return item(kind, ending.applicationId(), ending.application(), ending.endsAt())
                .put("number", ending.number());
    }

    private static JsonObject deaf(OverviewStore.Deaf webhook) {
        return item("webhook", webhook.id(), webhook.url(), null)
                .put("code", webhook.off())
                .put("number", webhook.failed());
    }

    private static JsonObject old(OverviewStore.Listing listing) {
        return item("directory", listing.ehr(), listing.ehr(), listing.importedAt())
                .put("text", listing.failure());
    }

    private static JsonObject item(String kind, String id, String name, @Nullable Instant since) {
        return new JsonObject()
                .put("kind", kind)
                .put("id", id)
                .put("name", name)
                .put("since", Json.time(since))
                .putNull("state")
                .putNull("code")
                .putNull("text")
                .putNull("number");
    }

    private JsonArray signUps(List<OverviewStore.StepAt> steps) {
        Map<String, JsonObject> signUps = new LinkedHashMap<>();
        for (OverviewStore.StepAt step : steps) {
            JsonObject signUp = signUps.computeIfAbsent(
                    step.registration(),
                    id -> new JsonObject()
                            .put("id", id)
                            .put("name", step.name())
                            .put("ehr", step.ehr())
                            .put("environment", step.environment().toLowerCase(Locale.ROOT))
                            .put("steps", 0)
                            .put("done", 0)
                            .putNull("current"));
            boolean done = step.state().equals("DONE");
            signUp.put("steps", signUp.getInteger("steps") + 1).put("done", signUp.getInteger("done") + (done ? 1 : 0));
            if (!done && signUp.getValue("current") == null) {
                signUp.put(
                        "current",
                        new JsonObject()
                                .put("key", step.key())
                                .put("title", title(step))
                                .put("state", step.state().toLowerCase(Locale.ROOT))
                                .put("since", Json.time(step.since()))
                                .put("blocker", step.blocker()));
            }
        }
        return new JsonArray(List.copyOf(signUps.values()));
    }

    private String title(OverviewStore.StepAt step) {
        Playbook playbook = profiles.has(step.ehr()) ? profiles.of(step.ehr()).registration() : null;
        return playbook == null
                ? step.key()
                : playbook.steps().stream()
                        .filter(each -> each.key().equals(step.key()))
                        .map(Playbook.Step::title)
                        .findFirst()
                        .orElse(step.key());
    }

    private static JsonArray activity(List<OverviewStore.Happened> happened) {
        JsonArray items = new JsonArray();
        happened.forEach(each -> items.add(new JsonObject()
                .put("id", each.id())
                .put("at", Json.time(each.at()))
                .put("kind", each.kind())
                .put("code", each.code())
                .put("text", each.text())
                .put("connectionId", each.connectionId())
                .put("practice", each.practice())));
        return items;
    }

    private static JsonObject firstRun(Map<String, Boolean> done) {
        JsonObject json = new JsonObject();
        done.forEach(json::put);
        return json;
    }
}
