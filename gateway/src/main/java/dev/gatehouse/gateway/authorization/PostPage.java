package dev.gatehouse.gateway.authorization;

import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Collectors;

/**
 * A page that does nothing but send its form to the EHR, by itself or by its button where scripts are off. Its policy lets it
 * run this one script and send to that one server; to us too, since browsers hold redirects after a form against the same
 * list, and an EHR that asks nobody anything redirects straight back.
 */
final class PostPage {
    static final String SCRIPT = "document.forms[0].submit()";
    private static final String SCRIPT_SOURCE = "'sha256-" + digest(SCRIPT) + "'";

    private PostPage() {}

    /** @param frames who may frame it, as {@code frame-ancestors} has it */
    static void show(RoutingContext ctx, PostedRequest request, String frames) {
        ctx.response()
                .setStatusCode(200)
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src " + SCRIPT_SOURCE + "; form-action "
                                + origin(URI.create(request.action()))
                                + " 'self'; base-uri 'none'; frame-ancestors " + frames)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(html(request));
    }

    private static String html(PostedRequest request) {
        String fields = request.fields().entrySet().stream()
                .map(each -> "<input type=\"hidden\" name=\"" + escaped(each.getKey()) + "\" value=\""
                        + escaped(each.getValue()) + "\">")
                .collect(Collectors.joining("\n"));
        return "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>On to the sign-in</title></head>\n"
                + "<body>\n<form method=\"post\" action=\"" + escaped(request.action()) + "\">\n" + fields
                + "\n<p>You are being taken to the practice's own sign-in page.</p>\n"
                + "<button type=\"submit\">Continue</button>\n</form>\n<script>" + SCRIPT
                + "</script>\n</body>\n</html>\n";
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            switch (each) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(each);
            }
        }
        return escaped.toString();
    }

    private static String digest(String script) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
