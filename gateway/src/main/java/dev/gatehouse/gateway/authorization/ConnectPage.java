package dev.gatehouse.gateway.authorization;

import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The connect page's HTML with the headers that keep it safe. The page itself is built by module {@code ui}. */
final class ConnectPage {
    private static final String MARK = "<!--gatehouse:failure-->";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
                    + " require-trusted-types-for 'script'; frame-ancestors ";

    private static final String NOBODY = "'none'";
    static final String ANYBODY = "*";

    private final String html;

    ConnectPage() {
        try (InputStream file = ConnectPage.class.getResourceAsStream("/META-INF/resources/ui/connect.html")) {
            if (file == null) {
                throw new IllegalStateException("connect.html is missing: the jar was built without module ui");
            }
            this.html = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (!html.contains(MARK)) {
            throw new IllegalStateException("connect.html has no place for a failure");
        }
    }

    /** May be put into a frame by the tenant's own page if there is one, and after a launch by the EHR. */
    void show(RoutingContext ctx, ConnectSession session) {
        send(ctx, 200, frames(session), "");
    }

    /** Who may put pages of this session into a frame. */
    static String frames(ConnectSession session) {
        URI tenants = ReturnUrls.origin(session.returnUrl());
        if (session.launched()) {
            return ANYBODY;
        }
        return tenants == null ? NOBODY : "'self' " + tenants;
    }

    /** @param code one the page has words for */
    void showFailure(RoutingContext ctx, int status, String code, String reference) {
        showFailure(ctx, status, code, reference, NOBODY);
    }

    /** The same where an EHR may have put it into a frame of its own; there is nothing on it to be tricked into. */
    void showFramedFailure(RoutingContext ctx, int status, String code, String reference) {
        showFailure(ctx, status, code, reference, ANYBODY);
    }

    private void showFailure(RoutingContext ctx, int status, String code, String reference, String frames) {
        send(
                ctx,
                status,
                frames,
                "<meta name=\"gatehouse-failure\" content=\"" + code + "\" data-reference=\"" + reference + "\">");
    }

    private void send(RoutingContext ctx, int status, String frames, String failure) {
        ctx.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", POLICY + frames)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(html.replace(MARK, failure));
    }
}
