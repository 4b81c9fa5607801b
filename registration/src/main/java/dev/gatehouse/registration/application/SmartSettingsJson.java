package dev.gatehouse.registration.application;

import dev.gatehouse.common.ehr.EhrProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** {@link SmartSettings} as people look at them: what holds in the end, from where, and what speaks against it. */
final class SmartSettingsJson {
    /** Where nothing is set, the practice's metadata decides when it is needed. */
    private static final String METADATA = "metadata";

    private static final String STANDARD = "standard";
    private static final String PROFILE = "profile";

    private SmartSettingsJson() {}

    static JsonArray warnings(SmartSettings effective) {
        JsonArray warnings = new JsonArray();
        if (!effective.usesPkce()) {
            warnings.add("The proof key (PKCE) is switched off: whoever gets hold of an authorization code on its way may"
                    + " use it. Switch it on again as soon as the EHR allows it.");
        }
        return warnings;
    }

    static JsonObject of(PracticeSmartSettings.Overlay overlay, String practiceId, EhrProfile profile) {
        return new JsonObject()
                .put("applicationId", overlay.application().id())
                .put("practiceId", practiceId)
                .put("settings", overlay.practice().toJson())
                .put("effective", effective(overlay, profile))
                .put("warnings", warnings(overlay.effective()));
    }

    private static JsonObject effective(PracticeSmartSettings.Overlay overlay, EhrProfile profile) {
        JsonObject practice = overlay.practice().toJson();
        JsonObject application = overlay.application().smart().toJson();
        JsonObject defaults = defaults(overlay.application(), profile);
        JsonObject both = overlay.effective().toJson();
        JsonObject effective = new JsonObject();
        for (String name : defaults.fieldNames()) {
            JsonObject otherwise = defaults.getJsonObject(name);
            String from = practice.containsKey(name)
                    ? "practice"
                    : application.containsKey(name) ? "application" : otherwise.getString("from");
            effective.put(
                    name,
                    new JsonObject()
                            .put("value", both.containsKey(name) ? both.getValue(name) : otherwise.getValue("value"))
                            .put("from", from));
        }
        return effective;
    }

    private static JsonObject defaults(Application application, EhrProfile profile) {
        EhrProfile.Audience audience = profile.facts().assertion().audience();
        return new JsonObject()
                .put("clientAuth", otherwise(application.clientAuthentication().text(), "application"))
                .put("rawBasic", otherwise(false, STANDARD))
                .put("clientIdInBody", otherwise(false, STANDARD))
                .put(
                        "assertionAudience",
                        otherwise(AssertionAudience.of(audience).text(), audience == null ? STANDARD : PROFILE))
                .put("signingAlgorithm", otherwise(null, METADATA))
                .put("pkce", otherwise(true, STANDARD))
                .put("authorizePost", otherwise(SmartSettings.PostUse.AUTO.text(), METADATA))
                .put("authorizationParameters", otherwise(new JsonObject(), STANDARD))
                .put("prompt", otherwise(null, STANDARD))
                .put("maxAge", otherwise(null, STANDARD))
                .put("loginHint", otherwise(null, STANDARD))
                .put("capabilities", otherwise(new JsonObject(), METADATA))
                .put("scopeDialect", otherwise(null, METADATA))
                .put("keepAlive", otherwise(true, STANDARD));
    }

    private static JsonObject otherwise(@Nullable Object value, String from) {
        return new JsonObject().put("value", value).put("from", from);
    }
}
