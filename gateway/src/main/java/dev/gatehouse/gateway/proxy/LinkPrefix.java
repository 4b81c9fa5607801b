package dev.gatehouse.gateway.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A practice's base and the gateway's address that stands for it. An address is the practice's own if it is the base
 * itself or goes on with {@code /} or {@code ?}: {@code https://ehr/fhir} has no claim on {@code https://ehr/fhir2}.
 */
final class LinkPrefix {
    private final String base;
    private final String path;
    private final String gateway;
    private final byte[] baseBytes;
    private final byte[] gatewayBytes;

    /**
     * @param base as the EHR names it; a trailing slash is not part of the prefix
     * @param gateway what stands for it
     */
    LinkPrefix(URI base, URI gateway) {
        this.base = plain(base);
        this.path = withoutSlash(base.getRawPath());
        this.gateway = plain(gateway);
        this.baseBytes = this.base.getBytes(US_ASCII);
        this.gatewayBytes = this.gateway.getBytes(US_ASCII);
    }

    /** Raw path of the base without a trailing slash, "" at the root of its host. */
    String path() {
        return path;
    }

    /** The base, each byte a character. Not a copy: only for reading. */
    byte[] baseBytes() {
        return baseBytes;
    }

    /** The gateway's address; may stand in a JSON string as it is. Not a copy: only for reading. */
    byte[] gatewayBytes() {
        return gatewayBytes;
    }

    /**
     * The gateway's form of an address that belongs to the practice, absolute or beginning with the base's path; null for
     * every other address.
     */
    @Nullable
    String rewritten(String address) {
        if (continues(address, base)) {
            return gateway.concat(address.substring(base.length()));
        }
        boolean fromRoot = address.startsWith("/") && !address.startsWith("//");
        return fromRoot && continues(address, path) ? gateway.concat(address.substring(path.length())) : null;
    }

    private static boolean continues(String address, String prefix) {
        if (!address.startsWith(prefix)) {
            return false;
        }
        int length = prefix.length();
        return address.length() == length || address.charAt(length) == '/' || address.charAt(length) == '?';
    }

    /** A URI's text holds no quote, backslash or control character; ASCII is what remains to be checked. */
    private static String plain(URI address) {
        String text = address.toString();
        if (address.getRawAuthority() == null || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException("an absolute address without query and fragment is needed");
        }
        if (!US_ASCII.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("an address in ASCII is needed");
        }
        return withoutSlash(text);
    }

    private static String withoutSlash(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
