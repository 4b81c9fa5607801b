package dev.gatehouse.registration.signup;

import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.registration.form.Findings;
import dev.gatehouse.registration.form.Form;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How registrations are told. */
final class RegistrationJson {
    private RegistrationJson() {}

    /** As it stands in lists: without forms. */
    static JsonObject brief(Registrations.Known known) {
        Registration registration = known.registration();
        JsonArray steps = array(registration.steps(), step -> head(step, known.told(step.key())));
        Step current = registration.current();
        return new JsonObject()
                .put("id", registration.id())
                .put("ehr", registration.ehr())
                .put("environment", registration.environment().text())
                .put("name", registration.name())
                .put("state", registration.state(known.playbook()).text())
                .put("currentStep", current == null ? null : current.key())
                .put("applicationId", registration.applicationId())
                .put("steps", steps)
                .put("createdAt", Json.time(registration.createdAt()))
                .put("updatedAt", Json.time(registration.updatedAt()));
    }

    static JsonObject whole(Registrations.Known known) {
        Registration registration = known.registration();
        Playbook playbook = known.playbook();
        JsonArray warnings = new JsonArray();
        JsonArray steps = new JsonArray();
        for (Step step : registration.steps()) {
            Playbook.Step told = known.told(step.key());
            steps.add(step(known, step, told, List.of()));
            if (step.isDone()) {
                known.findings(told)
                        .warnings()
                        .forEach(each ->
                                warnings.add(mistake(each).put("path", "steps." + step.key() + "." + each.path())));
            }
        }
        return brief(known)
                .put("steps", steps)
                .put("portal", playbook.portal() == null ? null : link(playbook.portal()))
                .put("ownUrls", urls(known))
                .put("vendorGate", gate(registration, playbook))
                .put("warnings", warnings);
    }

    private static JsonObject urls(Registrations.Known known) {
        JsonObject urls = new JsonObject();
        for (Playbook.Offer offer : Playbook.Offer.values()) {
            urls.put(offer.text(), known.own().get(offer));
        }
        return urls;
    }

    private static JsonObject gate(Registration registration, Playbook playbook) {
        VendorGate gate = registration.gate();
        Playbook.Gate told = playbook.vendorGate();
        return new JsonObject()
                .put("open", gate.isOpen())
                .put("title", told.title())
                .put("help", told.help())
                .put("links", array(told.links(), RegistrationJson::link))
                .put("knownFrom", array(told.knownFrom(), RegistrationJson::known))
                .put("testingSince", day(gate.testingSince()))
                .put("enabledOn", day(gate.enabledOn()))
                .put("inMarketplaceOn", day(gate.inMarketplaceOn()))
                .put("note", gate.note());
    }

    private static @Nullable String day(@Nullable LocalDate day) {
        return day == null ? null : day.toString();
    }

    /** One step with its form, what is wrong with it, and what the profile tells about it. */
    static JsonObject step(Registrations.Known known, Step step, Playbook.Step told, List<Mistake> more) {
        Findings found = known.findings(told);
        boolean begun = step.state() != StepState.NOT_STARTED && !step.form().equals(Form.EMPTY);
        JsonArray warnings =
                begun || step.isDone() ? array(found.warnings(), RegistrationJson::mistake) : new JsonArray();
        more.forEach(each -> warnings.add(mistake(each)));
        JsonObject offers = new JsonObject();
        told.fields().stream()
                .filter(field -> field.offer() != null)
                .forEach(field -> offers.put(field.key(), offer(known, field)));
        JsonObject acceptances = new JsonObject();
        new TreeMap<>(step.acceptances()).forEach((field, stamp) -> acceptances.put(field, stamp.toJson()));
        JsonObject touched = new JsonObject();
        new TreeMap<>(step.marks().touched()).forEach((field, touch) -> touched.put(field, touch.toJson()));
        return head(step, told)
                .put("form", step.form().toView())
                .put(
                        "errors",
                        begun && !step.isDone() ? array(found.errors(), RegistrationJson::mistake) : new JsonArray())
                .put("warnings", warnings)
                .put("acceptances", acceptances)
                .put("touched", touched)
                .put("offers", offers)
                .put("help", told.help())
                .put("links", array(told.links(), RegistrationJson::link))
                .put("knownFrom", array(told.knownFrom(), RegistrationJson::known))
                .put("fields", array(told.fields(), RegistrationJson::field));
    }

