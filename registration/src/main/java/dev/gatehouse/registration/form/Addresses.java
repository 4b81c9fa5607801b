package dev.gatehouse.registration.form;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What an address must be like before a vendor is told of it. Each answer is a sentence, or empty if nothing is wrong. */
final class Addresses {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final boolean loopbackAllowed;

    /** @param loopbackAllowed true where plain http on the own machine is fine: no production */
    Addresses(boolean loopbackAllowed) {
        this.loopbackAllowed = loopbackAllowed;
    }

    /** A page for people. */
    Optional<String> page(String text) {
        return parsed(text)
                .map(this::scheme)
                .orElseGet(() -> Optional.of("should be an absolute address such as https://example.org/about"));
    }

    /** One that is compared letter by letter (RFC 9700, section 2.1). */
    Optional<String> exact(String text) {
        if (text.contains("*")) {
            return Optional.of("should not hold a * because vendors compare it letter by letter");
        }
        Optional<URI> address = parsed(text);
        if (address.isEmpty()) {
            return Optional.of("should be an absolute address such as https://example.org/callback");
        }
        URI uri = address.get();
        if (uri.getRawFragment() != null) {
            return Optional.of("should not have a part after # because browsers keep that to themselves");
        }
        if (uri.getRawUserInfo() != null) {
            return Optional.of("should not hold a user name or password");
        }
        String host = uri.getHost();
        if (!host.equals(host.toLowerCase(Locale.ROOT))) {
            return Optional.of("should have its host name in lower case because vendors compare it letter by letter");
        }
        return scheme(uri);
    }

    private Optional<String> scheme(URI uri) {
        if ("https".equals(uri.getScheme())) {
            return Optional.empty();
        }
        boolean loopback = "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost());
        if (loopback && loopbackAllowed) {
            return Optional.empty();
        }
        return Optional.of(
                loopback
                        ? "should begin with https:// because http on the own machine is only for the environments sandbox and qa"
                        : "should begin with https:// because anybody on the way could read what is sent to it");
    }

    private static Optional<URI> parsed(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() == null || uri.getScheme() == null ? Optional.empty() : Optional.of(uri);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
