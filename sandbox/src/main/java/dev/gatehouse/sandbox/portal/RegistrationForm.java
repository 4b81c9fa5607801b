package dev.gatehouse.sandbox.portal;

import io.vertx.core.json.JsonObject;

/**
 * The partner registration form: who the company is, who its developer is, and that the terms are accepted. What was left
 * blank is the empty text.
 *
 * @param companyName of the partner
 * @param companyWebsite its home page
 * @param address postal
 * @param phone of the developer
 * @param developerName whom the vendor may ask
 * @param developerEmail where the vendor writes to
 */
public record RegistrationForm(
        String companyName,
        String companyWebsite,
        String address,
        String phone,
        String developerName,
        String developerEmail) {

    /** Reads and checks it; whether company website, address and telephone must be given is not known, so they need not. */
    static RegistrationForm read(JsonObject json) throws PortalRefusal {
        FormReader form = new FormReader(json);
        RegistrationForm read = new RegistrationForm(
                form.needed("companyName"),
                form.address("companyWebsite"),
                form.paragraphs("address"),
                form.telephone("phone"),
                form.needed("developerName"),
                form.email("developerEmail", true));
        if (!form.ticked("termsAccepted")) {
            form.wrong("termsAccepted", "the terms of service must be accepted");
        }
        PortalRefusal.refuse(form.mistakes());
        return read;
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("companyName", companyName)
                .put("companyWebsite", companyWebsite)
                .put("address", address)
                .put("phone", phone)
                .put("developerName", developerName)
                .put("developerEmail", developerEmail)
                .put("termsAccepted", true);
    }
}
