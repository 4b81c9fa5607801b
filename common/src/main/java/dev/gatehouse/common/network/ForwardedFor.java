package dev.gatehouse.common.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads whom a request was forwarded for, from {@code X-Forwarded-For} and {@code Forwarded} (RFC 7239, 4 to 6). Clients may
 * have written anything into the beginning of either.
 */
final class ForwardedFor {
    private ForwardedFor() {}

    /**
     * What stands between the commas, ports and brackets left out, in the order of the hops.
     *
     * @param lines of {@code X-Forwarded-For}
     */
    static List<String> plain(List<String> lines) {
        List<String> hops = new ArrayList<>();
        for (String line : lines) {
            for (String each : line.split(",", -1)) {
                hops.add(withoutPort(each.trim()));
            }
        }
        return hops;
    }

    /**
     * The {@code for} of each element, in the order of the hops; "" for an element without one. Null if it can't be read
     * without doubt: a client may have opened quotes that swallow what a proxy wrote behind them.
     *
     * @param lines of {@code Forwarded}
     */
    static @Nullable List<String> standard(List<String> lines) {
        List<String> hops = new ArrayList<>();
        for (String line : lines) {
            List<String> elements = parted(line, ',');
            if (elements == null) {
                return null;
            }
            for (String element : elements) {
                String hop = hop(element);
                if (hop == null) {
                    return null;
                }
                hops.add(hop);
            }
        }
        return hops;
    }

    private static @Nullable String hop(String element) {
        List<String> pairs = parted(element, ';');
        String found = "";
        for (String pair : pairs == null ? List.<String>of() : pairs) {
            int equals = pair.indexOf('=');
            if (equals > 0
                    && pair.substring(0, equals).trim().toLowerCase(Locale.ROOT).equals("for")) {
                if (!found.isEmpty()) {
                    return null;
                }
                String value = unquoted(pair.substring(equals + 1).trim());
                found = value == null ? "" : withoutPort(value);
            }
        }
        return pairs == null ? null : found;
    }

    /** Parts at a sign that stands outside quotes; null if quotes stay open. */
    private static @Nullable List<String> parted(String text, char sign) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == sign && !quoted) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return quoted ? null : parts;
    }

    /** No address has anything in it that must be escaped. */
    private static @Nullable String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        String inner = quoted ? value.substring(1, value.length() - 1) : value;
        return inner.indexOf('"') >= 0 || inner.indexOf('\\') >= 0 ? null : inner;
    }

    /** {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711} and {@code [2001:db8::1]} without what is not the address. */
    private static String withoutPort(String node) {
        int bracket = node.indexOf(']');
        if (node.startsWith("[") && bracket > 0) {
            return node.substring(1, bracket);
        }
        int colon = node.indexOf(':');
        return colon > 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node;
    }
}
