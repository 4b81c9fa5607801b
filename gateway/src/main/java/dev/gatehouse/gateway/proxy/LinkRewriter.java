package dev.gatehouse.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Turns a practice's own links in a JSON answer towards the gateway while the answer streams by: the string values of
 * {@code url} in objects that are elements of an array named {@code link}, at any depth, if they begin with the practice's
 * base. Only the base within such a value is replaced; every other byte leaves as it came, numbers, white space, order,
 * escapes and a byte order mark included. What is not JSON, or not in UTF-8, passes unchanged as well.
 *
 * <p>Most of a Bundle is skipped eight bytes at a time. That is sound because a quote after an even number of backslashes
 * that is followed by {@code link"} can only open a string: nothing of the kind may follow a closing quote. A name
 * spelled with escapes is not recognised; such a link stays the EHR's, which is harmless.
 *
 * <p>One of these serves one answer, from one thread. It keeps at most the bytes of one undecided base.
 */
final class LinkRewriter {
    private static final byte[] LINK = {'"', 'l', 'i', 'n', 'k', '"'};
    private static final int URL_NAME = 'u' << 16 | 'r' << 8 | 'l';
    private static final int LINK_NAME = 'l' << 24 | 'i' << 16 | 'n' << 8 | 'k';
    /** Deeper nesting within a link is no FHIR; the rest of such an answer passes unchanged. */
    private static final int DEEPEST = 128;

    private static final Buffer NOTHING = Buffer.buffer(0);

    private enum State {
        /** Looking for {@code "link"}. */
        SEARCH,
        /** Behind it, before a colon. */
        NAMED,
        /** Behind the colon, before a bracket. */
        COLON,
        /** Within the array, between strings. */
        TOKENS,
        KEY,
        TEXT,
        /** In a string that may begin with the base. */
        URL,
        /** Nothing more to do. */
        OVER
    }

    private enum Container {
        OBJECT,
        ARRAY,
        LINK_ARRAY,
        LINK_OBJECT
    }

    private final LinkPrefix prefix;
    private final PrefixMatch match;

    private State state = State.SEARCH;
    /** How much of {@link #LINK} the end of the last bytes was. */
    private int linkMatched;
    /** True if the bytes before this chunk end in an odd number of backslashes. */
    private boolean oddBackslashes;

    private Container[] open = {};
    private int depth;
    private boolean keyNext;
    private int key;
    private int keyLength;
    private boolean escape;

    private byte[] bytes = {};
    private int start;
    private int end;
    /** What lies before it in the chunk is in {@link #out} already. */
    private int copied;
    /** Where the undecided value begins in the chunk. */
    private int valueStart;

    private byte[] held = {};
    private int heldLength;
    private Buffer out = NOTHING;
    private int foreignLinks;

    LinkRewriter(LinkPrefix prefix) {
        this.prefix = prefix;
        this.match = new PrefixMatch(prefix.baseBytes());
    }

    /** What may be sent once these bytes are in; the chunk itself if nothing changes, and empty if all of it waits. */
    Buffer rewrite(Buffer chunk) {
        if (state == State.OVER || chunk.length() == 0) {
            return chunk;
        }
        take(chunk);
        int at = start;
        while (at < end) {
            at = switch (state) {
                case SEARCH -> search(at);
                case NAMED -> awaited(at, (byte) ':', State.COLON);
                case COLON -> awaited(at, (byte) '[', State.TOKENS);
                case TOKENS -> tokens(at);
                case KEY -> key(at);
                case TEXT -> text(at);
                case URL -> url(at);
                case OVER -> end;
            };
        }
        oddBackslashes = isEscaped(end);
        if (state == State.URL) {
            hold();
        }
        Buffer ready = copied == start && out == NOTHING ? chunk : rest();
        bytes = LINK;
        out = NOTHING;
        return ready;
    }

    /** How many links so far lead to another server. */
    int foreignLinks() {
        return foreignLinks;
    }

    /** What was still held when the answer ended in the middle of a value. */
    Buffer finish() {
        return heldLength == 0 ? NOTHING : Buffer.buffer(heldLength).appendBytes(held, 0, heldLength);
    }

    @SuppressWarnings("deprecation") // the only door to a buffer's array; without it each chunk is copied once more
    private void take(Buffer chunk) {
        ByteBuf buffer = chunk.getByteBuf();
        if (buffer.hasArray()) {
            bytes = buffer.array();
            start = buffer.arrayOffset() + buffer.readerIndex();
        } else {
            bytes = chunk.getBytes();
            start = 0;
        }
        end = start + chunk.length();
        copied = start;
        valueStart = start;
    }

    private int search(int from) {
        int at = from;
        while (at < end) {
            if (linkMatched == 0) {
                int found = LinkName.find(bytes, at, end);
                if (found >= 0 && !isEscaped(found)) {
                    state = State.NAMED;
                    return found + LINK.length;
                }
                at = found >= 0 ? found + 1 : Math.max(at, end - LINK.length + 1);
                if (found >= 0) {
                    continue;
                }
            }
            byte b = bytes[at];
            if (linkMatched > 0 && b == LINK[linkMatched]) {
                linkMatched++;
            } else {
                linkMatched = b == '"' && !isEscaped(at) ? 1 : 0;
            }
            at++;
            if (linkMatched == LINK.length) {
                linkMatched = 0;
                state = State.NAMED;
                return at;
            }
        }
        return at;
    }

    /** True if an odd number of backslashes lies before this index. */
    private boolean isEscaped(int index) {
        int at = index;
        while (at > start && bytes[at - 1] == '\\') {
            at--;
        }
        boolean odd = (index - at & 1) == 1;
        return at == start ? odd ^ oddBackslashes : odd;
    }

    private int awaited(int from, byte wanted, State next) {
        int at = from;
        while (at < end && isSpace(bytes[at])) {
            at++;
        }
        if (at == end) {
            return at;
        }
        if (bytes[at] != wanted) {
            state = State.SEARCH;
            return at;
        }
        state = next;
        if (next == State.TOKENS) {
            depth = 0;
            enter(Container.LINK_ARRAY);
        }
        return at + 1;
    }

    private int tokens(int from) {
        for (int at = from; at < end; at++) {
            switch (bytes[at]) {
                case '"' -> {
                    beginString(at + 1);
                    return at + 1;
                }
                case ':' -> keyNext = false;
                case ',' -> {
                    keyNext = inObject();
                    forgetKey();
                }
                case '{' -> enter(top() == Container.LINK_ARRAY ? Container.LINK_OBJECT : Container.OBJECT);
                case '[' -> enter(inObject() && isKey(LINK_NAME, 4) ? Container.LINK_ARRAY : Container.ARRAY);
                case '}', ']' -> leave();
                default -> {}
            }
            if (state != State.TOKENS) {
                return at + 1;
            }
        }
        return end;
    }

    private void beginString(int content) {
        escape = false;
        if (keyNext) {
            forgetKey();
            state = State.KEY;
        } else if (top() == Container.LINK_OBJECT && isKey(URL_NAME, 3)) {
            match.reset();
            valueStart = content;
            state = State.URL;
        } else {
            state = State.TEXT;
        }
    }

    private int key(int from) {
        for (int at = from; at < end; at++) {
            byte b = bytes[at];
            if (escape) {
                escape = false;
            } else if (b == '"') {
                state = State.TOKENS;
                return at + 1;
            } else if (b == '\\') {
                escape = true;
            }
            key = key << 8 | (b & 0xff);
            keyLength = Math.min(keyLength + 1, 100);
        }
        return end;
    }

    private int text(int from) {
        for (int at = from; at < end; at++) {
            byte b = bytes[at];
            if (escape) {
                escape = false;
            } else if (b == '"') {
                state = State.TOKENS;
                return at + 1;
            } else if (b == '\\') {
                escape = true;
            }
        }
        return end;
    }

    private int url(int from) {
        for (int at = from; at < end; at++) {
            switch (match.next(bytes[at])) {
                case UNDECIDED -> {}
                case DIFFERENT -> {
                    foreignLinks += match.isAbsolute() ? 1 : 0;
                    release();
                    state = State.TEXT;
                    escape = match.isAfterBackslash();
                    return at; // read again, as text
                }
                case WHOLE -> {
                    replace(at);
                    state = State.TEXT;
                    return at;
                }
                case BEGINS -> {
                    replace(at + 1);
                    out.appendByte(match.separator());
                    state = State.TEXT;
                    escape = false;
                    return at + 1;
                }
            }
        }
        return end;
    }

    private void replace(int resumeAt) {
        ready().appendBytes(bytes, copied, valueStart - copied).appendBytes(prefix.gatewayBytes());
        heldLength = 0;
        copied = resumeAt;
    }

    private void release() {
        if (heldLength > 0) {
            ready().appendBytes(held, 0, heldLength);
            heldLength = 0;
        }
    }

    private void hold() {
        int more = end - valueStart;
        if (held.length < heldLength + more) {
            held = Arrays.copyOf(held, Math.max(heldLength + more, 2 * prefix.baseBytes().length));
        }
        System.arraycopy(bytes, valueStart, held, heldLength, more);
        heldLength += more;
        ready().appendBytes(bytes, copied, valueStart - copied);
        copied = end;
    }

    private Buffer rest() {
        return ready().appendBytes(bytes, copied, end - copied);
    }

    private Buffer ready() {
        if (out == NOTHING) {
            out = Buffer.buffer(end - start + 256);
        }
        return out;
    }

    private void enter(Container container) {
        if (depth == DEEPEST) {
            state = State.OVER;
            return;
        }
        if (depth == open.length) {
            open = Arrays.copyOf(open, Math.max(8, 2 * depth));
        }
        open[depth++] = container;
        keyNext = inObject();
        forgetKey();
    }

    private void leave() {
        depth--;
        keyNext = false;
        forgetKey();
        if (depth == 0) {
            state = State.SEARCH;
        }
    }

    private Container top() {
        return open[depth - 1];
    }

    private boolean inObject() {
        return top() == Container.OBJECT || top() == Container.LINK_OBJECT;
    }

    private boolean isKey(int name, int length) {
        return keyLength == length && key == name;
    }

    private void forgetKey() {
        key = 0;
        keyLength = 0;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
