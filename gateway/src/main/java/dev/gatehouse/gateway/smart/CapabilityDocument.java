package dev.gatehouse.gateway.smart;

import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.HostRules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The SMART 1.0 extensions in a CapabilityStatement's {@code rest[].security}. */
final class CapabilityDocument {
    private static final String DEFINITIONS = "http://fhir-registry.smarthealthit.org/StructureDefinition/";
    private static final String OAUTH = DEFINITIONS + "oauth-uris";
    private static final String CAPABILITIES = DEFINITIONS + "capabilities";

    private CapabilityDocument() {}

    /** Empty if no {@code rest} with mode server names OAuth addresses. */
    static Optional<SmartEndpoints> read(JsonObject document, Egress egress, HostRules hosts, URI base, Instant now) {
        List<JsonObject> extensions = objects(document, "rest")
                .filter(rest -> "server".equals(rest.getValue("mode", "server")))
                .flatMap(rest -> rest.getValue("security") instanceof JsonObject security
                        ? objects(security, "extension")
                        : Stream.empty())
                .toList();
        Map<String, Object> uris = new HashMap<>();
        extensions.stream()
                .filter(each -> OAUTH.equals(each.getValue("url")))
                .flatMap(each -> objects(each, "extension"))
                .filter(each -> each.getValue("url") instanceof String && each.getValue("valueUri") != null)
                .forEach(each -> uris.putIfAbsent(each.getString("url"), each.getValue("valueUri")));
        return uris.isEmpty()
                ? Optional.empty()
                : Optional.of(endpoints(uris, capabilities(extensions), egress, hosts, base, now));
    }

    private static SmartEndpoints endpoints(
            Map<String, Object> uris, Set<String> capabilities, Egress egress, HostRules hosts, URI base, Instant now) {
        List<String> warnings = new ArrayList<>();
        warnings.add("There is no SMART configuration; the endpoints are from the capability statement.");
        EndpointAddresses addresses = new EndpointAddresses(egress, hosts, base, warnings);
        return new SmartEndpoints(
                base,
                null,
                addresses.checked("authorization_endpoint", uris.get("authorize")),
                addresses.required("token_endpoint", uris.get("token")),
                addresses.optional("introspection_endpoint", uris.get("introspect")),
                addresses.optional("revocation_endpoint", uris.get("revoke")),
                addresses.optional("registration_endpoint", uris.get("register")),
                addresses.optional("management_endpoint", uris.get("manage")),
                null,
                capabilities,
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                false,
                SmartEndpoints.Source.CAPABILITY_STATEMENT,
                warnings,
                now);
    }

    private static Set<String> capabilities(List<JsonObject> extensions) {
        Set<String> codes = new LinkedHashSet<>();
        for (JsonObject each : extensions) {
            if (CAPABILITIES.equals(each.getValue("url")) && each.getValue("valueCode") instanceof String code) {
                codes.add(code);
            }
        }
        return codes;
    }

    private static Stream<JsonObject> objects(JsonObject parent, String member) {
        return parent.getValue(member) instanceof JsonArray values
                ? values.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast)
                : Stream.empty();
    }
}
