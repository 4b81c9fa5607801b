package dev.gatehouse.common.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.common.vault.FileKey;
import dev.gatehouse.common.vault.MasterKey;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A backup as it lies on a disk: a line that names the form, a line of JSON with this file's own key, wrapped by the master
 * key, and then, sealed piece by piece, the {@link Manifest} and its parts one after another. The two lines are bound into the
 * seal. So the file opens with the master key alone, and a byte changed, missing or added anywhere makes it unusable. Blocking.
 */
public final class BackupFile {
    /** The part that holds the database, as a zip with one file in it. */
    public static final String DATABASE = "database.zip";

    private static final String FORM = "gatehouse backup 1\n";
    private static final String PURPOSE = "gatehouse backup key v1";
    private static final int LONGEST_HEADER = 4 * 1024;
    private static final int LONGEST_MANIFEST = 4 * 1024 * 1024;
    private static final int BUFFER = 64 * 1024;

    private BackupFile() {}

    /** Takes one part's bytes; what it leaves is skipped. */
    interface Taker {
        void take(Manifest.Part part, InputStream bytes) throws IOException;
    }

    /** Writes a new file, mode 0600, that is on disk when this returns; its parts are read below {@code from}. */
    static void write(Path file, MasterKey master, SecureRandom random, Manifest manifest, Path from)
            throws IOException {
        FileKey key = FileKey.generate(random);
        String header = new JsonObject()
                        .put("master", master.id())
                        .put("key", Base64.getEncoder().encodeToString(master.wrap(key, PURPOSE)))
                        .encode()
                + "\n";
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            OutputStream out = new StaysOpen(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
            out.write(FORM.getBytes(UTF_8));
            out.write(header.getBytes(UTF_8));
            try (DataOutputStream sealed = new DataOutputStream(key.sealing(out, FORM + header))) {
                byte[] text = manifest.json().encode().getBytes(UTF_8);
                sealed.writeInt(text.length);
                sealed.write(text);
                for (Manifest.Part each : manifest.parts()) {
                    Files.copy(from.resolve(each.name()), sealed);
                }
            }
            channel.force(true);
        }
    }

    /** The key's stream closes what it writes to before that could be forced to disk. */
    private static final class StaysOpen extends FilterOutputStream {
        StaysOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /**
     * Only what it says of itself; nothing is known of the rest.
     *
     * @throws BackupUnusable if it does not open
     */
    public static Manifest manifest(Path file, MasterKey master) {
        return reading(file, master, (manifest, rest) -> {});
    }

    /**
     * Reads and compares all of it.
     *
     * @throws BackupUnusable if anything is not as it was made
     */
    public static Manifest check(Path file, MasterKey master) {
        return take(file, master, (part, bytes) -> {});
    }

    static Manifest take(Path file, MasterKey master, Taker taker) {
        return reading(file, master, (manifest, rest) -> {
            for (Manifest.Part each : manifest.parts()) {
                PartBytes bytes = new PartBytes(rest, each.bytes());
                taker.take(each, bytes);
                if (!bytes.digest().equals(each.sha256())) {
                    throw new IOException(each.name() + " is not what the manifest says");
                }
            }
            if (rest.read() >= 0) {
                throw new IOException("something follows its last part");
            }
        });
    }

    private interface Reader {
        void read(Manifest manifest, InputStream rest) throws IOException;
    }

    private static Manifest reading(Path file, MasterKey master, Reader reader) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            String form = line(in);
            if (!form.equals(FORM)) {
                throw new BackupUnusable(file + " is no backup of Gatehouse, or its beginning is damaged.");
            }
            String header = line(in);
            FileKey key = key(file, header, master);
            DataInputStream sealed = new DataInputStream(key.opening(in, form + header));
            int length = sealed.readInt();
            if (length < 0 || length > LONGEST_MANIFEST) {
                throw new IOException("its manifest has an odd length");
            }
            Manifest manifest = Manifest.of(new String(sealed.readNBytes(length), UTF_8));
            reader.read(manifest, sealed);
            return manifest;
        } catch (NoSuchFileException e) {
            throw new BackupUnusable("There is no file " + file + ".");
        } catch (IOException e) {
            throw new BackupUnusable("The backup " + file + " is damaged or cut off, or can't be read.", e);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < LONGEST_HEADER) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("it is cut off in its first lines");
            }
            text.append((char) next);
            if (next == '\n') {
                return text.toString();
            }
        }
        throw new IOException("its first lines are too long");
    }

    private static FileKey key(Path file, String header, MasterKey master) throws IOException {
        try {
            JsonObject json = new JsonObject(header);
            Optional<FileKey> key = master.unwrap(Base64.getDecoder().decode(json.getString("key", "")), PURPOSE);
            if (key.isEmpty() && !master.id().equals(json.getString("master"))) {
                throw new BackupUnusable("The backup " + file + " was made with the master key "
                        + named(json.getString("master")) + ", and this one is " + master.id()
                        + ". Name the file of the right one with GATEHOUSE_MASTER_KEY_FILE.");
            }
            return key.orElseThrow(() -> new IOException("its key does not open"));
        } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
            throw new IOException("its second line is not ours", e);
        }
    }

    /** An id, or that it is none: it was not checked yet, and will be printed. */
    private static String named(@Nullable String id) {
        return id != null && id.matches("[0-9a-f]{12}") ? id : "of an unreadable name";
    }

    /** As many bytes as the manifest promises of one part, with their digest. */
    private static final class PartBytes extends InputStream {
        private final InputStream from;
        private final MessageDigest digest = Digests.sha256();
        private long left;

        PartBytes(InputStream from, long left) {
            this.from = from;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = from.read(into, at, (int) Math.min(left, length));
            if (read < 0) {
                throw new EOFException("it is cut off");
            }
            digest.update(into, at, read);
            left -= read;
            return read;
        }

        String digest() throws IOException {
            transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
