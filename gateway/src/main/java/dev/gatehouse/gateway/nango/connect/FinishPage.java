package dev.gatehouse.gateway.nango.connect;

import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The last page in the popup. It tells the page behind it, and closes itself when things went well. What it tells holds no
 * secret and no id, so it goes to whoever opened it; what counts comes by the socket and the webhook.
 */
final class FinishPage {
    private static final String SCRIPT = """
            (() => {
              history.replaceState(null, '', location.pathname);
              const end = document.querySelector('main').dataset;
              const message = end.type
                ? { type: 'nango_oauth_callback_error', payload: { message: end.text, errorType: end.type } }
                : { type: 'nango_oauth_callback_success' };
              const heard = ({ data }) => { if (data && data.type === 'nango_oauth_callback_ack') close(); };
              addEventListener('message', heard);
              const channel = new BroadcastChannel('nango-oauth-callback');
              channel.onmessage = heard;
              channel.postMessage(message);
              if (opener) opener.postMessage(message, '*');
              if (!end.type) setTimeout(() => close(), 500);
            })();
            """;
    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 24rem; padding: 0 1rem; }
            :root { color-scheme: light dark; }
            """;
    private static final String POLICY = "default-src 'none'; script-src '" + digest(SCRIPT) + "'; style-src '"
            + digest(STYLE) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private FinishPage() {}

    private static String digest(String text) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param failure null if the practice is connected */
    static void show(RoutingContext ctx, @Nullable AuthFailure failure) {
        String data = failure == null
                ? ""
                : " data-type=\"" + escaped(failure.type()) + "\" data-text=\"" + escaped(failure.text()) + "\"";
        String title = failure == null ? "Connected" : "Not connected";
        String text = failure == null ? "You can close this window." : escaped(failure.text());
        ctx.response()
                .setStatusCode(failure == null ? 200 : 400)
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" + title
                        + "</title><style>" + STYLE + "</style></head><body><main" + data + "><h1>" + title
                        + "</h1><p>" + text + "</p></main><script>" + SCRIPT + "</script></body></html>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
