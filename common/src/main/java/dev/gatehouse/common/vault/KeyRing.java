package dev.gatehouse.common.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Mac;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.mac.MacConfig;
import dev.gatehouse.common.failure.StartRefused;
import java.security.GeneralSecurityException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys that seal and fingerprint, as they are at one moment; {@link HeldKeys} has the newest. They live in the database,
 * wrapped by the {@link MasterKey}, so that every node of one installation has the same. Each {@link Keyset} has one primary
 * key, which seals, and any number of others, which only open.
 */
public final class KeyRing {
    private final Map<Keyset, KeysetHandle> keysets;
    private final Aead sealing;
    private final Mac fingerprints;
    private final @Nullable Mac audit;

    static {
        try {
            AeadConfig.register();
            MacConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    KeyRing(Map<Keyset, KeysetHandle> keysets) throws GeneralSecurityException {
        this.keysets = new EnumMap<>(keysets);
        this.sealing = of(Keyset.SEALING).getPrimitive(RegistryConfiguration.get(), Aead.class);
        this.fingerprints = of(Keyset.FINGERPRINTS).getPrimitive(RegistryConfiguration.get(), Mac.class);
        KeysetHandle chain = keysets.get(Keyset.AUDIT);
        this.audit = chain == null ? null : chain.getPrimitive(RegistryConfiguration.get(), Mac.class);
    }

    /** A ring with new random keys, for a new installation. */
    public static KeyRing generate() {
        Map<Keyset, KeysetHandle> keysets = new EnumMap<>(Keyset.class);
        for (Keyset each : Keyset.values()) {
            keysets.put(each, generate(each.parameters()));
        }
        return made(keysets);
    }

    /** This ring with the keysets it lacks because an older version made it; empty if it lacks none. */
    public Optional<KeyRing> completed() {
        if (audit != null) {
            return Optional.empty();
        }
        Map<Keyset, KeysetHandle> complete = new EnumMap<>(keysets);
        complete.put(Keyset.AUDIT, generate(Keyset.AUDIT.parameters()));
        return Optional.of(made(complete));
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

    private static KeyRing made(Map<Keyset, KeysetHandle> keysets) {
        try {
            return new KeyRing(keysets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As it may be stored: readable only with the master key. */
    public byte[] wrap(MasterKey master) {
        return WrappedKeys.of(keysets, master).bytes();
    }

    /** Readable with either of two master keys, for the time in which one takes over from the other. */
    public byte[] wrap(MasterKey master, MasterKey successor) {
        return WrappedKeys.of(keysets, master).orWith(keysets, successor).bytes();
    }

    /**
     * Opens a wrapped ring.
     *
     * @throws StartRefused if this is no master key it was wrapped with, or it is damaged
     */
    public static KeyRing unwrap(byte[] wrapped, MasterKey master) {
        try {
            return new KeyRing(WrappedKeys.read(wrapped).open(master));
        } catch (GeneralSecurityException e) {
            throw MasterKey.wrong(e);
        }
    }

    /** The ids of the master keys that open a wrapped ring, the older first. */
    public static Set<String> mastersOf(byte[] wrapped) {
        try {
            return WrappedKeys.read(wrapped).masters();
        } catch (GeneralSecurityException e) {
            throw MasterKey.wrong(e);
        }
    }

    /** Ids of a keyset's keys. An id is random and no secret; what the key made begins with it. */
    public Set<Integer> keys(Keyset use) {
        Set<Integer> ids = new TreeSet<>();
        for (int i = 0; i < of(use).size(); i++) {
            ids.add(of(use).getAt(i).getId());
        }
        return ids;
    }

    /** The id of the key that seals. */
    public int primary(Keyset use) {
        return of(use).getPrimary().getId();
    }

    /** The ring with one more key, new and random, that opens but does not seal yet; the same if it has this id. */
    public KeyRing withKey(Keyset use, int id) {
        return keys(use).contains(id)
                ? this
                : with(
                        use,
                        KeysetHandle.newBuilder(of(use))
                                .addEntry(KeysetHandle.generateEntryFromParameters(use.parameters())
                                        .withFixedId(id)));
    }

    /** The ring in which this key seals. It must have been in the ring, and known to every node, before. */
    public KeyRing withPrimary(Keyset use, int id) {
        KeysetHandle.Builder keys = KeysetHandle.newBuilder(of(use));
        keys.getAt(position(use, id)).makePrimary();
        return with(use, keys);
    }

    /** The ring without all keys of the use but its primary. What they sealed opens no more. */
    public KeyRing withPrimaryOnly(Keyset use) {
        KeysetHandle.Builder keys = KeysetHandle.newBuilder(of(use));
        for (int i = keys.size() - 1; i >= 0; i--) {
            if (of(use).getAt(i).getId() != primary(use)) {
                keys.deleteAt(i);
            }
        }
        return with(use, keys);
    }

    private KeyRing with(Keyset use, KeysetHandle.Builder keys) {
        try {
            Map<Keyset, KeysetHandle> changed = new EnumMap<>(keysets);
            changed.put(use, keys.build());
            return new KeyRing(changed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private int position(Keyset use, int id) {
        for (int i = 0; i < of(use).size(); i++) {
            if (of(use).getAt(i).getId() == id) {
                return i;
            }
        }
        throw new IllegalArgumentException("the ring has no key of this id for " + use.text());
    }

    private KeysetHandle of(Keyset use) {
        return Objects.requireNonNull(keysets.get(use));
    }

    Aead aead() {
        return sealing;
    }

    Mac mac() {
        return fingerprints;
    }

    /** Of the audit's chain; the ring must be complete. */
    Mac auditMac() {
        return Objects.requireNonNull(audit, "the ring has no keyset for the audit");
    }

    public Sealer sealer() {
        return new Sealer(() -> this);
    }

    public Fingerprints fingerprints() {
        return new Fingerprints(() -> this);
    }

    public AuditMac audit() {
        return new AuditMac(() -> this);
    }
}
