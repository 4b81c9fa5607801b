package dev.gatehouse.gateway.directory;

import java.util.regex.Pattern;

/**
 * Where a page of search results begins: a count, which opens nothing to anybody. After an import between two pages some
 * practices may show up twice or not at all.
 */
final class SearchCursor {
    private static final Pattern SHAPE = Pattern.compile("p[1-9][0-9]{0,7}");

    private SearchCursor() {}

    static String write(int skip) {
        return "p" + skip;
    }

    /** Negative if it is not one of ours. */
    static int read(String cursor) {
        return SHAPE.matcher(cursor).matches() ? Integer.parseInt(cursor.substring(1)) : -1;
    }
}