    private static Object offer(Registrations.Known known, Playbook.Field field) {
        String url = known.own().get(Objects.requireNonNull(field.offer()));
        return field.type().isList() ? new JsonArray().add(url) : url;
    }

    private static JsonObject head(Step step, Playbook.Step told) {
        Step.Refusal refusal = step.refusal();
        return new JsonObject()
                .put("key", step.key())
                .put("title", told.title())
                .put("who", told.who().text())
                .put("makes", told.makes().name().toLowerCase(Locale.ROOT))
                .put("longAfter", longAfter(step, told))
                .put("state", step.state().text())
                .put("owner", step.tracking().owner())
                .put("dueAt", Json.time(step.tracking().dueAt()))
                .put("blocker", step.tracking().blocker())
                .put("waitingSince", Json.time(step.waitingSince()))
                .put(
                        "completedAt",
                        step.completed() == null
                                ? null
                                : Json.time(step.completed().at()))
                .put(
                        "completedBy",
                        step.completed() == null ? null : step.completed().by())
                .put(
                        "changedAt",
                        step.changed() == null ? null : Json.time(step.changed().at()))
                .put("changedBy", step.changed() == null ? null : step.changed().by())
                .put(
                        "refusal",
                        refusal == null
                                ? null
                                : new JsonObject()
                                        .put("reason", refusal.reason())
                                        .put("on", refusal.on().toString())
                                        .put("fields", new JsonArray(refusal.fields())))
                .put("revision", step.revision());
    }

    /** From when on waiting for it takes longer than one may expect. */
    private static @Nullable String longAfter(Step step, Playbook.Step told) {
        return step.isDone() || step.waitingSince() == null || told.remindAfter() == null
                ? null
                : Json.time(step.waitingSince().plus(told.remindAfter()));
    }

    private static JsonObject field(Playbook.Field field) {
        JsonObject options = new JsonObject();
        for (Map.Entry<String, String> option : field.options().entrySet()) {
            options.put(option.getKey(), option.getValue());
        }
        return new JsonObject()
                .put("key", field.key())
                .put("label", field.label())
                .put("vendorLabel", field.vendorLabel())
                .put("type", field.type().text())
                .put("required", field.required())
                .put("help", field.help())
                .put("shownToUsers", field.shownToUsers())
                .put("most", field.most() == 0 ? null : field.most())
                .put("offer", field.offer() == null ? null : field.offer().text())
                .put("options", options);
    }

    static JsonObject event(RegistrationEvent event) {
        return new JsonObject()
                .put("id", event.id())
                .put("at", Json.time(event.at()))
                .put("by", event.by())
                .put("kind", event.kind())
                .put("step", event.stepKey())
                .put("text", event.text())
                .put("changes", event.changes());
    }

    static JsonObject mistake(Mistake mistake) {
        return new JsonObject().put("path", mistake.path()).put("message", mistake.message());
    }

    private static JsonObject link(Playbook.Link link) {
        return new JsonObject().put("title", link.title()).put("url", link.url().toString());
    }

    private static JsonObject known(Playbook.Known known) {
        return new JsonObject()
                .put("source", known.source())
                .put("read", known.read().toString());
    }

    private static <T> JsonArray array(Collection<T> all, Function<T, JsonObject> json) {
        JsonArray array = new JsonArray();
        all.forEach(each -> array.add(json.apply(each)));
        return array;
    }
}
