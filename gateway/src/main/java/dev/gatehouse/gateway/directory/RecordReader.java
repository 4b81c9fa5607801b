package dev.gatehouse.gateway.directory;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link RecordWriter} packed, in the same order. */
final class RecordReader {
    private final byte[] bytes;
    private int position;

    RecordReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    int number() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = (value << 8) | (bytes[position++] & 255);
        }
        return value;
    }

    @Nullable
    String text() {
        int size = size();
        if (size == 0) {
            return null;
        }
        String value = new String(bytes, position, size - 1, StandardCharsets.UTF_8);
        position += size - 1;
        return value;
    }

    /** A text that was not null when it was written. */
    String needed() {
        return Objects.requireNonNull(text());
    }

    void skipNumber() {
        position += 4;
    }

    /** Passes over texts. */
    void skip(int texts) {
        for (int i = 0; i < texts; i++) {
            int size = size();
            position += Math.max(0, size - 1);
        }
    }

    private int size() {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[position++];
            value |= (next & 127) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
