package dev.gatehouse.common.audit;

import dev.gatehouse.common.tenant.Author;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An entry that has no place in the chain yet. */
record NewEntry(Author by, String action, String target, AuditEvent.Outcome outcome, Map<String, String> details) {
    private static final Pattern ACTION = Pattern.compile("[a-z]+(-[a-z]+)*(\\.[a-z]+(-[a-z]+)*)+");
    private static final int LONGEST_ACTION = 64;
    private static final int LONGEST_ID = 256;
    private static final int LONGEST_SHORT_ID = 64;
    private static final int LONGEST_DETAIL = 500;
    private static final int MOST_DETAILS = 32;
    private static final char REPLACEMENT = '\ufffd';

    NewEntry {
        if (action.length() > LONGEST_ACTION || !ACTION.matcher(action).matches()) {
            throw new IllegalArgumentException("an action looks like thing.done, not " + action);
        }
        if (details.size() > MOST_DETAILS) {
            throw new IllegalArgumentException("at most " + MOST_DETAILS + " details, not " + details.size());
        }
        details = Map.copyOf(details);
    }

    Entry at(long seq, Instant time) {
        JsonObject inOrder = new JsonObject();
        new TreeMap<>(details).forEach((name, value) -> inOrder.put(name, storable(value, LONGEST_DETAIL)));
        return new Entry(
                seq,
                time,
                by.tenant().value(),
                by.kind().name(),
                storable(by.id(), LONGEST_ID),
                orNull(by.requestId()),
                orNull(by.address()),
                action,
                storable(target, LONGEST_ID),
                outcome.name(),
                inOrder.encode());
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null ? null : storable(text, LONGEST_SHORT_ID);
    }

    /**
     * The text as both databases give it back: no control characters and no halves of a surrogate pair, which they refuse or
     * change, and not too long. An odd name must not stop what it was given to.
     */
    private static String storable(String text, int most) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), most));
        text.codePoints()
                .map(each -> Character.isISOControl(each) || (each >= 0xD800 && each <= 0xDFFF) ? REPLACEMENT : each)
                .takeWhile(each -> kept.length() + Character.charCount(each) <= most)
                .forEachOrdered(kept::appendCodePoint);
        return kept.toString();
    }
}
