package dev.gatehouse.gateway.smart;

import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.HostRules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code .well-known/smart-configuration} (SMART App Launch 2.2, "conformance"). Unknown members are ignored. */
final class WellKnownDocument {
    /** Required by the guide, yet missing at working EHRs. */
    private static final List<String> EXPECTED =
            List.of("capabilities", "grant_types_supported", "code_challenge_methods_supported");

    private WellKnownDocument() {}

    static SmartEndpoints read(JsonObject document, Egress egress, HostRules hosts, URI base, Instant now) {
        List<String> warnings = new ArrayList<>();
        EndpointAddresses addresses = new EndpointAddresses(egress, hosts, base, warnings);
        for (String member : EXPECTED) {
            if (texts(document, member).isEmpty()) {
                warnings.add("The metadata does not say " + member + ".");
            }
        }
        Object issuer = document.getValue("issuer");
        return new SmartEndpoints(
                base,
                issuer instanceof String text && !text.isBlank() ? text : null,
                addresses.checked("authorization_endpoint", document.getValue("authorization_endpoint")),
                addresses.required("token_endpoint", document.getValue("token_endpoint")),
                optional(addresses, document, "introspection_endpoint"),
                optional(addresses, document, "revocation_endpoint"),
                optional(addresses, document, "registration_endpoint"),
                optional(addresses, document, "management_endpoint"),
                addresses.checked("jwks_uri", document.getValue("jwks_uri")),
                texts(document, "capabilities"),
                texts(document, "grant_types_supported"),
                texts(document, "code_challenge_methods_supported"),
                texts(document, "token_endpoint_auth_methods_supported"),
                texts(document, "token_endpoint_auth_signing_alg_values_supported"),
                texts(document, "scopes_supported"),
                Boolean.TRUE.equals(document.getValue("authorization_response_iss_parameter_supported")),
                SmartEndpoints.Source.WELL_KNOWN,
                warnings,
                now);
    }

    private static @Nullable URI optional(EndpointAddresses addresses, JsonObject document, String member) {
        return addresses.optional(member, document.getValue(member));
    }

    private static Set<String> texts(JsonObject document, String member) {
        Set<String> texts = new LinkedHashSet<>();
        if (document.getValue(member) instanceof JsonArray values) {
            for (Object each : values) {
                if (each instanceof String text) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }
}
