package dev.gatehouse.gateway.authorization;

import dev.gatehouse.gateway.connection.ConnectionId;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How a tenant's own page is told what came of a connect session: by query parameters, added to those it has. */
final class ReturnUrls {
    private ReturnUrls() {}

    static String connected(URI returnUrl, String sessionId, ConnectionId connection) {
        return with(
                returnUrl,
                "status=connected&session=" + encode(sessionId) + "&connectionId=" + encode(connection.value()));
    }

    static String failed(URI returnUrl, String sessionId, String error, String reference) {
        return with(
                returnUrl,
                "status=failed&session=" + encode(sessionId) + "&error=" + encode(error) + "&reference="
                        + encode(reference));
    }

    /** Scheme, host and port: where messages may go, and who may frame our page. */
    static @Nullable URI origin(@Nullable URI returnUrl) {
        if (returnUrl == null) {
            return null;
        }
        String port = returnUrl.getPort() < 0 ? "" : ":" + returnUrl.getPort();
        return URI.create(returnUrl.getScheme() + "://" + returnUrl.getHost() + port);
    }

    private static String with(URI url, String query) {
        return url + (url.getRawQuery() == null ? "?" : "&") + query;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
