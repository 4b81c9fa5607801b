package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.gateway.connection.GrantedReach;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a call that the EHR is certain to refuse, because what it granted has nothing of the kind (SMART App Launch 2.2,
 * "scopes for requesting FHIR resources"). Whatever is not certain goes to the EHR, which knows best: batches, operations,
 * histories, compartments, searches that bring other types along.
 */
final class ScopeCheck {
    /** Many EHRs hand these out with whatever refers to them, without a scope of their own. */
    private static final Set<String> COMPANIONS = Set.of(
            "Binary",
            "Bundle",
            "Location",
            "Medication",
            "Organization",
            "OperationOutcome",
            "Parameters",
            "Practitioner",
            "PractitionerRole",
            "Provenance");

    private ScopeCheck() {}

    /** Why not; empty if it may be tried. */
    static Optional<Failure> refusal(GrantedReach reach, HttpMethod method, FhirTarget target) {
        List<String> segments = target.segments();
        String type = segments.isEmpty() ? "" : segments.get(0);
        if (!isType(type) || COMPANIONS.contains(type) || bringsOthers(target.query())) {
            return Optional.empty();
        }
        String needed = needed(method, segments);
        return needed.isEmpty() || reach.mayReach(type, needed) ? Optional.empty() : Optional.of(refused(needed, type));
    }

    private static Failure refused(String needed, String type) {
        return new Failure.Forbidden(
                "scope-not-granted",
                "The EHR did not grant this connection to " + words(needed) + " " + type
                        + ", so it was not asked. The connection shows which scopes it has.");
    }

    /** Letters of {@code cruds}, one of which is enough; none if that is not certain. */
    private static String needed(HttpMethod method, List<String> segments) {
        boolean alone =
                segments.size() == 1 || (segments.size() == 2 && segments.get(1).isEmpty());
        String second = alone ? "" : segments.get(1);
        boolean search = second.equals("_search");
        boolean special = !search && (second.startsWith("_") || second.indexOf('$') >= 0 || second.indexOf('%') >= 0);
        if (special || segments.size() > 2) {
            return "";
        }
        return switch (method.name()) {
            case "GET", "HEAD" -> alone || search ? "s" : "r";
            case "POST" -> search ? "s" : alone ? "c" : "";
            case "PUT" -> "cu";
            case "PATCH" -> "u";
            case "DELETE" -> "d";
            default -> "";
        };
    }

    private static String words(String needed) {
        return switch (needed) {
            case "r" -> "read";
            case "s" -> "search";
            case "c" -> "create";
            case "d" -> "delete";
            default -> "change";
        };
    }

    private static boolean bringsOthers(@Nullable String query) {
        return query != null && (query.contains("_include") || query.contains("_revinclude") || query.contains("_has"));
    }

    private static boolean isType(String segment) {
        if (segment.length() < 2 || segment.charAt(0) < 'A' || segment.charAt(0) > 'Z') {
            return false;
        }
        for (int i = 1; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z')) {
                return false;
            }
        }
        return true;
    }
}
