package dev.gatehouse.gateway.nango.connect;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /connect-ui/}: the window that {@code openConnectUI} puts over a customer's page, or that a connect link opens.
 * The page is built by module {@code ui}. Only pages of the origins in the settings may frame it. In any other frame a notice
 * stands in its place which can do nothing but say so and close: a browser's own error would cover the customer's page for
 * good.
 */
public final class ConnectUiRoutes {
    static final String PATH = "/connect-ui/";
    private static final String MARK = "<!--gatehouse:embedding-->";

    private final String html;
    private final Set<String> origins;
    private final String policy;

    /** @param origins whose pages may frame it, for example {@code https://app.example.org} */
    public ConnectUiRoutes(Set<String> origins, String publicUrl) {
        this.html = read();
        this.origins = Set.copyOf(origins);
        URI own = URI.create(publicUrl);
        String socket = publicUrl.replaceFirst("^http", "ws");
        // 'self' does not cover web sockets in every browser
        this.policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                + " connect-src 'self' "
                + socket.substring(0, socket.length() - own.getRawPath().length())
                + "; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; frame-ancestors ";
    }

    private static String read() {
        try (InputStream file = ConnectUiRoutes.class.getResourceAsStream("/META-INF/resources/ui/connect-ui.html")) {
            if (file == null) {
                throw new IllegalStateException("connect-ui.html is missing: the jar was built without module ui");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public void mount(Router router) {
        router.get(PATH).handler(this::show);
    }

    private void show(RoutingContext ctx) {
        String foreign = foreignFrame(ctx.request());
        if (foreign == null) {
            String allowed = origins.isEmpty() ? "'none'" : String.join(" ", new TreeSet<>(origins));
            send(ctx, allowed, "");
        } else {
            send(ctx, "*", "<meta name=\"gatehouse-embedding\" content=\"refused\">");
        }
    }

    /**
     * The origin of a page that frames this one without being allowed to; null if none is known of. Whoever hides it is kept
     * out by the policy instead.
     */
    private @Nullable String foreignFrame(HttpServerRequest request) {
        String referrer = request.getHeader("Referer");
        if (!"iframe".equals(request.getHeader("Sec-Fetch-Dest")) || referrer == null) {
            return null;
        }
        try {
            URI page = URI.create(referrer);
            String origin = page.getScheme() + "://" + page.getRawAuthority();
            return origins.contains(origin) ? null : origin;
        } catch (IllegalArgumentException e) {
            return referrer;
        }
    }

    private void send(RoutingContext ctx, String frames, String embedding) {
        ctx.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", policy + frames)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(html.replace(MARK, embedding));
    }
}
