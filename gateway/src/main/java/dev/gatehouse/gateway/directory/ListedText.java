package dev.gatehouse.gateway.directory;

import org.jspecify.annotations.Nullable;

/** A text from a list, made fit for the database: no control characters, no half surrogate pairs, no outer spaces. */
final class ListedText {
    private ListedText() {}

    /** Null if nothing is left. */
    static @Nullable String clean(@Nullable String text) {
        if (text == null) {
            return null;
        }
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                out = out == null ? new StringBuilder(text) : out;
                out.setCharAt(i, Character.isSurrogate(c) ? '\ufffd' : ' ');
            }
        }
        String clean = (out == null ? text : out.toString()).strip();
        return clean.isEmpty() ? null : clean;
    }

    /** Cut to what the column takes; for what is only shown. */
    static @Nullable String clean(@Nullable String text, int longest) {
        String clean = clean(text);
        if (clean == null || clean.length() <= longest) {
            return clean;
        }
        return clean(clean.substring(0, longest));
    }
}
