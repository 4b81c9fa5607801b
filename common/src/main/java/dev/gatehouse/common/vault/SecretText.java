package dev.gatehouse.common.vault;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A secret, token, code or key in memory. Prints as {@code ****} wherever it is logged, joined to a text or serialised;
 * only {@link #reveal()} gives it away, so that every place that does can be searched for.
 *
 * <p>Does not guarantee that the text leaves memory: Java strings can't be wiped.
 */
public final class SecretText {
    private final String value;

    public SecretText(String value) {
        this.value = value;
    }

    /** The text itself. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretText secret
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for all, so that nothing of the text can be read from it. */
    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "****";
    }
}
