package dev.gatehouse.gateway.bulk;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that is asked for (RFC 9110, section 14). One range only; several, or one that can't be read, mean the
 * whole file, as the RFC allows.
 *
 * @param from first byte
 * @param length bytes
 * @param partial true if it was asked for by a range
 */
record ByteRange(long from, long length, boolean partial) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** Empty if there is no such part: 416. */
    static Optional<ByteRange> of(@Nullable String header, long size) {
        ByteRange whole = new ByteRange(0, size, false);
        if (header == null) {
            return Optional.of(whole);
        }
        Matcher asked = ONE.matcher(header.strip());
        if (!asked.matches() || (asked.group(1).isEmpty() && asked.group(2).isEmpty())) {
            return Optional.of(whole);
        }
        if (asked.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(asked.group(2)), size);
            return last == 0 ? Optional.empty() : Optional.of(new ByteRange(size - last, last, true));
        }
        long from = Long.parseLong(asked.group(1));
        long to = asked.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(asked.group(2)), size - 1);
        if (!asked.group(2).isEmpty() && Long.parseLong(asked.group(2)) < from) {
            return Optional.of(whole);
        }
        return from >= size ? Optional.empty() : Optional.of(new ByteRange(from, to - from + 1, true));
    }
}
