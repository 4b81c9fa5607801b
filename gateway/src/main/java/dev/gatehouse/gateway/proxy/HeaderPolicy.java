package dev.gatehouse.gateway.proxy;

import static io.vertx.core.http.HttpHeaders.createOptimized;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which headers pass, both ways. Only what stands here does: the caller's key, cookies and hop-by-hop headers never reach an
 * EHR, and an EHR can set no cookie, challenge or policy for the gateway's name. Of {@code Accept-Encoding} only gzip passes,
 * and not for a part of a body, which could not be put together again.
 */
public final class HeaderPolicy {
    public static final CharSequence REQUEST_ID = createOptimized("x-request-id");

    private static final CharSequence GZIP = createOptimized("gzip");
    private static final CharSequence RANGE = createOptimized("range");
    private static final CharSequence IF_RANGE = createOptimized("if-range");
    private static final CharSequence CONTENT_RANGE = createOptimized("content-range");
    private static final CharSequence ACCEPT_RANGES = createOptimized("accept-ranges");
    private static final CharSequence CONTENT_DISPOSITION = createOptimized("content-disposition");
    private static final CharSequence ATTACHMENT = createOptimized("attachment");
    private static final CharSequence OCTETS = createOptimized("application/octet-stream");
    private static final CharSequence NO_SNIFF = createOptimized("x-content-type-options");
    private static final CharSequence NO_SNIFF_VALUE = createOptimized("nosniff");
    private static final CharSequence NO_STORE = createOptimized("no-store");
    private static final CharSequence POLICY = createOptimized("content-security-policy");
    private static final CharSequence POLICY_VALUE =
            createOptimized("default-src 'none'; frame-ancestors 'none'; sandbox");

    private static final List<CharSequence> TO_EHR = List.of(
            HttpHeaders.ACCEPT,
            HttpHeaders.ACCEPT_LANGUAGE,
            HttpHeaders.CONTENT_TYPE,
            HttpHeaders.IF_MATCH,
            HttpHeaders.IF_NONE_MATCH,
            createOptimized("if-none-exist"),
            HttpHeaders.IF_MODIFIED_SINCE,
            createOptimized("prefer"));

    private static final List<CharSequence> TO_CLIENT = List.of(
            HttpHeaders.ETAG,
            HttpHeaders.LAST_MODIFIED,
            createOptimized("retry-after"),
            HttpHeaders.CONTENT_ENCODING,
            createOptimized("x-progress"));

    private HeaderPolicy() {}

    /**
     * Copies what may go up.
     *
     * @param ranges true for Binary, the one resource of which a part may be asked for
     */
    static void toEhr(MultiMap from, MultiMap to, boolean ranges) {
        Set<String> hopByHop = namedByConnection(from);
        for (CharSequence name : TO_EHR) {
            copy(from, to, name, hopByHop);
        }
        if (ranges && from.contains(RANGE)) {
            copy(from, to, RANGE, hopByHop);
            copy(from, to, IF_RANGE, hopByHop);
        } else if (GzipWish.isIn(from.get(HttpHeaders.ACCEPT_ENCODING))) {
            to.set(HttpHeaders.ACCEPT_ENCODING, GZIP);
        }
    }

    /** Copies what may go back, but for the length and for addresses, and adds what keeps browsers from acting on it. */
    static void toClient(MultiMap from, MultiMap to, ContentKind kind, boolean body) {
        Set<String> hopByHop = namedByConnection(from);
        for (CharSequence name : TO_CLIENT) {
            copy(from, to, name, hopByHop);
        }
        if (from.contains(CONTENT_RANGE)) {
            copy(from, to, CONTENT_RANGE, hopByHop);
            copy(from, to, ACCEPT_RANGES, hopByHop);
        }
        if (kind != ContentKind.DOUBTFUL) {
            copy(from, to, HttpHeaders.CONTENT_TYPE, hopByHop);
        } else if (body) {
            to.set(HttpHeaders.CONTENT_TYPE, OCTETS).set(CONTENT_DISPOSITION, ATTACHMENT);
        }
        harden(to);
    }

    /** Copies what may go back of a file that is passed on as it comes, its length included. */
    public static void fileToClient(MultiMap from, MultiMap to, boolean body) {
        toClient(from, to, ContentKind.of(from.get(HttpHeaders.CONTENT_TYPE)), body);
        Set<String> hopByHop = namedByConnection(from);
        copy(from, to, ACCEPT_RANGES, hopByHop);
        copy(from, to, HttpHeaders.CONTENT_LENGTH, hopByHop);
    }

    /** What every answer below {@code /fhir} carries, our own as well. */
    public static void harden(MultiMap to) {
        to.set(NO_SNIFF, NO_SNIFF_VALUE)
                .set(HttpHeaders.CACHE_CONTROL, NO_STORE)
                .set(POLICY, POLICY_VALUE);
    }

    private static void copy(MultiMap from, MultiMap to, CharSequence name, Set<String> hopByHop) {
        String value = from.get(name);
        if (value == null || (!hopByHop.isEmpty() && hopByHop.contains(name.toString()))) {
            return;
        }
        to.set(name, value);
        if (name == HttpHeaders.ACCEPT || name == HttpHeaders.IF_MATCH || name == HttpHeaders.IF_NONE_MATCH) {
            List<String> all = from.getAll(name);
            all.subList(1, all.size()).forEach(more -> to.add(name, more));
        }
    }

    /** Lower case; empty for the usual {@code keep-alive} and {@code close}. */
    private static Set<String> namedByConnection(MultiMap headers) {
        List<String> fields = headers.getAll(HttpHeaders.CONNECTION);
        boolean usual = fields.isEmpty() || (fields.size() == 1 && isUsual(fields.get(0)));
        return usual ? Set.of() : names(fields);
    }

    private static boolean isUsual(String connection) {
        return connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close");
    }

    private static Set<String> names(List<String> fields) {
        Set<String> names = new HashSet<>();
        for (String value : fields) {
            for (String each : value.split(",", -1)) {
                names.add(each.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
