package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * EHR profiles as Nango's clients see them. Addresses of authorization servers are not among it: each practice tells its own
 * (SMART App Launch 2.2, "Discovery").
 */
public final class Providers {
    private final EhrProfiles profiles;
    private final String publicUrl;

    public Providers(EhrProfiles profiles, String publicUrl) {
        this.profiles = profiles;
        this.publicUrl = publicUrl;
    }

    /** By key, those whose key or name has this part in whatever case. */
    public List<EhrProfile> search(String part) {
        String wanted = part.toLowerCase(Locale.ROOT);
        return profiles.all().stream()
                .filter(each -> each.key().contains(wanted)
                        || each.name().toLowerCase(Locale.ROOT).contains(wanted))
                .sorted((one, other) -> one.key().compareTo(other.key()))
                .toList();
    }

    public Optional<EhrProfile> find(String key) {
        return profiles.has(key) ? Optional.of(profiles.of(key)) : Optional.empty();
    }

    public JsonObject json(EhrProfile profile) {
        boolean onlySystems = profile.applicationTypes().keySet().equals(Set.of(ApplicationType.SYSTEM));
        return new JsonObject()
                .put("name", profile.key())
                .put("display_name", profile.name())
                .put("logo_url", logo(profile))
                .put("categories", new JsonArray().add("ehr"))
                .put("auth_mode", onlySystems ? "OAUTH2_CC" : "OAUTH2")
                .put("docs", docs(profile))
                .put("authorization_url", (Object) null)
                .put("token_url", (Object) null)
                .put("authorization_params", new JsonObject().put("response_type", "code"))
                .put("scope_separator", " ")
                .put("default_scopes", new JsonArray(scopes(profile)))
                .put("proxy", new JsonObject().put("base_url", "${connectionConfig.base_url}"))
                .put("connection_config", connectionConfig());
    }

    /** What a connection needs beside the sign-in: which practice. Without it our page lets the person search. */
    private static JsonObject connectionConfig() {
        return new JsonObject()
                .put(
                        "endpoint_id",
                        new JsonObject()
                                .put("type", "string")
                                .put("title", "Practice")
                                .put("description", "The practice's endpoint, from the directory")
                                .put("example", "end_0123456789abcdefghjkmnpqrs")
                                .put("pattern", "^[a-z]+_[0-9a-z]+$")
                                .put("optional", true)
                                .put("order", 1));
    }

    private static List<String> scopes(EhrProfile profile) {
        for (ApplicationType type :
                List.of(ApplicationType.PROVIDER, ApplicationType.PATIENT, ApplicationType.SYSTEM)) {
            EhrProfile.TypeRules rules = profile.applicationTypes().get(type);
            if (rules != null) {
                return rules.scopes();
            }
        }
        return List.of();
    }

    private String docs(EhrProfile profile) {
        return profile.facts().programme().portal() == null
                ? publicUrl + "/openapi.yaml"
                : profile.facts().programme().portal().toString();
    }

    /** Initials in a circle, as an address of its own content: no vendor's mark is ours to pass on. */
    static String logo(@Nullable EhrProfile profile) {
        String name = profile == null ? "?" : profile.name();
        String initials = name.replaceAll("[^A-Za-z0-9 ]", "")
                .replaceAll("(\\S)\\S*\\s*", "$1")
                .toUpperCase(Locale.ROOT);
        String two = initials.substring(0, Math.min(2, initials.length()));
        String svg =
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 40\"><circle cx=\"20\" cy=\"20\" r=\"20\""
                        + " fill=\"#1f4b5f\"/><text x=\"20\" y=\"26\" font-family=\"sans-serif\" font-size=\"16\""
                        + " text-anchor=\"middle\" fill=\"#fff\">" + two + "</text></svg>";
        return "data:image/svg+xml,"
                + URLEncoder.encode(svg, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
