package dev.gatehouse.sandbox.web;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.util.List;

/**
 * Markup that is safe to send: what is filled in is escaped, unless it is markup itself. The only way to make one is from
 * a pattern written in the source.
 */
public final class Html {

    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /** Fills each {@code {}} of the pattern with the next part, escaped unless it is {@code Html} or a list of it. */
    public static Html of(@CompileTimeConstant String pattern, Object... parts) {
        StringBuilder markup = new StringBuilder(pattern.length() + 64);
        int at = 0;
        for (Object part : parts) {
            int hole = pattern.indexOf("{}", at);
            markup.append(pattern, at, hole).append(render(part));
            at = hole + 2;
        }
        return new Html(markup.append(pattern, at, pattern.length()).toString());
    }

    /** Text from the source itself that must not be escaped, such as a style sheet. */
    public static Html verbatim(@CompileTimeConstant String text) {
        return new Html(text);
    }

    private static String render(Object part) {
        if (part instanceof Html safe) {
            return safe.markup;
        }
        if (part instanceof List<?> several) {
            StringBuilder all = new StringBuilder();
            several.forEach(one -> all.append(render(one)));
            return all.toString();
        }
        return escape(String.valueOf(part));
    }

    private static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    @Override
    public String toString() {
        return markup;
    }
}
