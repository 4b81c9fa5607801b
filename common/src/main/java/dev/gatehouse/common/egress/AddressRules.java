package dev.gatehouse.common.egress;

import dev.gatehouse.common.failure.Failure;
import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides by an address alone, before any look-up, if a call may go there. It refuses every spelling it is not sure of,
 * because parsers disagree about the odd ones and an attacker picks the disagreement.
 */
final class AddressRules {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    /** A name whose last label starts with a letter: no form of an IP address (also not 127.1, 0x7f.1, 2130706433) fits. */
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final Pattern DOTS = Pattern.compile("(?i)(^|/)(\\.|%2e){1,2}(/|$)");

    private final Set<String> privateHosts;

    AddressRules(Set<String> privateHosts) {
        this.privateHosts = privateHosts;
    }

    Destination check(URI address, HostRules rules) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        boolean ssl = scheme.equals("https");
        if (!ssl && !scheme.equals("http")) {
            throw refused("it is not an https address");
        }
        String host = host(address);
        int port = address.getPort() == -1 ? (ssl ? HTTPS : HTTP) : address.getPort();
        if (port < 1 || port > 65_535) {
            throw refused("its port is not one");
        }
        if (address.getRawFragment() != null) {
            throw refused("it has a part after #");
        }
        String target = target(address);
        boolean mayBePrivate = privateHosts.contains(host) || privateHosts.contains(host + ":" + port);
        if (!mayBePrivate) {
            checkPublic(ssl, host, port, rules);
        }
        String path = address.getRawPath();
        return new Destination(ssl, host, port, withoutLastSlashes(path == null ? "" : path), target, mayBePrivate);
    }

    private static void checkPublic(boolean ssl, String host, int port, HostRules rules) {
        if (!ssl) {
            throw refused("it is not an https address");
        }
        if (host.length() > 253 || !NAME.matcher(host).matches()) {
            throw refused("its host is not a full domain name");
        }
        if (!rules.allow(host, port)) {
            throw refused(
                    port != HTTPS && rules.allow(host)
                            ? "port " + port + " is not on the list for " + host
                            : "the host " + host + " is not on the list for this EHR");
        }
    }

    private static String host(URI address) {
        @Nullable String parsed = address.getHost();
        @Nullable String authority = address.getRawAuthority();
        if (parsed == null || authority == null) {
            throw refused("its host can't be read without doubt");
        }
        String plain = address.getPort() == -1 ? parsed : parsed + ":" + address.getPort();
        if (!authority.equals(plain)) {
            throw refused("it has more than a host and a port between // and the path");
        }
        try {
            return parsed.startsWith("[")
                    ? parsed.toLowerCase(Locale.ROOT)
                    : IDN.toASCII(parsed, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException badLabel) {
            throw refused("its host is not a domain name");
        }
    }

    private static String target(URI address) {
        String path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        if (DOTS.matcher(path).find()) {
            throw refused("its path has a segment of dots");
        }
        String target = address.getRawQuery() == null ? path : path + "?" + address.getRawQuery();
        if (!isRequestTarget(target)) {
            throw refused("its path has characters that an address can't have");
        }
        return target;
    }

    /** True if the text can stand in a request line: starts with a slash, visible ASCII, no {@code #}. */
    static boolean isRequestTarget(String target) {
        if (target.isEmpty() || target.charAt(0) != '/') {
            return false;
        }
        for (int i = 0; i < target.length(); i++) {
            char each = target.charAt(i);
            if (each <= ' ' || each >= 0x7f || each == '#') {
                return false;
            }
        }
        return true;
    }

    private static String withoutLastSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static Failure refused(String reason) {
        return new Failure.Invalid("address-refused", "This address can't be used: " + reason + ".");
    }
}
