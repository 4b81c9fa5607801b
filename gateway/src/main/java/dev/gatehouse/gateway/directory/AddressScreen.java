package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.egress.HostRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may enter the directory. The gateway will send tokens to them, so a list is not believed: names of our
 * own network, IP addresses in any spelling, and hosts the EHR's profile does not name stay outside. What a name resolves
 * to is checked again when it is called.
 */
final class AddressScreen {
    private static final int LONGEST = 2048;

    private final HostRules hosts;
    private final Set<String> allowedPrivate;

    /** @param allowedPrivate names, with or without {@code :port}, for which private addresses and http are fine */
    AddressScreen(HostRules hosts, Set<String> allowedPrivate) {
        this.hosts = hosts;
        this.allowedPrivate = allowedPrivate.stream()
                .map(each -> each.trim().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What is wrong with the address, as the end of a sentence; null if it may enter. */
    @Nullable
    String fault(String text) {
        String address = text.trim();
        if (address.isEmpty()) {
            return "has no address";
        }
        if (address.length() > LONGEST) {
            return "has an address of more than 2,048 characters";
        }
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            return "has an address that is no URL";
        }
        if (!uri.isAbsolute() || !isAscii(address)) {
            return "has an address that is no absolute URL in plain ASCII";
        }
        if (uri.getRawUserInfo() != null
                || Objects.requireNonNullElse(uri.getRawAuthority(), "").contains("@")) {
            return "has an address with a user name";
        }
        if (uri.getHost() == null) {
            return "has an address without a valid host name";
        }
        if (uri.getRawFragment() != null || uri.getRawQuery() != null) {
            return "has an address with a query or a fragment";
        }
        if (climbs(Objects.requireNonNullElse(uri.getPath(), ""))) {
            return "has an address whose path has empty, \".\" or \"..\" segments";
        }
        return faultOfHost(uri);
    }

    private @Nullable String faultOfHost(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("https") || scheme.equals("http");
        if (web && isAllowedPrivate(scheme, host, uri.getPort())) {
            return null;
        }
        if (!scheme.equals("https")) {
            return "has an address that is not https";
        }
        if (isIpLiteral(host)) {
            return "has an IP address instead of a host name";
        }
        if (isPrivateName(host)) {
            return "has a host that exists only in a private network (" + host + ")";
        }
        if (!hosts.allow(host)) {
            return "has a host that is not one of this EHR's (" + host + ")";
        }
        if (!hosts.anyPublic() && uri.getPort() >= 0 && uri.getPort() != 443) {
            return "has an address with an unusual port (" + uri.getPort() + ")";
        }
        return null;
    }

    private boolean isAllowedPrivate(String scheme, String host, int port) {
        int effective = port >= 0 ? port : scheme.equals("http") ? 80 : 443;
        return allowedPrivate.contains(host) || allowedPrivate.contains(host + ":" + effective);
    }

    /** Also the short, octal and hexadecimal spellings that resolvers take: a last label that begins with a digit. */
    private static boolean isIpLiteral(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        char first = name.charAt(name.lastIndexOf('.') + 1);
        return host.startsWith("[") || (first >= '0' && first <= '9');
    }

    private static boolean isPrivateName(String host) {
        return host.indexOf('.') < 0
                || host.endsWith(".")
                || host.endsWith(".local")
                || host.endsWith(".localhost")
                || host.endsWith(".localdomain")
                || host.endsWith(".internal")
                || host.endsWith(".intranet")
                || host.endsWith(".lan")
                || host.endsWith(".home.arpa");
    }

    private static boolean climbs(String path) {
        String inner = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (inner.isEmpty()) {
            return false;
        }
        for (String segment : inner.substring(1).split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c > 32 && c < 127);
    }
}
