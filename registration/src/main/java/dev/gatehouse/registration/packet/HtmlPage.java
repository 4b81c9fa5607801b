package dev.gatehouse.registration.packet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Documents as a page to print: no script, nothing from elsewhere, and one style sheet that is named by its hash. */
final class HtmlPage {
    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
            h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid #ccc}
            dt{font-weight:600;margin-top:1rem}dd{margin:0}
            pre{margin:.25rem 0;padding:.5rem;border:1px solid #ccc;white-space:pre-wrap;overflow-wrap:anywhere}
            .note{color:#444}.empty{color:#444;font-style:italic}li{margin:.5rem 0}
            @media print{body{margin:0}h2{break-after:avoid}dt,dd{break-inside:avoid}}
            """;

    /** For the page's {@code Content-Security-Policy}. */
    static final String POLICY = "default-src 'none'; style-src 'sha256-" + hash(STYLE)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private HtmlPage() {}

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String of(Document document) {
        StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
                .append(text(document.title()))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><main>\n<h1>")
                .append(text(document.title()))
                .append("</h1>\n");
        for (Document.Block block : document.blocks()) {
            if (block instanceof Document.Heading heading) {
                html.append("<h2>").append(text(heading.text())).append("</h2>\n");
            } else if (block instanceof Document.Paragraph paragraph) {
                html.append("<p>").append(text(paragraph.text())).append("</p>\n");
            } else if (block instanceof Document.Value value) {
                value(html, value);
            } else if (block instanceof Document.Numbered numbered) {
                html.append("<ol>\n");
                numbered.items()
                        .forEach(item -> html.append("<li><strong>")
                                .append(text(item.title()))
                                .append("</strong> ")
                                .append(text(item.text()))
                                .append("</li>\n"));
                html.append("</ol>\n");
            }
        }
        return html.append("</main></body></html>\n").toString();
    }

    private static void value(StringBuilder html, Document.Value value) {
        html.append("<dl><dt>").append(text(value.label())).append("</dt>");
        if (!value.note().isEmpty()) {
            html.append("<dd class=\"note\">").append(text(value.note())).append("</dd>");
        }
        if (value.values().isEmpty()) {
            html.append("<dd class=\"empty\">left empty</dd>");
        }
        value.values()
                .forEach(each -> html.append("<dd><pre>").append(text(each)).append("</pre></dd>"));
        html.append("</dl>\n");
    }

    static String text(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(letter -> {
            switch (letter) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(letter);
            }
        });
        return safe.toString();
    }
}
