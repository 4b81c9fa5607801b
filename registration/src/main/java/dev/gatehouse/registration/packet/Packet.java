package dev.gatehouse.registration.packet;

import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.registration.form.Form;
import dev.gatehouse.registration.signup.Registration;
import dev.gatehouse.registration.signup.Registrations;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Everything to paste into the vendor's forms, in the order of the forms. Never a secret. */
final class Packet {
    private Packet() {}

    private static List<Playbook.Step> forms(Registrations.Known known) {
        return known.playbook().steps().stream()
                .filter(step ->
                        step.who() == Playbook.Who.PARTNER && !step.fields().isEmpty())
                .toList();
    }

    private static List<Playbook.Field> fields(Playbook.Step step) {
        return step.fields().stream()
                .filter(field -> field.type() != Playbook.Type.SECRET)
                .toList();
    }

    private static String label(Playbook.Field field) {
        String vendors = field.vendorLabel();
        return vendors == null ? field.label() : vendors;
    }

    static JsonObject json(Registrations.Known known) {
        Registration registration = known.registration();
        JsonArray steps = new JsonArray();
        for (Playbook.Step step : forms(known)) {
            Form form = registration.step(step.key()).form();
            JsonArray fields = new JsonArray();
            for (Playbook.Field field : fields(step)) {
                fields.add(new JsonObject()
                        .put("key", field.key())
                        .put("label", field.label())
                        .put("vendorLabel", field.vendorLabel())
                        .put("values", new JsonArray(ListingPreview.values(field, form))));
            }
            steps.add(new JsonObject()
                    .put("key", step.key())
                    .put("title", step.title())
                    .put(
                            "url",
                            step.links().isEmpty()
                                    ? null
                                    : step.links().get(0).url().toString())
                    .put("fields", fields));
        }
        return new JsonObject()
                .put("registrationId", registration.id())
                .put("name", registration.name())
                .put("ehr", registration.ehr())
                .put("environment", registration.environment().text())
                .put("applicationId", registration.applicationId())
                .put("redirectUri", known.own().redirectUri())
                .put("launchUrl", known.own().launchUrl())
                .put("jwksUrl", known.own().jwksUrl())
                .put("steps", steps);
    }

    static Document document(Registrations.Known known) {
        Registration registration = known.registration();
        List<Document.Block> blocks = new ArrayList<>();
        blocks.add(new Document.Paragraph("For " + known.profile().name() + ", environment "
                + registration.environment().text() + ", registration " + registration.id()
                + ". Copy each value as it is; addresses and scopes are compared letter by letter."));
        for (Playbook.Step step : forms(known)) {
            blocks.add(new Document.Heading(step.title()));
            step.links().forEach(link -> blocks.add(new Document.Paragraph(link.title() + ": " + link.url())));
            Form form = registration.step(step.key()).form();
            for (Playbook.Field field : fields(step)) {
                blocks.add(new Document.Value(label(field), ListingPreview.values(field, form), ""));
            }
        }
        blocks.add(new Document.Heading("Addresses of this installation"));
        blocks.add(new Document.Value("Redirect URL", List.of(known.own().redirectUri()), "Where users come back to."));
        blocks.add(new Document.Value(
                "Launch URL", List.of(known.own().launchUrl()), "Only for an application opened from within the EHR."));
        blocks.add(new Document.Value(
                "JWKS URL", List.of(known.own().jwksUrl()), "Only for an application that signs with a key."));
        return new Document(registration.name() + ": what to paste", blocks);
    }
}
