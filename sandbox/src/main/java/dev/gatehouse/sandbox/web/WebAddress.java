package dev.gatehouse.sandbox.web;

import java.net.URI;
import java.util.Set;

/** What an address must be like before the sandbox keeps it or shows it as a link. */
public final class WebAddress {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final int LONGEST = 2_000;

    private WebAddress() {}

    /** https, or http on this machine; a host, no user, no fragment. */
    public static boolean secure(String address) {
        if (address.length() > LONGEST) {
            return false;
        }
        try {
            URI uri = URI.create(address);
            boolean plain = uri.getHost() != null && uri.getFragment() == null && uri.getUserInfo() == null;
            boolean https = "https".equals(uri.getScheme());
            return plain && (https || ("http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost())));
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
