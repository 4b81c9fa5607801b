package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What an authorization server says of itself. The SMART configuration has exactly the members that Practice Fusion's had
 * in 2026-08: no {@code scopes_supported}, no {@code token_endpoint_auth_methods_supported}, no revocation endpoint.
 */
final class DiscoveryDocuments {

    private static final List<String> CAPABILITIES = List.of(
            "launch-ehr",
            "launch-standalone",
            "client-public",
            "client-confidential-symmetric",
            "client-confidential-asymmetric",
            "sso-openid-connect",
            "context-banner",
            "context-style",
            "context-ehr-patient",
            "context-ehr-encounter",
            "context-standalone-patient",
            "context-standalone-encounter",
            "permission-offline",
            "permission-patient",
            "permission-user",
            "permission-v1",
            "permission-v2",
            "authorize-post");

    private DiscoveryDocuments() {}

    static JsonObject smartConfiguration(Base base) {
        return new JsonObject()
                .put("issuer", base.issuer())
                .put("jwks_uri", base.keys())
                .put("authorization_endpoint", base.authorizationEndpoint())
                .put("token_endpoint", base.tokenEndpoint())
                .put("introspection_endpoint", base.introspectionEndpoint())
                .put("capabilities", new JsonArray(CAPABILITIES))
                .put(
                        "grant_types_supported",
                        new JsonArray()
                                .add("authorization_code")
                                .add("refresh_token")
                                .add("client_credentials"))
                .put("code_challenge_methods_supported", new JsonArray().add("S256"));
    }

    /** OpenID Connect Discovery 1.0, section 3, with what it requires. */
    static JsonObject openIdConfiguration(Base base) {
        return new JsonObject()
                .put("issuer", base.issuer())
                .put("authorization_endpoint", base.authorizationEndpoint())
                .put("token_endpoint", base.tokenEndpoint())
                .put("jwks_uri", base.keys())
                .put("response_types_supported", new JsonArray().add("code"))
                .put("subject_types_supported", new JsonArray().add("public"))
                .put("id_token_signing_alg_values_supported", new JsonArray().add("RS256"));
    }

    static JsonObject style() {
        return new JsonObject()
                .put("color_background", "#ffffff")
                .put("color_error", "#9e2d2d")
                .put("color_highlight", "#2e6da4")
                .put("color_modal_backdrop", "")
                .put("color_success", "#2d7d3c")
                .put("color_text", "#222222")
                .put("dim_border_radius", "6px")
                .put("dim_font_size", "13px")
                .put("dim_spacing_size", "20px")
                .put("font_family_body", "sans-serif")
                .put("font_family_heading", "sans-serif");
    }
}
