package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import dev.gatehouse.sandbox.authorization.ScopeForm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The partner application form, as it was received. What was left blank is the empty text.
 *
 * @param applicationName shown to the users of the EHR, as are description, pages, support and logo
 * @param type Patient, Provider, or System or Bulk export
 * @param redirectUrls compared byte for byte
 * @param launchUrls opened by an EHR launch
 * @param jwksUrl where the public keys are
 * @param scopes the only ones the app may ask for
 */
public record ApplicationForm(
        String applicationName,
        Client.Type type,
        String description,
        String homepageUrl,
        String privacyPolicyUrl,
        String termsOfServiceUrl,
        String supportEmail,
        String logoUrl,
        List<String> redirectUrls,
        List<String> launchUrls,
        String jwksUrl,
        List<String> scopes) {

    private static final Set<ClientAuthentication> WITH_SECRET =
            Set.of(ClientAuthentication.CLIENT_SECRET_BASIC, ClientAuthentication.CLIENT_SECRET_POST);

    /** Reads it and holds it to the vendor's rules. */
    static ApplicationForm read(JsonObject json) throws PortalRefusal {
        FormReader form = new FormReader(json);
        String name = form.needed("applicationName");
        Client.Type type = type(form.line("applicationType"));
        if (type == null) {
            form.wrong("applicationType", "must be patient, provider or system");
        }
        ApplicationForm read = new ApplicationForm(
                name,
                type == null ? Client.Type.PROVIDER : type,
                form.paragraphs("description"),
                form.address("homepageUrl"),
                form.address("privacyPolicyUrl"),
                form.address("termsOfServiceUrl"),
                form.email("supportEmail", false),
                form.address("logoUrl"),
                form.addresses("redirectUrls"),
                form.addresses("launchUrls"),
                form.address("jwksUrl"),
                form.texts("scopes"));
        read.check(form);
        PortalRefusal.refuse(form.mistakes());
        return read;
    }

    private void check(FormReader form) {
        boolean system = type == Client.Type.SYSTEM;
        if (!system && redirectUrls.isEmpty()) {
            form.wrong("redirectUrls", "name at least one");
        }
        if (system && jwksUrl.isEmpty()) {
            form.wrong("jwksUrl", "is needed for a system application");
        }
        if (scopes.isEmpty()) {
            form.wrong("scopes", "name at least one");
        }
        for (String scope : scopes) {
            if (!ScopeForm.holds(scope)) {
                form.wrong("scopes", "has something that is not a scope; they are case-sensitive");
                break;
            }
            if (system != scope.startsWith("system/")) {
                form.wrong("scopes", "system applications ask for system/ scopes, and no others do");
                break;
            }
        }
        if (!launchUrls.isEmpty() && !scopes.contains("launch")) {
            form.wrong("scopes", "an application with launch URLs must ask for the scope launch");
        }
    }

    private static Client.@Nullable Type type(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "patient" -> Client.Type.PATIENT;
            case "provider" -> Client.Type.PROVIDER;
            case "system", "system or bulk export" -> Client.Type.SYSTEM;
            default -> null;
        };
    }

    /** The app as the authorization server knows it; without the secret if it is a system app. */
    Client client(String id, @Nullable String secret) {
        boolean system = type == Client.Type.SYSTEM;
        return new Client(
                id,
                system ? null : secret,
                applicationName,
                type,
                redirectUrls,
                launchUrls,
                new LinkedHashSet<>(scopes),
                jwksUrl.isEmpty() ? null : jwksUrl,
                system ? Set.of(ClientAuthentication.PRIVATE_KEY_JWT) : WITH_SECRET);
    }

    /** The type in the portal's words. */
    public String typeWords() {
        return switch (type) {
            case PATIENT -> "Patient";
            case PROVIDER -> "Provider";
            case SYSTEM -> "System or Bulk export";
        };
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("applicationName", applicationName)
                .put("applicationType", type.name().toLowerCase(Locale.ROOT))
                .put("description", description)
                .put("homepageUrl", homepageUrl)
                .put("privacyPolicyUrl", privacyPolicyUrl)
                .put("termsOfServiceUrl", termsOfServiceUrl)
                .put("supportEmail", supportEmail)
                .put("logoUrl", logoUrl)
                .put("redirectUrls", new JsonArray(redirectUrls))
                .put("launchUrls", new JsonArray(launchUrls))
                .put("jwksUrl", jwksUrl)
                .put("scopes", new JsonArray(scopes));
    }
}
