package dev.gatehouse.common.vault;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link KeyRing} as it is stored: a JSON object with each keyset under its name, encrypted with the master key, and
 * under {@code successor} the same for a second master key while one takes over from the other.
 */
final class WrappedKeys {
    private static final byte[] WRAPPED_FOR = "gatehouse keyset v1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] AUDIT_WRAPPED_FOR = "gatehouse audit keyset v1".getBytes(StandardCharsets.UTF_8);
    private static final String MASTER = "master";
    private static final String SUCCESSOR = "successor";

    private final JsonObject json;

    private WrappedKeys(JsonObject json) {
        this.json = json;
    }

    static WrappedKeys of(Map<Keyset, KeysetHandle> keysets, MasterKey master) {
        JsonObject json = new JsonObject().put(MASTER, master.id());
        try {
            for (Map.Entry<Keyset, KeysetHandle> each : keysets.entrySet()) {
                byte[] wrapped = TinkProtoKeysetFormat.serializeEncryptedKeyset(
                        each.getValue(), master.aead(), wrappedFor(each.getKey()), RegistryConfiguration.get());
                json.put(each.getKey().text(), Base64.getEncoder().encodeToString(wrapped));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return new WrappedKeys(json);
    }

    WrappedKeys orWith(Map<Keyset, KeysetHandle> keysets, MasterKey successor) {
        return new WrappedKeys(json.copy().put(SUCCESSOR, of(keysets, successor).json));
    }

    static WrappedKeys read(byte[] bytes) throws GeneralSecurityException {
        try {
            return new WrappedKeys(new JsonObject(new String(bytes, StandardCharsets.UTF_8)));
        } catch (DecodeException e) {
            throw new GeneralSecurityException("no wrapped keys", e);
        }
    }

    byte[] bytes() {
        return json.toBuffer().getBytes();
    }

    /** One, or while one takes over from the other two, the older first; a ring from before they were noted has none. */
    Set<String> masters() throws GeneralSecurityException {
        Set<String> masters = new LinkedHashSet<>();
        JsonObject each = json;
        while (each != null) {
            String id = text(each, MASTER);
            masters.add(id == null ? "" : id);
            each = successor(each);
        }
        return masters;
    }

    Map<Keyset, KeysetHandle> open(MasterKey master) throws GeneralSecurityException {
        JsonObject successor = successor(json);
        if (successor != null && master.id().equals(text(successor, MASTER))) {
            return open(successor, master);
        }
        return open(json, master);
    }

    private static Map<Keyset, KeysetHandle> open(JsonObject json, MasterKey master) throws GeneralSecurityException {
        Map<Keyset, KeysetHandle> keysets = new EnumMap<>(Keyset.class);
        for (Keyset each : Keyset.values()) {
            String text = text(json, each.text());
            if (text != null) {
                keysets.put(each, open(text, each, master));
            } else if (each != Keyset.AUDIT) {
                // Versions before the audit made rings without its keyset.
                throw new GeneralSecurityException("keyset missing");
            }
        }
        return keysets;
    }

    private static KeysetHandle open(String text, Keyset use, MasterKey master) throws GeneralSecurityException {
        try {
            return TinkProtoKeysetFormat.parseEncryptedKeyset(
                    Base64.getDecoder().decode(text), master.aead(), wrappedFor(use), RegistryConfiguration.get());
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("no wrapped keyset", e);
        }
    }

    /** The keysets of the fingerprints and of the audit are of one type; neither may pass for the other. */
    private static byte[] wrappedFor(Keyset use) {
        return use == Keyset.AUDIT ? AUDIT_WRAPPED_FOR : WRAPPED_FOR;
    }

    private static @Nullable JsonObject successor(JsonObject json) throws GeneralSecurityException {
        try {
            return json.getJsonObject(SUCCESSOR);
        } catch (ClassCastException e) {
            throw new GeneralSecurityException("no wrapped keys", e);
        }
    }

    private static @Nullable String text(JsonObject json, String name) throws GeneralSecurityException {
        try {
            return json.getString(name);
        } catch (ClassCastException e) {
            throw new GeneralSecurityException("no wrapped keys", e);
        }
    }
}
