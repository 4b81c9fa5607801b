package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.authorization.Client;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a partner has come.
 *
 * @param id of the registration
 * @param companyName of the partner
 * @param state what was reached
 * @param portalLogin name for the portal, from approval on
 * @param client the application, from its description on
 */
record PortalRegistration(
        String id,
        String companyName,
        State state,
        @Nullable String portalLogin,
        @Nullable Client client) {

    enum State {
        REGISTRATION_SUBMITTED,
        PORTAL_ACCESS,
        CREDENTIALS_ISSUED
    }

    static PortalRegistration submitted(String id, String companyName) {
        return new PortalRegistration(id, companyName, State.REGISTRATION_SUBMITTED, null, null);
    }

    PortalRegistration approved(String login) {
        return state == State.REGISTRATION_SUBMITTED
                ? new PortalRegistration(id, companyName, State.PORTAL_ACCESS, login, null)
                : this;
    }

    PortalRegistration issued(Client application) {
        return new PortalRegistration(id, companyName, State.CREDENTIALS_ISSUED, portalLogin, application);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("id", id)
                .put("companyName", companyName)
                .put("state", state.name().toLowerCase(Locale.ROOT));
        if (portalLogin != null) {
            json.put("portalLogin", portalLogin);
        }
        if (client != null) {
            json.put("application", new JsonObject().put("name", client.name()).put("clientId", client.id()));
        }
        return json;
    }
}
