package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.failure.Failure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends with 413 {@code directory-too-large} when the list is longer than we read. */
final class CountedStream extends FilterInputStream {
    private final long most;
    private long count;

    CountedStream(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        return count(value, value < 0 ? 0 : 1);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got = in.read(bytes, offset, length);
        return count(got, got);
    }

    private int count(int answer, int more) {
        count += Math.max(0, more);
        if (count > most) {
            throw tooLarge(most);
        }
        return answer;
    }

    long count() {
        return count;
    }

    static Failure tooLarge(long most) {
        return new Failure.TooLarge(
                "directory-too-large", "The list is larger than " + (most >> 20) + " MiB. Nothing was changed.");
    }
}
