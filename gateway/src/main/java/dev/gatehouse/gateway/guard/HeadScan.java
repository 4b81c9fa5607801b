package dev.gatehouse.gateway.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the bytes of request heads for what is gone once a decoder has read them: how the request line is parted, folded
 * lines, the bytes of names and values, and headers that are there twice (RFC 9112, 2.2 to 6.1). One for each connection.
 */
final class HeadScan {
    private static final int MOST_FIELDS = 100;
    /** Of empty lines before a request, bytes: some clients send one after a body (RFC 9112, 2.2). */
    private static final int MOST_BEFORE = 2;

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private static final boolean[] NAME = names();
    private static final boolean[] VALUE = values();
    private static final byte[] VERSION = "HTTP/1.1".getBytes(US_ASCII);
    private static final byte[] HOST = HttpHeaderNames.HOST.toByteArray();
    private static final byte[] LENGTH = HttpHeaderNames.CONTENT_LENGTH.toByteArray();
    private static final byte[] ENCODING = HttpHeaderNames.TRANSFER_ENCODING.toByteArray();
    private static final byte[] CHUNKED = HttpHeaderValues.CHUNKED.toByteArray();

    private @Nullable Refusal found;
    private boolean lineRead;
    private boolean over;
    private int before;
    private int fields;
    private int hosts;
    private int lengths;
    private int encodings;

    /** The next bytes belong to another head. */
    void begin() {
        found = null;
        lineRead = false;
        over = false;
        before = 0;
        fields = 0;
        hosts = 0;
        lengths = 0;
        encodings = 0;
    }

    /** Takes whole lines, more of the head that was begun; what comes after its end, or after the last whole line, is left. */
    void take(byte[] bytes, int to) {
        int i = 0;
        while (i < to && found == null && !over) {
            i = lineRead ? field(bytes, i, to) : firstLine(bytes, i, to);
        }
    }

    /** What was found in this head so far; null if nothing. Whether there is a host is seen at its end only. */
    @Nullable
    Refusal found() {
        if (found == null && over) {
            return hosts == 1 ? null : Refusal.HOST;
        }
        return found;
    }

