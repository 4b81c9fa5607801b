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
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that seal and fingerprint. They live in the database, wrapped by the {@link MasterKey}, so that every node of
 * one installation has the same; unwrapped once at start.
 */
public final class KeyRing {
    private static final byte[] WRAPPED_FOR = "gatehouse keyset v1".getBytes(StandardCharsets.UTF_8);
    // Of the same type as the fingerprints' keyset: a name of its own, so that neither passes for the other.
    private static final byte[] AUDIT_WRAPPED_FOR = "gatehouse audit keyset v1".getBytes(StandardCharsets.UTF_8);

    private final KeysetHandle sealing;
    private final KeysetHandle fingerprints;
    private final @Nullable KeysetHandle audit;

    private KeyRing(KeysetHandle sealing, KeysetHandle fingerprints, @Nullable KeysetHandle audit) {
        this.sealing = sealing;
        this.fingerprints = fingerprints;
        this.audit = audit;
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
        return new KeyRing(generate(PredefinedAeadParameters.AES256_GCM), macKey(), macKey());
    }

    /** This ring with the keysets that it lacks because it was made by an older version; empty if it lacks none. */
    public Optional<KeyRing> completed() {
        return audit == null ? Optional.of(new KeyRing(sealing, fingerprints, macKey())) : Optional.empty();
    }

    private static KeysetHandle macKey() {
        return generate(PredefinedMacParameters.HMAC_SHA256_256BITTAG);
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
            JsonObject json = new JsonObject()
                    .put("sealing", wrap(sealing, master, WRAPPED_FOR))
                    .put("fingerprints", wrap(fingerprints, master, WRAPPED_FOR));
            if (audit != null) {
                json.put("audit", wrap(audit, master, AUDIT_WRAPPED_FOR));
            }
            return json.toBuffer().getBytes();
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
                    unwrap(json.getString("sealing"), master, WRAPPED_FOR),
                    unwrap(json.getString("fingerprints"), master, WRAPPED_FOR),
                    json.containsKey("audit") ? unwrap(json.getString("audit"), master, AUDIT_WRAPPED_FOR) : null);
        } catch (GeneralSecurityException | DecodeException | ClassCastException | IllegalArgumentException e) {
            throw MasterKey.wrong(e);
        }
    }

    private static String wrap(KeysetHandle keys, MasterKey master, byte[] wrappedFor) throws GeneralSecurityException {
        return Base64.getEncoder()
                .encodeToString(TinkProtoKeysetFormat.serializeEncryptedKeyset(
                        keys, master.aead(), wrappedFor, RegistryConfiguration.get()));
    }

    private static KeysetHandle unwrap(@Nullable String text, MasterKey master, byte[] wrappedFor)
            throws GeneralSecurityException {
        if (text == null) {
            throw new GeneralSecurityException("keyset missing");
        }
        return TinkProtoKeysetFormat.parseEncryptedKeyset(
                Base64.getDecoder().decode(text), master.aead(), wrappedFor, RegistryConfiguration.get());
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

    /** For the audit's chain; the ring must be complete. */
    public AuditMac auditMac() {
        try {
            return new AuditMac(
                    Objects.requireNonNull(audit, "audit keyset").getPrimitive(RegistryConfiguration.get(), Mac.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
