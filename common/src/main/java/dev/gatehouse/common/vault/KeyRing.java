package dev.gatehouse.common.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Mac;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.mac.MacConfig;
import com.google.crypto.tink.mac.PredefinedMacParameters;
import dev.gatehouse.common.failure.StartRefused;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The keys that seal and fingerprint. They live in the database, wrapped by the {@link MasterKey}, so that every node of
 * one installation has the same; unwrapped once at start.
 */
public final class KeyRing {
    private static final byte[] WRAPPED_FOR = "gatehouse keyset v1".getBytes(StandardCharsets.UTF_8);

    private final KeysetHandle sealing;
    private final KeysetHandle fingerprints;

    private KeyRing(KeysetHandle sealing, KeysetHandle fingerprints) {
        this.sealing = sealing;
        this.fingerprints = fingerprints;
    }

    static {
        try {
            AeadConfig.register();
            MacConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A ring with new random keys, for a new installation. */
    public static KeyRing generate() {
        return new KeyRing(
                generate(PredefinedAeadParameters.AES256_GCM), generate(PredefinedMacParameters.HMAC_SHA256_256BITTAG));
    }

    static KeysetHandle generate(Parameters parameters) {
        try {
            return KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.generateEntryFromParameters(parameters)
                            .withRandomId()
                            .makePrimary())
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As it may be stored: readable only with the master key. */
    public byte[] wrap(MasterKey master) {
        try {
            return new JsonObject()
                    .put("sealing", wrap(sealing, master))
                    .put("fingerprints", wrap(fingerprints, master))
                    .toBuffer()
                    .getBytes();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Opens a wrapped ring.
     *
     * @throws StartRefused if this is not the master key it was wrapped with, or it is damaged
     */
    public static KeyRing unwrap(byte[] wrapped, MasterKey master) {
        try {
            JsonObject json = new JsonObject(new String(wrapped, StandardCharsets.UTF_8));
            return new KeyRing(
                    unwrap(json.getString("sealing"), master), unwrap(json.getString("fingerprints"), master));
        } catch (GeneralSecurityException | DecodeException | ClassCastException | IllegalArgumentException e) {
            throw MasterKey.wrong(e);
        }
    }

    private static String wrap(KeysetHandle keys, MasterKey master) throws GeneralSecurityException {
        return Base64.getEncoder()
                .encodeToString(TinkProtoKeysetFormat.serializeEncryptedKeyset(
                        keys, master.aead(), WRAPPED_FOR, RegistryConfiguration.get()));
    }

    private static KeysetHandle unwrap(@Nullable String text, MasterKey master) throws GeneralSecurityException {
        if (text == null) {
            throw new GeneralSecurityException("keyset missing");
        }
        return TinkProtoKeysetFormat.parseEncryptedKeyset(
                Base64.getDecoder().decode(text), master.aead(), WRAPPED_FOR, RegistryConfiguration.get());
    }

    public Sealer sealer() {
        try {
            return new Sealer(sealing.getPrimitive(RegistryConfiguration.get(), Aead.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public Fingerprints fingerprints() {
        try {
            return new Fingerprints(fingerprints.getPrimitive(RegistryConfiguration.get(), Mac.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
