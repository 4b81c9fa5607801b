package dev.gatehouse.gateway.connectpage;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Origins of web pages (RFC 6454): scheme, host and port, written as browsers write them. */
final class Origins {
    private static final int LONGEST = 300;

    private Origins() {}

    /** https, or http on this very machine for those who develop; nothing behind the host or port. Empty for anything else. */
    static Optional<String> read(String text) {
        try {
            URI uri = new URI(text.strip());
            String path = uri.getRawPath();
            boolean bare = (path == null || path.isEmpty() || path.equals("/"))
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
            if (!bare || uri.getHost() == null || uri.getScheme() == null || text.length() > LONGEST) {
                return Optional.empty();
            }
            return isAllowed(uri) ? Optional.of(of(uri)) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isAllowed(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean loopback = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
        return uri.getScheme().equalsIgnoreCase("https") || (uri.getScheme().equalsIgnoreCase("http") && loopback);
    }

    /** Of an absolute address; a port that goes without saying is left out. */
    static String of(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort());
    }
}
