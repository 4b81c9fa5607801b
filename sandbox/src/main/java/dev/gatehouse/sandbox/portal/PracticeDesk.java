package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.authorization.Clients;
import dev.gatehouse.sandbox.authorization.Grants;
import dev.gatehouse.sandbox.authorization.PracticeGate;
import dev.gatehouse.sandbox.directory.Practice;
import dev.gatehouse.sandbox.directory.PracticeGenerator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the administrator of a practice does in the EHR: enable FHIR, let apps of the marketplace in, send them away. */
public final class PracticeDesk {

    private static final int SEARCHED = 5_000;
    private static final int SHOWN = 20;

    private final PracticeGenerator practices;
    private final PartnerPortal portal;
    private final PracticeGate gate;
    private final Grants grants;
    private final Clients clients;

    public PracticeDesk(
            PracticeGenerator practices, PartnerPortal portal, PracticeGate gate, Grants grants, Clients clients) {
        this.practices = practices;
        this.portal = portal;
        this.gate = gate;
        this.grants = grants;
        this.clients = clients;
    }

    public Practice practice(String guid) throws PortalRefusal {
        return practices.indexOf(guid).map(practices::practice).orElseThrow(() -> PortalRefusal.missing("practice"));
    }

    /** The first practices whose name holds the text; only the first 5,000 are looked at. */
    public List<Practice> search(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        List<Practice> found = new ArrayList<>();
        for (int i = 0; i < Math.min(SEARCHED, practices.size()) && found.size() < SHOWN; i++) {
            Practice practice = practices.practice(i);
            if (practice.name().toLowerCase(Locale.ROOT).contains(wanted)) {
                found.add(practice);
            }
        }
        return found;
    }

    public void enableFhir(String guid, boolean on) throws PortalRefusal {
        gate.enableFhir(practice(guid).guid(), on);
    }

    public boolean fhirEnabled(String guid) {
        return gate.fhirEnabled(guid);
    }

    /** The applications a practice can find. */
    public List<PortalApplication> marketplace() {
        return portal.applications("").stream()
                .filter(application -> application.inMarketplace() && clients.enabled(application.clientId()))
                .toList();
    }

    /** Lets the app in, with those of its scopes, or with all of them if null. */
    public void authorize(String guid, String clientId, @Nullable Set<String> scopes) throws PortalRefusal {
        String practice = practice(guid).guid();
        PortalApplication application = portal.application(clientId);
        if (!gate.fhirEnabled(practice)) {
            throw new PortalRefusal(409, "The practice must enable FHIR first");
        }
        if (!marketplace().contains(application)) {
            throw new PortalRefusal(409, "The application is not in the marketplace");
        }
        Set<String> asked = new LinkedHashSet<>(application.form().scopes());
        Set<String> allowed = scopes == null ? asked : scopes;
        if (!asked.containsAll(allowed) || allowed.isEmpty()) {
            throw new PortalRefusal(422, "Allow at least one of the scopes the application asks for, and no others");
        }
        gate.authorize(practice, clientId, allowed);
    }

    /** Sends the app away: what its users at the practice have granted ends, too. */
    public void withdraw(String guid, String clientId) throws PortalRefusal {
        String practice = practice(guid).guid();
        if (!gate.withdraw(practice, clientId)) {
            throw PortalRefusal.missing("authorization");
        }
        grants.revokeGrantsOf(clientId, practice);
    }

    /** The scopes the practice allows the app, or null. */
    public @Nullable Set<String> authorized(String guid, String clientId) {
        return gate.authorized(guid, clientId);
    }

    JsonObject toJson(Practice practice) {
        JsonArray apps = new JsonArray();
        gate.authorized(practice.guid())
                .forEach((clientId, scopes) -> apps.add(new JsonObject()
                        .put("clientId", clientId)
                        .put("scopes", new JsonArray(List.copyOf(new TreeSet<>(scopes))))));
        return new JsonObject()
                .put("guid", practice.guid())
                .put("name", practice.name())
                .put("fhirEnabled", gate.fhirEnabled(practice.guid()))
                .put("apps", apps);
    }
}
