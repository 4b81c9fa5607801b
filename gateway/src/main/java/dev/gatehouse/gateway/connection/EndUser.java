package dev.gatehouse.gateway.connection;

import org.jspecify.annotations.Nullable;

/**
 * Who grants a connection, in the tenant's own terms.
 *
 * @param id the tenant's id for this person or account, 1 to 200 characters
 */
public record EndUser(
        String id, @Nullable String email, @Nullable String displayName) {}
