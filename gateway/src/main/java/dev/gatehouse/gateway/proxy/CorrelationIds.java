package dev.gatehouse.gateway.proxy;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads from an EHR's answer the ids by which its support finds the call. What an EHR sends is not trusted: only short plain
 * words are kept, and few of them.
 */
final class CorrelationIds {
    private static final int MOST = 4;
    private static final int LONGEST = 64;

    private CorrelationIds() {}

    /**
     * @param headers where they may be, the likeliest first
     * @param own our id of the request, which an EHR may send back and which helps nobody there
     * @param authorization what was sent to the EHR, of which no part may be kept
     */
    static List<String> of(MultiMap answer, List<String> headers, String own, CharSequence authorization) {
        List<String> ids = List.of();
        for (String name : headers) {
            String value = answer.get(name);
            if (value != null
                    && isPlain(value)
                    && !value.equals(own)
                    && !authorization.toString().contains(value)
                    && !ids.contains(value)
                    && ids.size() < MOST) {
                ids = ids.isEmpty() ? new ArrayList<>(MOST) : ids;
                ids.add(value);
            }
        }
        return ids;
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && c != '-' && c != '_' && c != '.' && c != ':') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= LONGEST;
    }
}
