package dev.gatehouse.sandbox.portal;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A company that has registered, and how far it has come.
 *
 * @param id of the registration, not to be guessed
 * @param form as last submitted
 * @param state what was reached
 * @param submittedAt when the form last came
 * @param approvesAt when it is approved by itself, or null
 * @param reasons of the last refusal, empty when there was none
 * @param portalLogin name for the portal, from approval on
 */
public record Partner(
        String id,
        RegistrationForm form,
        State state,
        Instant submittedAt,
        @Nullable Instant approvesAt,
        List<String> reasons,
        @Nullable String portalLogin) {

    /** How far a partner is. */
    public enum State {
        REGISTRATION_SUBMITTED,
        REFUSED,
        PORTAL_ACCESS,
        CREDENTIALS_ISSUED
    }

    public Partner {
        reasons = List.copyOf(reasons);
    }

    static Partner submitted(String id, RegistrationForm form, Instant at, @Nullable Instant approvesAt) {
        return new Partner(id, form, State.REGISTRATION_SUBMITTED, at, approvesAt, List.of(), null);
    }

    boolean waiting() {
        return state == State.REGISTRATION_SUBMITTED;
    }

    public boolean hasAccess() {
        return state == State.PORTAL_ACCESS || state == State.CREDENTIALS_ISSUED;
    }

    boolean dueAt(Instant now) {
        return waiting() && approvesAt != null && !now.isBefore(approvesAt);
    }

    Partner approved(String login) {
        return new Partner(id, form, State.PORTAL_ACCESS, submittedAt, null, List.of(), login);
    }

    Partner refused(List<String> why) {
        return new Partner(id, form, State.REFUSED, submittedAt, null, why, null);
    }

    Partner issued() {
        return new Partner(id, form, State.CREDENTIALS_ISSUED, submittedAt, null, reasons, portalLogin);
    }

    /** With its newest application, if there is one. */
    JsonObject toJson(@Nullable PortalApplication newest) {
        JsonObject json = new JsonObject()
                .put("id", id)
                .put("companyName", form.companyName())
                .put("state", state.name().toLowerCase(Locale.ROOT))
                .put("submittedAt", submittedAt.toString())
                .put("form", form.toJson());
        if (approvesAt != null) {
            json.put("approvesAt", approvesAt.toString());
        }
        if (!reasons.isEmpty()) {
            json.put("reasons", new JsonArray(reasons));
        }
        if (portalLogin != null) {
            json.put("portalLogin", portalLogin);
        }
        if (newest != null) {
            json.put(
                    "application",
                    new JsonObject()
                            .put("name", newest.form().applicationName())
                            .put("clientId", newest.clientId()));
        }
        return json;
    }
}
