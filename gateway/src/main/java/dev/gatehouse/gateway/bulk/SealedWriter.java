package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.vault.FileKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** Writes one file sealed, and learns its length, digest and lines on the way. Blocking; for one thread at a time. */
final class SealedWriter implements AutoCloseable {
    /** How often we look if there is still room. */
    private static final long LOOK = 16L * 1024 * 1024;

    private final ExportDisk disk;
    private final Path part;
    private final FileChannel channel;
    private final OutputStream sealed;
    private final MessageDigest digest = sha256();
    private long bytes;
    private long looked;
    private long lines;
    private boolean inLine;

    private SealedWriter(ExportDisk disk, Path part, FileChannel channel, OutputStream sealed) {
        this.disk = disk;
        this.part = part;
        this.channel = channel;
        this.sealed = sealed;
    }

    /** @param place what the file is bound to */
    static SealedWriter open(ExportDisk disk, String export, int number, FileKey key, String place) throws IOException {
        disk.prepare(export);
        Path part = disk.part(export, number);
        Files.deleteIfExists(part);
        FileChannel channel = FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new SealedWriter(disk, part, channel, key.sealing(Channels.newOutputStream(channel), place));
    }

    void write(byte[] piece) throws IOException {
        if (bytes - looked >= LOOK) {
            disk.needRoom(piece.length);
            looked = bytes;
        }
        try {
            sealed.write(piece);
        } catch (IOException e) {
            String message = e.getMessage();
            if (message != null && message.contains("No space left")) {
                throw ExportDisk.full();
            }
            throw e;
        }
        bytes += piece.length;
        digest.update(piece);
        for (byte each : piece) {
            if (each == '\n') {
                lines += inLine ? 1 : 0;
                inLine = false;
            } else if (each != ' ' && each != '\r' && each != '\t') {
                inLine = true;
            }
        }
    }

    /** The file is whole: on disk, under its own name. */
    ExportFile.Received finish(Path file, boolean ndjson) throws IOException {
        // Closing writes the last piece, and the channel with it: what is forced before that would not be all of it.
        sealed.close();
        try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new ExportFile.Received(
                bytes, ndjson ? lines + (inLine ? 1 : 0) : null, HexFormat.of().formatHex(digest.digest()));
    }

    /** After a failure too; what is not finished is gone. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java always has SHA-256", e);
        }
    }
}
