package dev.gatehouse.gateway.directory;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A temporary file for what was read of a list. Entries refer to others that come much later, so something must remember
 * them; a hostile list can be half a gigabyte, so that is not the heap. Not for parallel use.
 */
final class EntrySpool implements AutoCloseable {
    private static final int WINDOW = 64 * 1024;

    private final FileChannel file;
    private final ByteBuffer pending = ByteBuffer.allocate(WINDOW);
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private long windowStart;
    private long written;

    EntrySpool() throws IOException {
        Path path = Files.createTempFile("gatehouse-directory", ".spool");
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Where the record can be read again. */
    long add(RecordWriter record) throws IOException {
        long at = written + pending.position();
        write(ByteBuffer.allocate(4).putInt(0, record.length()));
        write(ByteBuffer.wrap(record.bytes(), 0, record.length()));
        return at;
    }

    private void write(ByteBuffer bytes) throws IOException {
        if (pending.remaining() < bytes.remaining()) {
            flush();
        }
        if (pending.remaining() < bytes.remaining()) {
            written += drain(bytes, written);
        } else {
            pending.put(bytes);
        }
    }

    private void flush() throws IOException {
        pending.flip();
        written += drain(pending, written);
        pending.clear();
    }

    private long drain(ByteBuffer bytes, long at) throws IOException {
        long done = 0;
        while (bytes.hasRemaining()) {
            done += file.write(bytes, at + done);
        }
        return done;
    }

    RecordReader read(long at) throws IOException {
        if (pending.position() > 0) {
            flush();
        }
        int length = ByteBuffer.wrap(bytes(at, 4)).getInt();
        return new RecordReader(bytes(at + 4, length), 0);
    }

    private byte[] bytes(long at, int length) throws IOException {
        byte[] out = new byte[length];
        if (at < windowStart || at + length > windowStart + window.limit()) {
            if (length > WINDOW) {
                fill(ByteBuffer.wrap(out), at, length);
                return out;
            }
            window.clear();
            fill(window, at, length);
            window.flip();
            windowStart = at;
        }
        window.get((int) (at - windowStart), out);
        return out;
    }

    private void fill(ByteBuffer buffer, long at, int least) throws IOException {
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, at + buffer.position());
            if (count < 0) {
                if (buffer.position() < least) {
                    throw new EOFException("the spool ends too early");
                }
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
