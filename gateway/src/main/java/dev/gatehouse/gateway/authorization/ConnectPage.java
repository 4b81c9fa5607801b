package dev.gatehouse.gateway.authorization;

import dev.gatehouse.gateway.connectpage.ConnectPageSettings;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/** The connect page's HTML with the headers that keep it safe. The page itself is built by module {@code ui}. */
final class ConnectPage {
    private static final String MARK = "<!--gatehouse:failure-->";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:%s;"
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

    /** May be put into a frame by the tenant's own pages if there are any, and after a launch by the EHR. */
    void show(RoutingContext ctx, ConnectSession session, ConnectPageSettings settings) {
        String logo = settings.logoOrigin();
        send(ctx, 200, frames(session, settings), logo == null ? "" : " " + logo, "");
    }

    /** Who may put pages of this session into a frame. */
    static String frames(ConnectSession session, ConnectPageSettings settings) {
        if (session.launched()) {
            return ANYBODY;
        }
        Set<String> origins = origins(session, settings);
        return origins.isEmpty() ? NOBODY : "'self' " + String.join(" ", origins);
    }

    /** Of the tenant's pages, which may frame this session's and hear from them. */
    static Set<String> origins(ConnectSession session, ConnectPageSettings settings) {
        Set<String> origins = new LinkedHashSet<>();
        URI tenants = ReturnUrls.origin(session.returnUrl());
        if (tenants != null) {
            origins.add(tenants.toString());
        }
        origins.addAll(settings.origins());
        return origins;
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
                "",
                "<meta name=\"gatehouse-failure\" content=\"" + code + "\" data-reference=\"" + reference + "\">");
    }

    private void send(RoutingContext ctx, int status, String frames, String pictures, String failure) {
        ctx.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", POLICY.formatted(pictures) + frames)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(html.replace(MARK, failure));
    }
}
