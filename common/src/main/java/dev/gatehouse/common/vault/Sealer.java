package dev.gatehouse.common.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Seals secrets for storage: authenticated encryption (AES-256-GCM, Tink) with the place of the value as associated data.
 *
 * <p>Guarantees that a value is read back unchanged, in the place it was written for, or not at all. Does not hide its
 * length, and does not notice that a whole row was replaced by an older version of itself unless the generation is kept
 * elsewhere too.
 */
public final class Sealer {
    /** Tink's prefix before a ciphertext: a one, then the key's id. */
    private static final int PREFIX = 5;

    private final Supplier<KeyRing> ring;

    Sealer(Supplier<KeyRing> ring) {
        this.ring = ring;
    }

    public byte[] seal(SecretText secret, SealedField place) {
        try {
            return ring.get().aead().encrypt(secret.reveal().getBytes(StandardCharsets.UTF_8), place.associatedData());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** Fails with {@link SealBroken} if the value was not sealed for this place by a key of this ring. */
    public SecretText open(byte[] sealed, SealedField place) {
        try {
            return new SecretText(
                    new String(ring.get().aead().decrypt(sealed, place.associatedData()), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SealBroken(place);
        }
    }

    /** The same for bytes that are no text. */
    public byte[] sealBytes(byte[] content, SealedField place) {
        try {
            return ring.get().aead().encrypt(content, place.associatedData());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** What {@link #sealBytes} sealed for this place; fails with {@link SealBroken} otherwise. */
    public byte[] openBytes(byte[] sealed, SealedField place) {
        try {
            return ring.get().aead().decrypt(sealed, place.associatedData());
        } catch (GeneralSecurityException e) {
            throw new SealBroken(place);
        }
    }

    /** The id of the key that sealed it; empty if it is no seal. */
    public static OptionalInt keyOf(byte[] sealed) {
        return sealed.length < PREFIX || sealed[0] != 1
                ? OptionalInt.empty()
                : OptionalInt.of(ByteBuffer.wrap(sealed, 1, PREFIX - 1).getInt());
    }

    /** How everything begins that this key sealed. */
    public static byte[] prefixOf(int key) {
        return ByteBuffer.allocate(PREFIX).put((byte) 1).putInt(key).array();
    }
}
