package dev.gatehouse.gateway.directory;

import java.text.Normalizer;
import java.util.List;

/**
 * What is compared when people search: lower case, without accents and punctuation, {@code &} as "and", one space between
 * words. Names and queries go through the same door.
 */
final class SearchText {
    private SearchText() {}

    static List<String> words(String text) {
        String folded = fold(text);
        return folded.isEmpty() ? List.of() : List.of(folded.split(" "));
    }

    static String fold(String text) {
        String plain = isAscii(text) ? text : Normalizer.normalize(withoutMarks(text), Normalizer.Form.NFKD);
        StringBuilder out = new StringBuilder(plain.length());
        int run = 0; // letters since the last space or full stop
        for (int i = 0; i < plain.length(); ) {
            int c = plain.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isLetterOrDigit(c)) {
                append(out, Character.toLowerCase(c));
                run++;
            } else if (c == '&' || c == '+') {
                space(out);
                out.append("and ");
                run = 0;
            } else if (joins(c) || (c == '.' && run <= 1)) {
                run = c == '.' ? 0 : run; // M.D. becomes md, St.Mary becomes st mary
            } else {
                space(out);
                run = 0;
            }
        }
        int end = out.length();
        return end > 0 && out.charAt(end - 1) == ' ' ? out.substring(0, end - 1) : out.toString();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    /** NFKD would turn these into the letters TM and SM at the end of a word. */
    private static String withoutMarks(String text) {
        return text.replace('\u2122', ' ').replace('\u2120', ' ');
    }

    private static void append(StringBuilder out, int c) {
        switch (c) {
            case '\u00f8' -> out.append('o');
            case '\u0142' -> out.append('l');
            case '\u0111' -> out.append('d');
            case '\u00e6' -> out.append("ae");
            case '\u0153' -> out.append("oe");
            case '\u00df' -> out.append("ss");
            default -> out.appendCodePoint(c);
        }
    }

    private static boolean joins(int c) {
        return switch (c) {
            case '\'', '`', '\u2018', '\u2019', '\u02bb', '\u02bc', '\u00b4' -> true;
            default ->
                switch (Character.getType(c)) {
                    case Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.FORMAT -> true;
                    default -> false;
                };
        };
    }

    private static void space(StringBuilder out) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
            out.append(' ');
        }
    }
}
