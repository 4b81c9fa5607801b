package dev.gatehouse.gateway.token;

import dev.gatehouse.common.vault.SecretText;
import java.time.Instant;

/**
 * An answer of a token endpoint that claims success and could not be read as one.
 *
 * @param status HTTP status
 * @param body as it came, at most 64 KiB; may hold tokens
 */
record DoubtfulAnswer(int status, SecretText body, Instant receivedAt, Instant expiresAt) {}
