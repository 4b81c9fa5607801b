package dev.gatehouse.gateway.access;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "api_key")
class ApiKeyRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    @Nullable
    String tenantId;

    @Column
    String name;

    @Column
    String lookup;

    @Column
    byte[] mac;

    @Column
    String hint;

    @Column
    String permissions;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    @Nullable
    Instant expiresAt;

    @Column(name = "revoked_at")
    @Nullable
    Instant revokedAt;

    @Column(name = "last_used_at")
    @Nullable
    Instant lastUsedAt;

    @Column(name = "last_used_from")
    @Nullable
    String lastUsedFrom;

    @Column(name = "made_by_kind")
    @Nullable
    String madeByKind;

    @Column(name = "made_by_id")
    @Nullable
    String madeById;

    @Column(name = "rolled_to")
    @Nullable
    String rolledTo;

    @Version
    long version;

    ApiKeyRow() {}

    ApiKeyRow(ApiKey key, String lookup, byte[] mac) {
        this.id = key.id();
        this.tenantId = key.tenant() == null ? null : key.tenant().value();
        this.name = key.name();
        this.lookup = lookup;
        this.mac = mac;
        this.hint = key.hint();
        this.permissions =
                key.permissions().stream().map(Permission::text).sorted().collect(Collectors.joining(" "));
        this.createdAt = key.createdAt();
        this.expiresAt = key.expiresAt();
        this.revokedAt = key.revokedAt();
        ApiKey.Maker maker = key.madeBy();
        this.madeByKind = maker == null ? null : maker.kind().name();
        this.madeById = maker == null ? null : maker.id();
    }

    /** It ends then, or sooner if it would have. */
    void endBy(Instant now, Duration overlap) {
        if (overlap.isZero()) {
            revokedAt = now;
            return;
        }
        Instant end = now.plus(overlap);
        expiresAt = expiresAt == null || end.isBefore(expiresAt) ? end : expiresAt;
    }

    ApiKey toKey() {
        Set<Permission> granted = Arrays.stream(permissions.split(" ", -1))
                .flatMap(text -> Permission.of(text).stream())
                .collect(Collectors.toUnmodifiableSet());
        return new ApiKey(
                id,
                tenantId == null ? null : new TenantId(tenantId),
                name,
                hint,
                granted,
                createdAt,
                expiresAt,
                revokedAt,
                madeByKind == null || madeById == null
                        ? null
                        : new ApiKey.Maker(Author.Kind.valueOf(madeByKind), madeById),
                lastUsedAt == null ? null : new ApiKey.LastUse(lastUsedAt, lastUsedFrom),
                rolledTo);
    }
}
