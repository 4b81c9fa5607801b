package dev.gatehouse.common.vault;

import com.google.crypto.tink.Aead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Seals secrets for storage: authenticated encryption (AES-256-GCM, Tink) with the place of the value as associated data.
 *
 * <p>Guarantees that a value is read back unchanged, in the place it was written for, or not at all. Does not hide its
 * length, and does not notice that a whole row was replaced by an older version of itself unless the generation is kept
 * elsewhere too.
 */
public final class Sealer {
    private final Aead aead;

    Sealer(Aead aead) {
        this.aead = aead;
    }

    public byte[] seal(SecretText secret, SealedField place) {
        try {
            return aead.encrypt(secret.reveal().getBytes(StandardCharsets.UTF_8), place.associatedData());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** Fails with {@link SealBroken} if the value was not sealed for this place by a key of this ring. */
    public SecretText open(byte[] sealed, SealedField place) {
        try {
            return new SecretText(new String(aead.decrypt(sealed, place.associatedData()), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SealBroken(place);
        }
    }

    /** The same for bytes that are no text. */
    public byte[] sealBytes(byte[] content, SealedField place) {
        try {
            return aead.encrypt(content, place.associatedData());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** What {@link #sealBytes} sealed for this place; fails with {@link SealBroken} otherwise. */
    public byte[] openBytes(byte[] sealed, SealedField place) {
        try {
            return aead.decrypt(sealed, place.associatedData());
        } catch (GeneralSecurityException e) {
            throw new SealBroken(place);
        }
    }
}
