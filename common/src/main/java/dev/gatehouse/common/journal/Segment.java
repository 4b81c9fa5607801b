package dev.gatehouse.common.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/**
 * One file of a journal: records one after another, each with a mark, its length and its checksum, then zeros. Whatever does
 * not check is skipped to the next mark: a torn end, which nobody was told is kept, or damage, which must not hide what
 * stands behind it. Blocking.
 */
final class Segment {
    /** Told of each record; {@code at} is its place for {@link #read}. */
    interface Visitor {
        void record(int at, byte[] content);
    }

    private static final int MARK = 0x47484A31;
    private static final int FRAME = 12;
    private static final int ZEROS = 64 * 1024;

    private final Path file;
    /** Records that the database may not have yet. */
    private final AtomicInteger unsettled = new AtomicInteger();

    Segment(Path file) {
        this.file = file;
    }

    /** Makes the file, filled with zeros and forced to disk. */
    static FileChannel create(Path file, int bytes) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
            for (int at = 0; at < bytes; at += ZEROS) {
                zeros.clear().limit(Math.min(ZEROS, bytes - at));
                writeAll(channel, zeros);
            }
            channel.force(true);
            return channel.position(0);
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    static int framed(byte[] content) {
        return FRAME + content.length;
    }

    static void write(FileChannel channel, List<byte[]> contents) throws IOException {
        ByteBuffer all =
                ByteBuffer.allocate(contents.stream().mapToInt(Segment::framed).sum());
        for (byte[] content : contents) {
            all.putInt(MARK).putInt(content.length).putInt(checksum(content)).put(content);
        }
        writeAll(channel, all.flip());
        channel.force(false);
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static int checksum(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }

    /**
     * Every record that checks, in order; answers how many places were damaged, a torn end among them. Gives the room behind
     * the last byte back.
     */
    int visit(Visitor visitor) throws IOException {
        return visit(visitor, true);
    }

    /** The same without changing the file. */
    int look(Visitor visitor) throws IOException {
        return visit(visitor, false);
    }

    private int visit(Visitor visitor, boolean shorten) throws IOException {
        int length = Math.toIntExact(Files.size(file));
        byte[] bytes = used(length);
        ByteBuffer all = ByteBuffer.wrap(bytes);
        int damaged = 0;
        int end = 0;
        int at = 0;
        while (at + FRAME <= bytes.length) {
            if (all.getInt(at) != MARK) {
                at++;
                continue;
            }
            Optional<byte[]> content = content(bytes, all, at, length);
            if (content.isPresent()) {
                visitor.record(at, content.get());
                at += FRAME + content.get().length;
                end = at;
            } else {
                damaged++;
                at += Integer.BYTES;
            }
        }
        if (shorten) {
            shorten(length, Math.max(bytes.length - FRAME, end));
        }
        return damaged;
    }

    /** Up to the last byte that is not zero, and a frame of zeros: a file is mostly the zeros it was made of. */
    private byte[] used(int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int end = length;
            while (end > 0) {
                int from = Math.max(0, end - ZEROS);
                byte[] last = readAt(channel, from, end - from);
                int used = last.length;
                while (used > 0 && last[used - 1] == 0) {
                    used--;
                }
                if (used > 0) {
                    return Arrays.copyOf(readAt(channel, 0, from + used), from + used + FRAME);
                }
                end = from;
            }
            return new byte[FRAME];
        }
    }

    /** How many bytes a copy needs so that it holds every record: what follows are zeros, some of which may end the last one. */
    static long worthCopying(Path file) throws IOException {
        Segment segment = new Segment(file);
        int length = Math.toIntExact(Files.size(file));
        return Math.min(length, (long) segment.used(length).length + ZEROS);
    }

    private void shorten(int length, int used) throws IOException {
        if (used < length) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(used);
            }
        }
    }

    /** @param end of the file; what of it was not read is zeros, as the copy gets them */
    private static Optional<byte[]> content(byte[] bytes, ByteBuffer all, int at, int end) {
        int length = all.getInt(at + 4);
        if (length < 0 || length > end - at - FRAME) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOfRange(bytes, at + FRAME, at + FRAME + length);
        return checksum(content) == all.getInt(at + 8) ? Optional.of(content) : Optional.empty();
    }

    /** The record that was visited at this place. */
    byte[] read(int at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int length = ByteBuffer.wrap(readAt(channel, at, FRAME)).getInt(4);
            return readAt(channel, at + FRAME, length);
        }
    }

    private static byte[] readAt(FileChannel channel, int at, int length) throws IOException {
        byte[] content = new byte[length];
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("a record of the journal ended early");
            }
        }
        return content;
    }

    void unsettled(int more) {
        unsettled.addAndGet(more);
    }

    boolean isSettled() {
        return unsettled.get() == 0;
    }

    long bytes() throws IOException {
        return Files.size(file);
    }

    Instant writtenAt() throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
