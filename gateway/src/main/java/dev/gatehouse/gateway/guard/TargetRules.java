package dev.gatehouse.gateway.guard;

import org.jspecify.annotations.Nullable;

/**
 * What may stand in a request target (RFC 9112, 3.2.1: origin form only). Whatever FHIR clients send legitimately passes
 * ({@code $everything}, {@code |}, {@code %7C}, {@code :}, {@code +}, commas); what two servers could read in two ways does
 * not. Nothing is allocated, and no sentence repeats the target, which may hold patient data.
 */
public final class TargetRules {
    /** Characters of the longest target. */
    public static final int LONGEST = 8 * 1024;

    private static final String ACCESS_TOKEN = "access_token";
    private static final String API_KEY = "api_key";
    private static final String TOKEN = "token";

    /** Unreserved, sub-delims, {@code :} and {@code @} (RFC 3986, 3.3), and {@code |}, which FHIR clients send as it is. */
    private static final boolean[] PATH = table("-._~!$&'()*+,;=:@|%");

    private TargetRules() {}

    /** What is wrong with a target's path or query, in one sentence; null if nothing. */
    public static @Nullable String mistake(String target) {
        if (target.length() > LONGEST) {
            return "The request target is longer than 8 KiB.";
        }
        if (target.isEmpty() || target.charAt(0) != '/') {
            return "The request target must be a path that begins with a slash.";
        }
        int query = target.indexOf('?');
        String inPath = pathMistake(target, query < 0 ? target.length() : query);
        return inPath != null || query < 0 ? inPath : queryMistake(target, query + 1);
    }

    private static @Nullable String pathMistake(String target, int end) {
        for (int start = 1; start <= end; ) {
            int slash = target.indexOf('/', start);
            int stop = slash < 0 || slash > end ? end : slash;
            if (start == stop && stop < end) {
                return "An empty path segment (\"//\") is not allowed.";
            }
            String mistake = segmentMistake(target, start, stop);
            if (mistake != null) {
                return mistake;
            }
            start = stop + 1;
        }
        return end > 1 && target.charAt(end - 1) == '/' && target.charAt(end - 2) == '/'
                ? "An empty path segment (\"//\") is not allowed."
                : null;
    }

    /**
     * Looks at a segment as it is after one decoding, which shows what is wrong without one as well: dots and slashes may not
     * be escaped. {@code ..;x} is two dots too: some servers cut the part after the semicolon off before they look.
     */
    private static @Nullable String segmentMistake(String target, int start, int stop) {
        int named = 0;
        boolean onlyDots = true;
        boolean parameters = false;
        char before = 0;
        for (int i = start; i < stop; i++) {
            char c = target.charAt(i);
            if (c >= PATH.length || !PATH[c]) {
                return "The path has a character that is not allowed there.";
            }
            if (c == '%') {
                int escaped = escaped(target, i, stop);
                if (escaped < 0) {
                    return "A percent sign must be followed by two hexadecimal digits.";
                }
                c = (char) escaped;
                i += 2;
                if (c < ' ' || c > '~' || c == '/' || c == '\\' || c == '%' || c == '.') {
                    return "The path has a percent escape that is not allowed there.";
                }
            }
            if (c == '.' && before == ';') {
                return "A path parameter must not begin with a dot.";
            }
            parameters |= c == ';';
            if (!parameters) {
                named++;
                onlyDots &= c == '.';
            }
            before = c;
        }
        return onlyDots && (named == 1 || named == 2) ? "Dot segments are not allowed in the path." : null;
    }

    private static @Nullable String queryMistake(String target, int from) {
        int end = target.length();
        for (int i = from; i < end; i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c > '~' || c == '#' || c == '\\') {
                return "The query has a character that is not allowed there.";
            }
            if (c == '%' && escaped(target, i, end) < 0) {
                return "A percent sign must be followed by two hexadecimal digits.";
            }
        }
        return null;
    }

    /**
     * True if the query has a parameter that is named like one for secrets, whatever its case or escapes: {@code
     * access_token} or {@code api_key}.
     *
     * @param target without {@linkplain #mistake mistake}
     * @param fhir true where {@code token} is no name of anything else either
     */
    public static boolean namesSecret(String target, boolean fhir) {
        int query = target.indexOf('?');
        if (query < 0) {
            return false;
        }
        for (int start = query + 1; start <= target.length(); ) {
            int stop = nextSeparator(target, start);
            if (isSecret(target, start, stop, fhir)) {
                return true;
            }
            start = stop + 1;
        }
        return false;
    }

    /** Whether the parameter between these two is named like one for secrets. */
    static boolean isSecret(String target, int start, int stop, boolean fhir) {
        if (start == stop) {
            return false;
        }
        char first = target.charAt(start);
        boolean likely = first == 'a' || first == 'A' || first == '%' || (fhir && (first == 't' || first == 'T'));
        return likely
                && (isNamed(target, start, stop, ACCESS_TOKEN)
                        || isNamed(target, start, stop, API_KEY)
                        || (fhir && isNamed(target, start, stop, TOKEN)));
    }

    /** Old servers part parameters at {@code ;} too. */
    static int nextSeparator(String target, int from) {
        for (int i = from; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '&' || c == ';') {
                return i;
            }
        }
        return target.length();
    }

    private static boolean isNamed(String target, int start, int stop, String name) {
        int i = start;
        for (int k = 0; k < name.length(); k++) {
            if (i >= stop) {
                return false;
            }
            int c = target.charAt(i);
            if (c == '%') {
                c = escaped(target, i, stop);
                i += 2;
            }
            if (Character.toLowerCase(c) != name.charAt(k)) {
                return false;
            }
            i++;
        }
        return i >= stop || target.charAt(i) == '=';
    }

    /** The byte of the escape at {@code percent}; negative if there is none. */
    private static int escaped(String text, int percent, int stop) {
        if (percent + 2 >= stop) {
            return -1;
        }
        int high = digit(text.charAt(percent + 1));
        int low = digit(text.charAt(percent + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int digit(char c) {
        return c > '~' ? -1 : Character.digit(c, 16);
    }

    private static boolean[] table(String marks) {
        boolean[] table = new boolean[128];
        for (char c = '0'; c <= 'z'; c++) {
            table[c] = Character.isLetterOrDigit(c);
        }
        marks.chars().forEach(c -> table[c] = true);
        return table;
    }
}
