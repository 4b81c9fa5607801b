package dev.gatehouse.common.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.gatehouse.common.failure.StartRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key in a file of its own that unlocks everything else. Whoever has it and the database has every secret; without it
 * the database is worth nothing, to a thief and to its owner alike.
 *
 * <p>The file holds a Tink keyset in base64, readable by its owner only (mode 0600 or 0400), outside the data directory.
 */
public final class MasterKey {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final byte[] text;
    private final Aead aead;

    private MasterKey(byte[] text) throws GeneralSecurityException {
        KeysetHandle keys = TinkProtoKeysetFormat.parseKeyset(
                Base64.getDecoder().decode(new String(text, StandardCharsets.US_ASCII).trim()),
                InsecureSecretKeyAccess.get(),
                RegistryConfiguration.get());
        this.text = text.clone();
        this.aead = keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    /**
     * Reads the key, or makes it when this installation is new. Blocking.
     *
     * @param mayCreate false if a database that needs this key exists already
     * @throws StartRefused if the file is missing though it must exist, unreadable, no key, open to others, or inside the
     *     data directory
     */
    public static MasterKey load(Path file, Path dataDirectory, boolean mayCreate) {
        // Makes Tink's registry know the key types.
        KeyRing.generate(PredefinedAeadParameters.AES256_GCM).size();
        Path key = file.toAbsolutePath().normalize();
        if (key.startsWith(dataDirectory.toAbsolutePath().normalize())) {
            throw new StartRefused(
                    "The master key " + key
                            + " lies inside the data directory. Keep them apart: a stolen copy of one must not bring the other.");
        }
        try {
            if (mayCreate && Files.notExists(key)) {
                create(key);
            }
            needOwnerOnly(key);
            return new MasterKey(Files.readAllBytes(key));
        } catch (NoSuchFileException e) {
            Path next = nextTo(key);
            throw new StartRefused("The master key " + key
                    + " is missing, and the database can't be read without it. Put it back, or name its place with"
                    + " GATEHOUSE_MASTER_KEY_FILE."
                    + (Files.exists(next)
                            ? " There is " + next
                                    + ", made to take over from it: once that change was begun, it opens the"
                                    + " database too."
                            : ""));
        } catch (IOException e) {
            throw new StartRefused(
                    "The master key " + key + " can't be read: " + e.getClass().getSimpleName() + ".", e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new StartRefused("The file " + key + " holds no master key of Gatehouse.");
        }
    }

    /** Where the key that takes over from this file's is made, unless somebody names another place. */
    public static Path nextTo(Path key) {
        return key.resolveSibling(key.getFileName() + ".next");
    }

    private static void create(Path key) throws IOException {
        String keys;
        try {
            keys = Base64.getEncoder()
                    .encodeToString(TinkProtoKeysetFormat.serializeKeyset(
                            KeyRing.generate(PredefinedAeadParameters.AES256_GCM),
                            InsecureSecretKeyAccess.get(),
                            RegistryConfiguration.get()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        Path parent = key.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        // Written aside first: a crash in between must not leave an empty key behind.
        Path written = key.resolveSibling(key.getFileName() + ".new");
        Files.deleteIfExists(written);
        try {
            Files.createFile(written, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (UnsupportedOperationException noPosix) {
            Files.createFile(written);
        }
        Files.writeString(written, keys, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        try {
            Files.move(written, key);
        } catch (FileAlreadyExistsException another) {
            Files.delete(written);
        }
    }

    private static void needOwnerOnly(Path key) throws IOException {
        if (!Files.getFileStore(key).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> modes = Files.getPosixFilePermissions(key, new LinkOption[0]);
        if (!OWNER_ONLY.containsAll(modes)) {
            throw new StartRefused("Others can read the master key " + key + " (mode "
                    + PosixFilePermissions.toString(modes) + "). Make it the owner's alone: chmod 600 " + key);
        }
    }

    static StartRefused wrong(Exception cause) {
        return new StartRefused(
                "The master key does not fit this database. Start with the key it was made with, or the one that took over"
                        + " from it (GATEHOUSE_MASTER_KEY_FILE), or with a new data directory.",
                cause);
    }

    /** A text sealed with this key, by which a wrong one can be told from damage. */
    public byte[] check() {
        try {
            byte[] text = "gatehouse".getBytes(StandardCharsets.UTF_8);
            return aead.encrypt(text, text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Aead aead() {
        return aead;
    }

    /** The key of a file, readable with this master key only, and only for this purpose. */
    public byte[] wrap(FileKey key, String purpose) {
        try {
            return aead.encrypt(key.bytes(), purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@link #wrap} made; empty if another master key did, it was for another purpose, or it was changed. */
    public Optional<FileKey> unwrap(byte[] wrapped, String purpose) {
        try {
            return Optional.of(FileKey.of(aead.decrypt(wrapped, purpose.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A name for the key, by which people and programs tell it from others; it tells nothing about the key. */
    public String id() {
        return HexFormat.of().formatHex(derived("master key id v1"), 0, 6);
    }

    /** The embedded database's owner while this key takes over from another, and ever after. */
    public String databaseUser() {
        return "gatehouse_" + id();
    }

    /** The password of the embedded database's owner: follows from the key, so nobody has to keep it. */
    public SecretText databasePassword() {
        return new SecretText(
                Base64.getUrlEncoder().withoutPadding().encodeToString(derived("embedded database owner v1")));
    }

    private byte[] derived(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(text, "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
