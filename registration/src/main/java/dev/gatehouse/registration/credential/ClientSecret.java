package dev.gatehouse.registration.credential;

import dev.gatehouse.common.vault.SecretText;
import org.jspecify.annotations.Nullable;

/**
 * An application's active credential, opened for one use.
 *
 * @param number its version
 * @param secret null for a public client
 */
public record ClientSecret(
        int number, String clientId, @Nullable SecretText secret) {}
