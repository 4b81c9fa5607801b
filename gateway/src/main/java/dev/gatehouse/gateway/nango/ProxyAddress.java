package dev.gatehouse.gateway.nango;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a proxied request wants to go, below a practice's FHIR base. */
final class ProxyAddress {
    private static final String MOUNT = "/proxy";

    private ProxyAddress() {}

    /**
     * Path and query below the base, raw as they came.
     *
     * @param target of the request line, {@code /proxy/…}
     * @param override an address to go to instead of the base; it must lead below the base all the same
     * @throws NangoRefusal 400 {@code base_url_override_not_allowed} if it leads elsewhere
     */
    static String below(String target, URI base, @Nullable URI override) {
        String rest = target.substring(MOUNT.length());
        String asked = rest.startsWith("/") ? rest.substring(1) : rest;
        if (override == null) {
            return asked;
        }
        String basePath = unended(base.getRawPath());
        String path = unended(override.getRawPath()) + (asked.isEmpty() || asked.startsWith("?") ? "" : "/") + asked;
        int end = path.indexOf('?') < 0 ? path.length() : path.indexOf('?');
        boolean inside = sameOrigin(base, override)
                && path.startsWith(basePath)
                && (end == basePath.length() || path.startsWith("/", basePath.length()));
        if (!inside) {
            throw new NangoRefusal(
                    400,
                    "base_url_override_not_allowed",
                    "A call goes to the practice's own FHIR server only; the address leads elsewhere.");
        }
        String below = path.substring(basePath.length());
        return below.startsWith("/") ? below.substring(1) : below;
    }

    private static String unended(@Nullable String path) {
        String text = path == null ? "" : path;
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().toLowerCase(Locale.ROOT).equals(other.getHost().toLowerCase(Locale.ROOT))
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
