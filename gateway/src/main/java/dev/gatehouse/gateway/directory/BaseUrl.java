package dev.gatehouse.gateway.directory;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/**
 * The address of a FHIR server, twice: as somebody wrote it, and as it is compared.
 *
 * @param raw to be sent as {@code aud} and compared with {@code iss}, since some EHRs insist on their trailing slash
 * @param canonical scheme and host in lower case, without default port, without one trailing slash
 */
public record BaseUrl(URI raw, String canonical) {

    /** For an absolute address with a host; anything else is an {@link IllegalArgumentException}. */
    public static BaseUrl of(URI address) {
        if (address.getScheme() == null || address.getHost() == null) {
            throw new IllegalArgumentException("a base URL is absolute and names a host");
        }
        String scheme = address.getScheme().toLowerCase(Locale.ROOT);
        boolean defaultPort = address.getPort() < 0 || address.getPort() == defaultPort(scheme);
        String path = Objects.requireNonNullElse(address.getRawPath(), "");
        if (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new BaseUrl(
                address,
                scheme + "://" + address.getHost().toLowerCase(Locale.ROOT)
                        + (defaultPort ? "" : ":" + address.getPort()) + path);
    }

    private static int defaultPort(String scheme) {
        return "http".equals(scheme) ? 80 : 443;
    }
}
