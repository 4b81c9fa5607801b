package dev.gatehouse.gateway.nango;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a proxied request say to us, and those that are for the EHR: only what begins with {@code Nango-Proxy-},
 * and how the body is to be read.
 *
 * @param baseUrl instead of the practice's own; null for that
 * @param retries further attempts
 * @param retryOn statuses that are worth one beside the usual
 */
record ProxyHeaders(
        String connectionId,
        String integration,
        @Nullable URI baseUrl,
        int retries,
        Set<Integer> retryOn,
        MultiMap toEhr) {
    private static final String PREFIX = "nango-proxy-";
    private static final Predicate<String> NUMBERS =
            Pattern.compile("\\d{1,9}(,\\d{1,9})*").asMatchPredicate();
    private static final Predicate<String> NUMBER = Pattern.compile("\\d{1,9}").asMatchPredicate();
    /** As Nango's server asks, with FHIR's own type before it. */
    private static final String ANY_JSON = "application/fhir+json, application/json;q=0.9, */*;q=0.8";

    /** @throws NangoRefusal 400 {@code invalid_headers}, naming each */
    static ProxyHeaders read(MultiMap sent, boolean hasBody) {
        List<NangoRefusal.Slip> slips = new ArrayList<>();
        String connection = needed(sent, "connection-id", slips);
        String integration = needed(sent, "provider-config-key", slips);
        if (!connection.isEmpty() && !NangoIds.isConnection(connection)) {
            slip(slips, "connection-id", "has characters that no id has");
        }
        String retries = given(sent, "retries").orElse("0");
        if (!NUMBER.test(retries)) {
            slip(slips, "retries", "should be a number");
        }
        String retryOn = given(sent, "retry-on").orElse("");
        if (!retryOn.isEmpty() && !NUMBERS.test(retryOn)) {
            slip(slips, "retry-on", "should be numbers, separated by commas");
        }
        for (String flag : List.of("decompress", "forward-headers-on-redirect")) {
            if (!given(sent, flag).map(Set.of("true", "false")::contains).orElse(true)) {
                slip(slips, flag, "should be true or false");
            }
        }
        URI base = given(sent, "base-url-override")
                .map(text -> address(text, slips))
                .orElse(null);
        if (!slips.isEmpty()) {
            throw NangoRefusal.invalid("invalid_headers", slips);
        }
        return new ProxyHeaders(
                connection,
                integration,
                base,
                Integer.parseInt(retries),
                retryOn.isEmpty()
                        ? Set.of()
                        : Arrays.stream(retryOn.split(",", -1))
                                .map(Integer::valueOf)
                                .collect(Collectors.toSet()),
                toEhr(sent, hasBody));
    }

    /** An empty header is one that is not there: Nango's client always sends some of them. */
    private static Optional<String> given(MultiMap sent, String name) {
        return Optional.ofNullable(sent.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static String needed(MultiMap sent, String name, List<NangoRefusal.Slip> slips) {
        return given(sent, name).orElseGet(() -> {
            slip(slips, name, "is missing");
            return "";
        });
    }

    private static void slip(List<NangoRefusal.Slip> slips, String name, String message) {
        slips.add(new NangoRefusal.Slip("custom", message, List.of(name)));
    }

    private static @Nullable URI address(String text, List<NangoRefusal.Slip> slips) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() != null
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // refused below
        }
        slip(slips, "base-url-override", "should be an absolute address");
        return null;
    }

    private static MultiMap toEhr(MultiMap sent, boolean hasBody) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        sent.forEach((name, value) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
                headers.add(name.substring(PREFIX.length()), value);
            }
        });
        String type = sent.get(HttpHeaders.CONTENT_TYPE);
        if (!hasBody) {
            headers.remove(HttpHeaders.CONTENT_TYPE);
        } else if (type != null && !headers.contains(HttpHeaders.CONTENT_TYPE)) {
            headers.set(HttpHeaders.CONTENT_TYPE, type);
        }
        if (!headers.contains(HttpHeaders.ACCEPT)) {
            headers.set(HttpHeaders.ACCEPT, ANY_JSON);
        }
        return headers;
    }
}
