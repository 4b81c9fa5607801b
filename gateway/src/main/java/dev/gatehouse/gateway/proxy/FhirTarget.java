package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.gateway.connection.ConnectionId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request to the proxy wants to go: read strictly, then rebuilt from its parts under the practice's own base. What
 * is legitimate reaches the EHR byte for byte ({@code $everything}, {@code |}, {@code %7C}, {@code :}, {@code +}, unescaped
 * commas); what two servers could read in two ways is refused. Messages never repeat the target, which may hold patient
 * data.
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

    private static final int LONGEST = 8 * 1024;

    /** Unreserved, sub-delims, {@code :} and {@code @} (RFC 3986, 3.3), and {@code |}, which FHIR clients send as it is. */
    private static final boolean[] PATH = table("-._~!$&'()*+,;=:@|%");

    public FhirTarget {
        segments = List.copyOf(segments);
    }

    /**
     * Reads a request target as it stood in the request line. Fails with 400 {@code target-refused}, or 404 {@code
     * connection-unknown} for what cannot be a connection's id.
     */
    static FhirTarget parse(String target) {
        if (target.length() > LONGEST) {
            throw refused("The request target is longer than 8 KiB.");
        }
        if (!target.startsWith(MOUNT)) {
            throw refused("The request target must be a path below " + MOUNT + ".");
        }
        int question = target.indexOf('?');
        int end = question < 0 ? target.length() : question;
        List<String> segments = new ArrayList<>(6);
        for (int start = MOUNT.length(); start <= end; ) {
            int slash = target.indexOf('/', start);
            int stop = slash < 0 || slash > end ? end : slash;
            segments.add(segment(target, start, stop, stop == end));
            start = stop + 1;
        }
        String query = question < 0 ? null : query(target.substring(question + 1));
        String id = segments.remove(0);
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

    private static String segment(String target, int start, int stop, boolean last) {
        if (start == stop) {
            if (last && start > MOUNT.length()) {
                return "";
            }
            throw refused("An empty path segment (\"//\") is not allowed.");
        }
        boolean escapes = false;
        for (int i = start; i < stop; i++) {
            char c = target.charAt(i);
            if (c >= PATH.length || !PATH[c]) {
                throw refused("The path has a character that is not allowed there.");
            }
            if (c == ';' && i + 1 < stop && target.charAt(i + 1) == '.') {
                throw refused("A path parameter must not begin with a dot.");
            }
            escapes |= c == '%';
        }
        String raw = target.substring(start, stop);
        checkDots(raw);
        if (escapes) {
            checkDots(decodedOnce(raw));
        }
        return raw;
    }

    /** {@code ..;x} counts too: some servers cut the part after the semicolon off before they look at dots. */
    private static void checkDots(String segment) {
        int semicolon = segment.indexOf(';');
        String name = semicolon < 0 ? segment : segment.substring(0, semicolon);
        if (name.equals(".") || name.equals("..") || segment.contains(";.")) {
            throw refused("Dot segments are not allowed in the path.");
        }
    }

    private static String decodedOnce(String raw) {
        StringBuilder decoded = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                c = (char) escaped(raw, i);
                i += 2;
                if (c < ' ' || c > '~' || c == '/' || c == '\\' || c == '%' || c == '.') {
                    throw refused("The path has a percent escape that is not allowed there.");
                }
            }
            decoded.append(c);
        }
        return decoded.toString();
    }

    private static String query(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c > '~' || c == '#' || c == '\\') {
                throw refused("The query has a character that is not allowed there.");
            }
            if (c == '%') {
                checkEscape(raw, i);
            }
        }
        for (int start = 0; start <= raw.length(); ) {
            int stop = nextSeparator(raw, start);
            if (namesToken(raw, start, stop)) {
                throw refused("A token must not stand in the query; it would end up in logs.");
            }
            start = stop + 1;
        }
        return raw;
    }

    /** Old servers part parameters at {@code ;} too. */
    private static int nextSeparator(String raw, int from) {
        for (int i = from; i < raw.length(); i++) {
            if (raw.charAt(i) == '&' || raw.charAt(i) == ';') {
                return i;
            }
        }
        return raw.length();
    }

    private static boolean namesToken(String raw, int start, int stop) {
        int equals = raw.indexOf('=', start);
        int end = equals < 0 || equals > stop ? stop : equals;
        int escapes = 0;
        for (int i = start; i < end; i++) {
            if (raw.charAt(i) == '%') {
                escapes++;
            }
        }
        int length = end - start - 2 * escapes;
        if (length != "token".length() && length != "access_token".length()) {
            return false;
        }
        StringBuilder name = new StringBuilder(length);
        for (int i = start; i < end; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                c = (char) escaped(raw, i);
                i += 2;
            }
            name.append(c);
        }
        return name.toString().equalsIgnoreCase("token") || name.toString().equalsIgnoreCase("access_token");
    }

    /** The byte of the escape at {@code percent}. */
    private static int escaped(String raw, int percent) {
        checkEscape(raw, percent);
        return Character.digit(raw.charAt(percent + 1), 16) << 4 | Character.digit(raw.charAt(percent + 2), 16);
    }

    private static void checkEscape(String raw, int percent) {
        if (percent + 2 >= raw.length()
                || Character.digit(raw.charAt(percent + 1), 16) < 0
                || Character.digit(raw.charAt(percent + 2), 16) < 0) {
            throw refused("A percent sign must be followed by two hexadecimal digits.");
        }
    }

    private static boolean[] table(String others) {
        boolean[] allowed = new boolean[128];
        for (char c = '0'; c <= 'z'; c++) {
            allowed[c] = Character.isLetterOrDigit(c);
        }
        for (int i = 0; i < others.length(); i++) {
            allowed[others.charAt(i)] = true;
        }
        return allowed;
    }

    private static Failure.Invalid refused(String reason) {
        return new Failure.Invalid("target-refused", reason);
    }
}
