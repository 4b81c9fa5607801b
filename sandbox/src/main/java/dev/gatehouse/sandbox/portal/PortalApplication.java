package dev.gatehouse.sandbox.portal;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * An application in the portal.
 *
 * @param clientId issued when the form came
 * @param registration id of the partner's registration
 * @param company shown to the users of the EHR
 * @param form as received, or as last changed
 * @param inMarketplace whether practices can find it
 * @param submittedAt when the form first came
 * @param changedAt when it last changed
 */
public record PortalApplication(
        String clientId,
        String registration,
        String company,
        ApplicationForm form,
        boolean inMarketplace,
        Instant submittedAt,
        Instant changedAt) {

    /** What the EHR's users see where the developer left a field blank. */
    public static final String NOT_PROVIDED = "Not provided by app developer";

    /**
     * A line of the listing.
     *
     * @param label what it is
     * @param value what the developer typed, or {@link #NOT_PROVIDED}
     * @param provided whether the developer typed anything
     * @param link whether the value is the address of a page
     */
    public record Line(String label, String value, boolean provided, boolean link) {}

    PortalApplication changed(ApplicationForm now, Instant at) {
        return new PortalApplication(clientId, registration, company, now, inMarketplace, submittedAt, at);
    }

    PortalApplication inMarketplace(boolean listed) {
        return new PortalApplication(clientId, registration, company, form, listed, submittedAt, changedAt);
    }

    /** What the users of the EHR see of it. */
    public List<Line> listing() {
        return List.of(
                line("Description", form.description(), false),
                line("Developer", company, false),
                line("Application type", form.typeWords(), false),
                line("Homepage", form.homepageUrl(), true),
                line("Privacy policy", form.privacyPolicyUrl(), true),
                line("Terms of service", form.termsOfServiceUrl(), true),
                line("Support", form.supportEmail(), false),
                line("Logo", form.logoUrl(), true));
    }

    private static Line line(String label, String value, boolean link) {
        return value.isEmpty() ? new Line(label, NOT_PROVIDED, false, false) : new Line(label, value, true, link);
    }

    JsonObject listingJson() {
        JsonArray lines = new JsonArray();
        listing()
                .forEach(line -> lines.add(new JsonObject()
                        .put("label", line.label())
                        .put("value", line.value())
                        .put("provided", line.provided())));
        return new JsonObject().put("name", form.applicationName()).put("lines", lines);
    }
}
