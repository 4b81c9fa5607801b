package dev.gatehouse.gateway.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a target that holds no patient data: resource types, operations and parameter names. */
public final class RouteTemplate {
    private static final int MOST_PARAMETERS = 16;
    private static final int LONGEST_NAME = 48;

    private RouteTemplate() {}

    public static String of(FhirTarget target) {
        StringBuilder template = new StringBuilder(64);
        List<String> segments = target.segments();
        boolean type = true;
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            template.append(i == 0 ? "" : "/").append(shown(segment, type));
            // An id follows a type, and a type (of a compartment) may follow an id.
            type = !isType(segment) || !type;
        }
        appendNames(template, target.query());
        return template.toString();
    }

    private static String shown(String segment, boolean mayBeType) {
        if (segment.isEmpty() || segment.equals("metadata")) {
            return segment;
        }
        char first = segment.charAt(0);
        boolean known = ((first == '$' || first == '_') && isWord(segment, 1)) || (mayBeType && isType(segment));
        return known ? segment : "{id}";
    }

    private static boolean isType(String segment) {
        return !segment.isEmpty() && segment.charAt(0) >= 'A' && segment.charAt(0) <= 'Z' && isWord(segment, 1);
    }

    private static boolean isWord(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && c != '-') {
                return false;
            }
        }
        return text.length() <= LONGEST_NAME;
    }

    private static void appendNames(StringBuilder template, @Nullable String query) {
        if (query == null) {
            return;
        }
        char separator = '?';
        int names = 0;
        for (int start = 0; start < query.length() && names < MOST_PARAMETERS; names++) {
            int next = query.indexOf('&', start);
            int stop = next < 0 ? query.length() : next;
            int equals = query.indexOf('=', start);
            if (equals > start && equals < stop) {
                template.append(separator).append(name(query, start, equals));
                separator = '&';
            }
            start = stop + 1;
        }
    }

    private static String name(String query, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = query.charAt(i);
            if (!isLetter(c) && "-_:.".indexOf(c) < 0) {
                return "{name}";
            }
        }
        return end - start <= LONGEST_NAME ? query.substring(start, end) : "{name}";
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
