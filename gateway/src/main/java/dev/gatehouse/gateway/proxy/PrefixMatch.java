package dev.gatehouse.gateway.proxy;

/** Compares the content of a JSON string, as its bytes come in, with an address; escapes are decoded on the way. */
final class PrefixMatch {
    enum Verdict {
        UNDECIDED,
        /** It is another address. The last byte given has not been used up. */
        DIFFERENT,
        /** The string ended with the address; the last byte given is the closing quote. */
        WHOLE,
        /** The address, and {@link #separator()} after it. */
        BEGINS
    }

    private static final int PLAIN = 0;
    private static final int BACKSLASH = 1;
    private static final int FIRST_DIGIT = 2;
    private static final int LAST_DIGIT = 5;

    private final byte[] address;
    private int matched;
    private int place;
    private int codeUnit;
    private byte separator;

    PrefixMatch(byte[] address) {
        this.address = address;
    }

    /** Begins a new string. */
    void reset() {
        matched = 0;
        place = PLAIN;
    }

    Verdict next(byte b) {
        if (place == PLAIN) {
            if (b == '\\') {
                place = BACKSLASH;
                return Verdict.UNDECIDED;
            }
            if (b == '"') {
                return matched == address.length ? Verdict.WHOLE : Verdict.DIFFERENT;
            }
            return decoded(b);
        }
        if (place == BACKSLASH) {
            if (b == 'u') {
                place = FIRST_DIGIT;
                codeUnit = 0;
                return Verdict.UNDECIDED;
            }
            // Of the short escapes only the slash can be part of an address.
            return b == '/' ? decoded('/') : Verdict.DIFFERENT;
        }
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            place = PLAIN;
            return Verdict.DIFFERENT;
        }
        codeUnit = codeUnit << 4 | digit;
        if (place++ < LAST_DIGIT) {
            return Verdict.UNDECIDED;
        }
        place = PLAIN;
        return decoded(codeUnit);
    }

    /** After {@link Verdict#DIFFERENT}: true if the last byte stands right behind a backslash. */
    boolean isAfterBackslash() {
        return place == BACKSLASH;
    }

    /** After {@link Verdict#DIFFERENT}: true for an address of another server, false for a relative one. */
    boolean isAbsolute() {
        return matched >= "http".length();
    }

    /** After {@link Verdict#BEGINS}: {@code /} or {@code ?}. */
    byte separator() {
        return separator;
    }

    private Verdict decoded(int c) {
        if (matched < address.length) {
            if (c != address[matched]) {
                return Verdict.DIFFERENT;
            }
            matched++;
            place = PLAIN;
            return Verdict.UNDECIDED;
        }
        if (c != '/' && c != '?') {
            return Verdict.DIFFERENT;
        }
        separator = (byte) c;
        return Verdict.BEGINS;
    }
}
