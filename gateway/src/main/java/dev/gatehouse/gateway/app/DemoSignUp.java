package dev.gatehouse.gateway.app;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Set;

/**
 * The sign-up with the simulated vendor, step by step, from both sides: what a partner keeps and checks here, what they send
 * to the vendor's portal, and what comes back.
 */
final class DemoSignUp {
    private static final Set<String> LISTS = Set.of("redirectUrls", "launchUrls", "scopes");

    private final ApiClient client;
    private final String vendors;
    private final LocalDate today;
    private final JsonObject registration;
    private final String sent;

    private DemoSignUp(ApiClient client, String vendors, LocalDate today, JsonObject registration, String sent) {
        this.client = client;
        this.vendors = vendors;
        this.today = today;
        this.registration = registration;
        this.sent = sent;
    }

    /** Completes the partner registration here and sends the same to the vendor. */
    static DemoSignUp begin(ApiClient client, String sandbox, LocalDate today)
            throws IOException, InterruptedException {
        JsonObject registration = client.post(
                "/api/v1/registrations",
                new JsonObject()
                        .put("ehr", "sandbox")
                        .put("environment", "sandbox")
                        .put("name", "Northwind Care Hub"),
                201);
        String path = "/api/v1/registrations/" + registration.getString("id");
        JsonObject form = new JsonObject()
                .put("companyName", "Northwind Care Hub")
                .put("companyWebsite", "https://northwind.example")
                .put("address", "1 Harbour Road, Springfield")
                .put("developerName", "Sam Rivera")
                .put("developerEmail", "ehr-team@northwind.example")
                .put("phone", "+1 555 0100")
                .put("termsAccepted", true)
                .put("submittedOn", today.toString());
        client.post(path + "/steps/partner-registration/complete", form, 200);
        String portal = sandbox + "/portal/api";
        String sent = client.theirs(portal + "/registrations", packet(client, path, "partner-registration"), 201)
                .getString("id");
        return new DemoSignUp(client, portal, today, registration, sent);
    }

    String applicationId() {
        return registration.getString("applicationId");
    }

    private String path() {
        return "/api/v1/registrations/" + registration.getString("id");
    }

    private String theirs() {
        return vendors + "/registrations/" + sent;
    }

    /** The vendor says yes; its e-mail is kept as evidence. Gives the name of the portal login. */
    @CanIgnoreReturnValue
    String letIn() throws IOException, InterruptedException {
        JsonObject approved = client.theirs(theirs() + "/approve", new JsonObject(), 200);
        JsonArray mails =
                client.theirs(vendors + "/mails?to=ehr-team@northwind.example").getJsonArray("items");
        byte[] mail = client.theirFile(
                vendors + "/mails/" + mails.getJsonObject(mails.size() - 1).getString("id") + ".eml");
        client.attach(path() + "/evidence?step=portal-access&name=approval.eml", "message/rfc822", mail);
        String login = approved.getString("portalLogin");
        client.post(
                path() + "/steps/portal-access/complete",
                new JsonObject().put("receivedOn", today.toString()).put("portalUserName", login),
                200);
        return login;
    }

    /** Describes the application, here and with the same words in the vendor's form. Gives the listing's completeness. */
    @CanIgnoreReturnValue
    int describe() throws IOException, InterruptedException {
        client.put(
                path() + "/steps/partner-application",
                new JsonObject()
                        .put("applicationName", "Northwind Care Hub")
                        .put("applicationType", "provider")
                        .put("description", "Shows open care gaps beside the chart.")
                        .put("homepageUrl", "https://northwind.example")
                        .put("privacyPolicyUrl", "https://northwind.example/privacy")
                        .put("termsOfServiceUrl", "https://northwind.example/terms")
                        .put("supportEmail", "help@northwind.example")
                        .put("logoUrl", "https://northwind.example/logo.png")
                        .put("scopes", DemoWalk.scopes()));
        JsonObject offers = client.get(path() + "/steps/partner-application").getJsonObject("offers");
        client.post(
                path() + "/steps/partner-application/complete",
                new JsonObject().put("redirectUrls", offers.getJsonArray("redirectUrls")),
                200);
        client.theirs(theirs() + "/application", packet(client, path(), "partner-application"), 200);
        return client.get(path() + "/listing-preview")
                .getJsonObject("completeness")
                .getInteger("percent");
    }

    /** Copies what the vendor issued; it becomes the application's first credential. */
    void store() throws IOException, InterruptedException {
        client.post(path() + "/steps/api-credentials/complete", client.theirs(theirs() + "/credentials"), 200);
    }

    /** The practice's own yes: FHIR turned on there, and noted here. Gives the practice's gate. */
    String practiceAgrees(JsonObject practice, String guid) throws IOException, InterruptedException {
        client.theirs(vendors + "/practices/" + guid + "/fhir", new JsonObject().put("enabled", true), 200);
        return client.put(path() + "/practices/" + practice.getString("id"), new JsonObject().put("fhirEnabled", true))
                .getString("state");
    }

    /** How far the sign-up has come. */
    String state() throws IOException, InterruptedException {
        return client.get(path()).getString("state");
    }

    /** What is to be pasted into the vendor's form of one step. */
    private static JsonObject packet(ApiClient client, String path, String step)
            throws IOException, InterruptedException {
        JsonObject form = new JsonObject();
        JsonArray steps = client.get(path + "/packet").getJsonArray("steps");
        for (int i = 0; i < steps.size(); i++) {
            JsonArray fields = steps.getJsonObject(i).getString("key").equals(step)
                    ? steps.getJsonObject(i).getJsonArray("fields")
                    : new JsonArray();
            for (int j = 0; j < fields.size(); j++) {
                String key = fields.getJsonObject(j).getString("key");
                JsonArray values = fields.getJsonObject(j).getJsonArray("values");
                if (LISTS.contains(key)) {
                    form.put(key, values);
                } else if (!values.isEmpty()) {
                    form.put(key, key.equals("termsAccepted") ? (Object) true : values.getString(0));
                }
            }
        }
        return form;
    }
}
