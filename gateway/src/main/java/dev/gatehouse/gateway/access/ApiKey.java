package dev.gatehouse.gateway.access;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key; its text is not.
 *
 * @param id {@code key_…}
 * @param tenant null for a platform key, which belongs to none and names one with each call
 * @param hint the first characters of its text, enough to find it in a configuration
 * @param expiresAt null if it never does
 * @param madeBy null for keys of older versions
 * @param lastUse null if it was not used yet; may be half a minute behind
 * @param rolledTo id of the key that took its place; null if none did
 */
public record ApiKey(
        String id,
        @Nullable TenantId tenant,
        String name,
        String hint,
        Set<Permission> permissions,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Maker madeBy,
        @Nullable LastUse lastUse,
        @Nullable String rolledTo) {

    /** For how long a key that nobody uses is left without a word. */
    static final Duration UNUSED = Duration.ofDays(60);

    /** @param id of another key, an operator, or a part of Gatehouse */
    public record Maker(Author.Kind kind, String id) {}

    /** @param from the address as we saw it; null if it is not known */
    public record LastUse(Instant at, @Nullable String from) {}

    public ApiKey {
        permissions = Set.copyOf(permissions);
    }

    /** A key that may do the same, with the same lifetime unless another end is given. */
    ApiKey successor(String newId, String newHint, Author by, Instant now, @Nullable Instant end) {
        Instant usual = expiresAt == null ? null : now.plus(Duration.between(createdAt, expiresAt));
        return new ApiKey(
                newId,
                tenant,
                name,
                newHint,
                permissions,
                now,
                end == null ? usual : end,
                null,
                new Maker(by.kind(), by.id()),
                null,
                null);
    }

    /** True if it is good and nobody has used it for {@link #UNUSED}. */
    boolean isUnused(Instant now) {
        Instant last = lastUse == null ? createdAt : lastUse.at();
        return isGood(now) && last.plus(UNUSED).isBefore(now);
    }

    /** True if it may be used at that time. */
    boolean isGood(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }
}
