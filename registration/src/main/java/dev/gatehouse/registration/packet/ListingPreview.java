package dev.gatehouse.registration.packet;

import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.registration.form.Form;
import dev.gatehouse.registration.signup.Registrations;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** What the EHR will show its users of the application, and how much of it the partner has filled in. */
final class ListingPreview {
    /** What the EHR shows in place of a blank, in its own words. */
    static final String BLANK = "Not provided by app developer";

    private ListingPreview() {}

    static JsonObject of(Registrations.Known known) {
        Map<String, Form> forms = known.registration().forms();
        JsonArray fields = new JsonArray();
        JsonArray missing = new JsonArray();
        JsonObject listing = new JsonObject();
        int shown = 0;
        for (Playbook.Step step : known.playbook().steps()) {
            Form form = forms.getOrDefault(step.key(), Form.EMPTY);
            for (Playbook.Field field : step.fields()) {
                if (!field.shownToUsers()) {
                    continue;
                }
                shown++;
                boolean provided = form.isFilled(field.key());
                String value = provided ? String.join("\n", values(field, form)) : BLANK;
                listing.put(field.key(), value);
                fields.add(new JsonObject()
                        .put("key", field.key())
                        .put("step", step.key())
                        .put("label", field.label())
                        .put("value", value)
                        .put("provided", provided));
                if (!provided) {
                    missing.add(new JsonObject()
                            .put("key", field.key())
                            .put("step", step.key())
                            .put("label", field.label()));
                }
            }
        }
        return new JsonObject()
                .put("registrationId", known.registration().id())
                .put("ehr", known.registration().ehr())
                .put("listing", listing)
                .put("fields", fields)
                .put(
                        "completeness",
                        new JsonObject()
                                .put("percent", shown == 0 ? 100 : (shown - missing.size()) * 100 / shown)
                                .put("provided", shown - missing.size())
                                .put("of", shown)
                                .put("missing", missing));
    }

    /** In the vendor's words where there is a choice; never a secret. */
    static List<String> values(Playbook.Field field, Form form) {
        return switch (field.type()) {
            case URLS, SCOPES -> form.texts(field.key());
            case FLAG -> form.isFilled(field.key()) ? List.of(form.flag(field.key()) ? "Yes" : "No") : List.of();
            case SECRET -> List.of();
            case CHOICE ->
                form.text(field.key()).map(choice -> field.options().getOrDefault(choice, choice)).stream()
                        .toList();
            default -> form.text(field.key()).stream().toList();
        };
    }
}
