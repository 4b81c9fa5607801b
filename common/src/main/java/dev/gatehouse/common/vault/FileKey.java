package dev.gatehouse.common.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/**
 * A key for files of any length, sealed and opened piece by piece in bounded memory (AES-256-GCM with a key for each file
 * derived by HKDF-SHA-256, Tink's streaming AEAD). Keep {@link #bytes} sealed by {@link Sealer}; who destroys them destroys
 * the files.
 *
 * <p>A file that was changed, cut, or belongs to another place is refused while it is read, at the piece that is wrong: what
 * was read before is genuine.
 */
public final class FileKey {
    private static final int LENGTH = 32;
    private static final int PIECE = 64 * 1024;

    private final byte[] bytes;
    private final StreamingAead aead;

    private FileKey(byte[] bytes) {
        this.bytes = bytes.clone();
        try {
            this.aead = new AesGcmHkdfStreaming(this.bytes, "HmacSha256", LENGTH, PIECE, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a key for files", e);
        }
    }

    public static FileKey generate(SecureRandom random) {
        byte[] fresh = new byte[LENGTH];
        random.nextBytes(fresh);
        return new FileKey(fresh);
    }

    /** From what {@link #bytes} gave. */
    public static FileKey of(byte[] bytes) {
        return new FileKey(bytes);
    }

    /** The secret itself. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Seals what is written to it; complete only when it was closed. Blocking. */
    public OutputStream sealing(OutputStream to, String place) throws IOException {
        try {
            return aead.newEncryptingStream(to, place.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing a file failed", e);
        }
    }

    /** Reads a sealed file from any position on; an {@link IOException} tells that it is not genuine. Blocking. */
    public SeekableByteChannel opening(SeekableByteChannel from, String place) throws IOException {
        try {
            return aead.newSeekableDecryptingChannel(from, place.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening a file failed", e);
        }
    }

    /** Reads a sealed file from its beginning to its end; an {@link IOException} tells that it is not genuine. Blocking. */
    public InputStream opening(InputStream from, String place) throws IOException {
        try {
            return aead.newDecryptingStream(from, place.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening a file failed", e);
        }
    }

    @Override
    public String toString() {
        return "FileKey[****]";
    }
}
