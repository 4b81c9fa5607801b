package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.guard.TargetRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request to the proxy wants to go: read by {@link TargetRules}, then rebuilt from its parts under the practice's own
 * base. What is legitimate reaches the EHR byte for byte; what two servers could read in two ways is refused. Messages never
 * repeat the target, which may hold patient data.
 *
 * @param connection through which connection
 * @param segments raw path segments below the base; empty for the base itself; the last one is "" after a trailing slash
 * @param query raw query; null if there was no {@code ?}
 */
public record FhirTarget(
        ConnectionId connection,
        List<String> segments,
        @Nullable String query) {

    /** Where the proxy is mounted. */
    static final String MOUNT = "/fhir/";

    public FhirTarget {
        segments = List.copyOf(segments);
    }

    /**
     * Reads a request target as it stood in the request line. Fails with 400 {@code target-refused}, or 404 {@code
     * connection-unknown} for what cannot be a connection's id.
     */
    static FhirTarget parse(String target) {
        String mistake = TargetRules.mistake(target);
        if (mistake != null) {
            throw refused(mistake);
        }
        if (!target.startsWith(MOUNT)) {
            throw refused("The request target must be a path below " + MOUNT + ".");
        }
        if (TargetRules.namesSecret(target, true)) {
            throw refused("A token must not stand in the query; it would end up in logs.");
        }
        int question = target.indexOf('?');
        int end = question < 0 ? target.length() : question;
        List<String> segments = new ArrayList<>(6);
        for (int start = MOUNT.length(); start <= end; ) {
            int slash = target.indexOf('/', start);
            int stop = slash < 0 || slash > end ? end : slash;
            segments.add(target.substring(start, stop));
            start = stop + 1;
        }
        String query = question < 0 ? null : target.substring(question + 1);
        String id = segments.remove(0);
        if (id.isEmpty()) {
            throw refused("The request target must name a connection.");
        }
        if (!ConnectionId.isValid(id)) {
            throw unknownConnection();
        }
        return new FhirTarget(new ConnectionId(id), segments, query);
    }

    /**
     * Reads what is asked of a practice when the connection is known from elsewhere. Fails with 400 {@code target-refused}.
     *
     * @param pathAndQuery raw, relative to the practice's base, without a slash at its beginning; "" for the base itself
     */
    public static FhirTarget below(ConnectionId connection, String pathAndQuery) {
        boolean toBase = pathAndQuery.isEmpty() || pathAndQuery.startsWith("?");
        return parse(MOUNT + connection.value() + (toBase ? "" : "/") + pathAndQuery);
    }

    /** The one answer for ids that are missing, somebody else's, or no ids at all. */
    static Failure.Missing unknownConnection() {
        return new Failure.Missing("connection-unknown", "There is no connection with this id.");
    }

    /**
     * The target at the EHR.
     *
     * @param basePath raw path of the practice's base, without a trailing slash; "" for a base at its host's root
     */
    String under(String basePath) {
        StringBuilder built =
                new StringBuilder(basePath.length() + 64 + (query == null ? 0 : query.length())).append(basePath);
        for (String segment : segments) {
            built.append('/').append(segment);
        }
        if (built.isEmpty()) {
            built.append('/');
        }
        if (query != null) {
            built.append('?').append(query);
        }
        String target = built.toString();
        if (!target.startsWith(basePath) || !(segments.isEmpty() || target.startsWith("/", basePath.length()))) {
            throw new IllegalStateException("a rebuilt target left the practice's base");
        }
        return target;
    }

    /** The last path segment, "" if there is none. */
    public String last() {
        return segments.isEmpty() ? "" : segments.get(segments.size() - 1);
    }

    /** The first path segment, "" if there is none: a resource's type, mostly. */
    String resource() {
        return segments.isEmpty() ? "" : segments.get(0);
    }

    private static Failure.Invalid refused(String reason) {
        return new Failure.Invalid("target-refused", reason);
    }
}
