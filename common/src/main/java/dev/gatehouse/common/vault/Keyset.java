package dev.gatehouse.common.vault;

import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.mac.PredefinedMacParameters;
import java.util.Arrays;
import java.util.Optional;

/** What keys are for. Each use has a keyset of its own in the {@link KeyRing}: one key that works, and older ones that read. */
public enum Keyset {
    /** Seals secrets (AES-256-GCM). What an old key sealed can be sealed anew, so old keys can go. */
    SEALING("sealing", PredefinedAeadParameters.AES256_GCM, true),
    /**
     * Fingerprints of secrets that are kept nowhere (HMAC-SHA-256). They can't be made anew, so old keys stay as long as
     * there are fingerprints of them.
     */
    FINGERPRINTS("fingerprints", PredefinedMacParameters.HMAC_SHA256_256BITTAG, false),
    /** Chains the audit's entries (HMAC-SHA-256). Old keys stay: entries are never written anew. */
    AUDIT("audit", PredefinedMacParameters.HMAC_SHA256_256BITTAG, false);

    private final String text;
    private final Parameters parameters;
    private final boolean renewable;

    Keyset(String text, Parameters parameters, boolean renewable) {
        this.text = text;
        this.parameters = parameters;
        this.renewable = renewable;
    }

    /** As it stands in JSON and in the database. */
    public String text() {
        return text;
    }

    /** True if everything made with an old key can be made anew with another. */
    public boolean isRenewable() {
        return renewable;
    }

    Parameters parameters() {
        return parameters;
    }

    public static Optional<Keyset> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}
