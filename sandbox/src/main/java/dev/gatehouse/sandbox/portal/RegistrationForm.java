package dev.gatehouse.sandbox.portal;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The partner registration form: who the company is, who its developer is, and that the terms are accepted. */
final class RegistrationForm {

    private RegistrationForm() {}

    static List<Mistake> mistakes(@Nullable JsonObject form) {
        if (form == null) {
            return List.of(new Mistake("", "The body must be a JSON object"));
        }
        List<Mistake> mistakes = new ArrayList<>();
        for (String field : List.of("companyName", "developerName", "developerEmail")) {
            if (!(form.getValue(field) instanceof String text) || text.isBlank()) {
                mistakes.add(new Mistake(field, "must be filled in"));
            }
        }
        if (form.getValue("developerEmail") instanceof String email && !email.isBlank() && !email.contains("@")) {
            mistakes.add(new Mistake("developerEmail", "must be an e-mail address"));
        }
        if (!Boolean.TRUE.equals(form.getValue("termsAccepted"))) {
            mistakes.add(new Mistake("termsAccepted", "the terms of service must be accepted"));
        }
        return mistakes;
    }
}
