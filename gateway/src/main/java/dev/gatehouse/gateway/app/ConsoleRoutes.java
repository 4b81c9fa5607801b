package dev.gatehouse.gateway.app;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * {@code GET /console…}: the page for signed-in people. It is one page for all addresses below; the script in it reads the
 * address. What people see comes from the API, so the page itself is the same for everybody.
 */
final class ConsoleRoutes {
    private static final String PAGE = "/META-INF/resources/ui/console.html";
    /** For pages of people: nothing from elsewhere, nothing inline, in no frame. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'";

    private final String html;

    ConsoleRoutes() {
        try (InputStream file = ConsoleRoutes.class.getResourceAsStream(PAGE)) {
            if (file == null) {
                throw new IllegalStateException("console.html is missing: the jar was built without module ui");
            }
            this.html = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void mount(Router router) {
        router.get("/").handler(ctx -> redirect(ctx, "/console"));
        router.get("/console").handler(this::show);
        router.get("/console/*").handler(this::show);
    }

    private static void redirect(RoutingContext ctx, String to) {
        ctx.response().setStatusCode(302).putHeader("Location", to).end();
    }

    private void show(RoutingContext ctx) {
        HttpServerResponse response = ctx.response();
        response.putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .end(html);
    }
}
