package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Fingerprint;
import dev.gatehouse.sandbox.web.Html;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The frame around every page of the portal: head, navigation, style. No scripts, nothing from elsewhere. */
final class Layout {

    static final Html NOTHING = Html.of("");

    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f3f5f7;color:#1c2733}
            header{background:#123f63;color:#fff;padding:.6rem 1.2rem;display:flex;flex-wrap:wrap;gap:.4rem 1.4rem;align-items:center}
            header p{margin:0;font-weight:600} nav{display:flex;flex-wrap:wrap;gap:.2rem 1rem} header a{color:#fff}
            header button{background:none;border:0;color:#fff;text-decoration:underline;padding:0;margin:0}
            main{max-width:46rem;margin:1.5rem auto;padding:1.2rem 2rem 2rem;background:#fff;border:1px solid #d3dae1;border-radius:8px}
            h1{font-size:1.5rem;margin:.2rem 0 1rem} h2{font-size:1.15rem;margin:1.8rem 0 .4rem}
            label,legend{font-weight:600} .field{margin:1rem 0} .field label{display:block} .hint{color:#52616f;margin:0;font-size:.9rem}
            fieldset{border:1px solid #d3dae1;border-radius:6px;margin:1rem 0} .choice{margin:.2rem 0} .choice label{font-weight:400}
            input:not([type=checkbox]):not([type=radio]),textarea,select{width:100%;box-sizing:border-box;padding:.45rem;font:inherit;border:1px solid #75838f;border-radius:4px}
            textarea{min-height:5.5rem} [aria-invalid=true]{border-color:#a02020;border-width:2px}
            button{font:inherit;padding:.45rem 1.1rem;margin:.8rem .6rem 0 0;border-radius:4px;border:1px solid #14507f;background:#14507f;color:#fff;cursor:pointer}
            button.second{background:#fff;color:#14507f} a{color:#14507f} :focus-visible{outline:3px solid #e0a100;outline-offset:2px}
            .error{border-left:4px solid #a02020;padding:.4rem .8rem;background:#fdf0f0} .wrong{color:#a02020;margin:.2rem 0 0;font-weight:600}
            .note{background:#eef4f9;padding:.6rem .8rem;border-radius:4px} .missing{color:#52616f;font-style:italic}
            table{border-collapse:collapse;width:100%} th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid #e2e7ec;overflow-wrap:anywhere}
            th{width:32%} pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f3f5f7;padding:.8rem;border-radius:4px} code{background:#e7ebef;padding:0 .25rem;overflow-wrap:anywhere}
            .state{display:inline-block;border:1px solid #75838f;border-radius:1rem;padding:0 .7rem;font-size:.9rem}
            """;

    /** The style is allowed by its hash, so nothing else can be added. */
    private static final String POLICY =
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; " + "style-src 'sha256-"
                    + Base64.getEncoder().encodeToString(Fingerprint.sha256(STYLE)) + "'";

    private Layout() {}

    /** @param who company of the partner that is signed in, or null */
    static Answer page(int status, @Nullable String who, String title, Object body) {
        Html session = who == null
                ? Html.of("<a href=\"/portal/register\">Register</a><a href=\"/portal/login\">Sign in</a>")
                : Html.of("""
                        <a href="/portal/application">Application</a><form method="post" action="/portal/logout">\
                        <button type="submit">Sign out {}</button></form>
                        """, who);
        Html page = Html.of("""
                <!doctype html><html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width,initial-scale=1"><title>{} | Sandbox partner portal</title>
                <style>{}</style></head><body><header><p><a href="/portal/">Sandbox partner portal</a></p><nav aria-label="Portal">{}\
                <a href="/portal/mail">Mail</a><a href="/portal/vendor">Vendor's desk</a><a href="/portal/practices">Practices</a></nav></header>
                <main><h1>{}</h1>{}</main></body></html>
                """, title, Html.verbatim(STYLE), session, title, body);
        return Answer.of(status, "text/html; charset=utf-8", Buffer.buffer(page.toString()))
                .with("content-security-policy", POLICY)
                .with("cache-control", "no-store")
                .with("referrer-policy", "no-referrer")
                .with("x-content-type-options", "nosniff");
    }

    /** After a form was taken; the browser asks for the page with GET. */
    static Answer seeOther(String path) {
        return Answer.empty(303).with("location", path).with("cache-control", "no-store");
    }

    static Html alert(String words) {
        return Html.of("<p class=\"error\" role=\"alert\">{}</p>", words);
    }

    static Html time(@Nullable Instant at) {
        if (at == null) {
            return Html.of("<span class=\"missing\">never</span>");
        }
        Instant second = at.truncatedTo(ChronoUnit.SECONDS);
        return Html.of(
                "<time datetime=\"{}\">{} UTC</time>",
                second,
                second.toString().replace('T', ' ').replace("Z", ""));
    }

    static Html row(String label, Object value) {
        return Html.of("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", label, value);
    }

    static Html table(List<Html> rows) {
        return Html.of("<table>{}</table>", rows);
    }

    /** What a developer typed, or the words that stand for what was not. */
    static Html listing(PortalApplication application) {
        return table(application.listing().stream()
                .map(line -> row(line.label(), value(line)))
                .toList());
    }

    private static Html value(PortalApplication.Line line) {
        if (!line.provided()) {
            return Html.of("<span class=\"missing\">{}</span>", line.value());
        }
        return line.link()
                ? Html.of("<a rel=\"noreferrer nofollow\" href=\"{}\">{}</a>", line.value(), line.value())
                : Html.of("{}", line.value());
    }
}