    private int firstLine(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (bytes[i] == CR || bytes[i] == LF)) {
            i++;
            before++;
        }
        if (i == to) {
            return to;
        }
        if (before > MOST_BEFORE) {
            return refuse(Refusal.REQUEST_LINE, to);
        }
        int method = i;
        while (i < to && (NAME[bytes[i] & 0xff] || bytes[i] == '_')) {
            i++;
        }
        if (i == method || i == to || bytes[i] != ' ') {
            return i == to ? to : refuse(Refusal.REQUEST_LINE, to);
        }
        int target = ++i;
        while (i < to && bytes[i] > ' ' && bytes[i] < 0x7f) {
            i++;
        }
        if (i == to) {
            return to;
        }
        if (bytes[i] != ' ') {
            boolean inTarget = bytes[i] < 0 || (bytes[i] != CR && bytes[i] != LF && bytes[i] != '\t');
            return refuse(inTarget ? Refusal.TARGET : Refusal.REQUEST_LINE, to);
        }
        return i == target ? refuse(Refusal.REQUEST_LINE, to) : version(bytes, i + 1, to);
    }

    private int version(byte[] bytes, int from, int to) {
        int end = from + VERSION.length;
        if (end + 1 >= to) {
            return lineEnds(bytes, from, to) ? refuse(versionOrLine(bytes, from, to), to) : to;
        }
        if (!matches(bytes, from, VERSION) || bytes[end] != CR || bytes[end + 1] != LF) {
            return refuse(versionOrLine(bytes, from, to), to);
        }
        lineRead = true;
        return end + 2;
    }

    private static boolean lineEnds(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == LF) {
                return true;
            }
        }
        return false;
    }

    /** {@code HTTP/1.0} is another version, {@code HTTP/1.1x} is none. */
    private static Refusal versionOrLine(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to
                && (bytes[i] == '/' || bytes[i] == '.' || (bytes[i] >= '0' && bytes[i] <= '9') || isLetter(bytes[i]))) {
            i++;
        }
        boolean whole = i + 1 < to && bytes[i] == CR && bytes[i + 1] == LF;
        boolean version = i - from == VERSION.length
                && bytes[from] == 'H'
                && bytes[from + 4] == '/'
                && bytes[from + 6] == '.'
                && !matches(bytes, from, VERSION);
        return whole && version ? Refusal.VERSION : Refusal.REQUEST_LINE;
    }

    private static boolean isLetter(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }

    private int field(byte[] bytes, int from, int to) {
        int i = from;
        if (bytes[i] == CR) {
            boolean whole = i + 1 < to;
            over = whole && bytes[i + 1] == LF;
            return !whole ? to : over ? i + 2 : refuse(Refusal.HEADERS, to);
        }
        while (i < to && NAME[bytes[i] & 0xff]) {
            i++;
        }
        if (i == to) {
            return to;
        }
        int nameEnd = i;
        if (bytes[i] != ':' || nameEnd == from) {
            return refuse(Refusal.HEADERS, to);
        }
        int value = ++i;
        while (i < to && VALUE[bytes[i] & 0xff]) {
            i++;
        }
        if (i + 1 >= to) {
            return i < to && bytes[i] != CR ? refuse(Refusal.HEADERS, to) : to;
        }
        if (bytes[i] != CR || bytes[i + 1] != LF) {
            return refuse(Refusal.HEADERS, to);
        }
        if (++fields > MOST_FIELDS) {
            return refuse(Refusal.HEADERS_TOO_LARGE, to);
        }
        framing(bytes, from, nameEnd, value, i);
        return i + 2;
    }

    private void framing(byte[] bytes, int name, int nameEnd, int value, int end) {
        switch (nameEnd - name) {
            case 4 -> {
                if (matchesLower(bytes, name, HOST) && ++hosts > 1) {
                    found = Refusal.HOST;
                }
            }
            case 14 -> {
                if (matchesLower(bytes, name, LENGTH)
                        && (++lengths > 1 || encodings > 0 || !isDigits(bytes, value, end))) {
                    found = Refusal.FRAMING;
                }
            }
            case 17 -> {
                if (matchesLower(bytes, name, ENCODING)
                        && (++encodings > 1 || lengths > 0 || !isChunked(bytes, value, end))) {
                    found = Refusal.FRAMING;
                }
            }
            default -> {
                // no other header says where a request ends or whom it is for
            }
        }
    }

    private static boolean isChunked(byte[] bytes, int from, int to) {
        int start = skipBlanks(bytes, from, to);
        int end = dropBlanks(bytes, start, to);
        return end - start == CHUNKED.length && matchesLower(bytes, start, CHUNKED);
    }

    /** Up to 18, so that it is a number of ours. */
    private static boolean isDigits(byte[] bytes, int from, int to) {
        int start = skipBlanks(bytes, from, to);
        int end = dropBlanks(bytes, start, to);
        for (int i = start; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return end > start && end - start <= 18;
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i++;
        }
        return i;
    }

    private static int dropBlanks(byte[] bytes, int from, int to) {
        int i = to;
        while (i > from && (bytes[i - 1] == ' ' || bytes[i - 1] == '\t')) {
            i--;
        }
        return i;
    }

    private int refuse(Refusal refusal, int to) {
        found = refusal;
        return to;
    }

    private static boolean matches(byte[] bytes, int from, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (bytes[from + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Header names are letters and hyphens here, for which setting that bit is lower case. */
    private static boolean matchesLower(byte[] bytes, int from, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if ((bytes[from + i] | 0x20) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** RFC 9110, 5.6.2, without the underscore: some servers read it as a hyphen. */
    private static boolean[] names() {
        boolean[] table = new boolean[256];
        for (char c = '0'; c <= 'z'; c++) {
            table[c] = Character.isLetterOrDigit(c);
        }
        "!#$%&'*+-.^`|~".chars().forEach(c -> table[c] = true);
        return table;
    }

    /** RFC 9110, 5.5: visible characters, blanks, and bytes beyond ASCII. */
    private static boolean[] values() {
        boolean[] table = new boolean[256];
        for (int c = ' '; c < 256; c++) {
            table[c] = c != 0x7f;
        }
        table['\t'] = true;
        return table;
    }
}
