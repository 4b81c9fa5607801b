package dev.gatehouse.registration.credential;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedField;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "signing_key")
class SigningKeyRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "application_id")
    String applicationId;

    @Column
    String kid;

    @Column
    @Enumerated(EnumType.STRING)
    SigningAlgorithm algorithm;

    @Column
    @Enumerated(EnumType.STRING)
    SigningKey.Origin origin;

    @Column
    String thumbprint;

    @Column(name = "public_jwk")
    String publicJwk;

    @Column(name = "private_jwk")
    byte @Nullable [] privateJwk;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "first_used_at")
    @Nullable
    Instant firstUsedAt;

    @Column(name = "retired_at")
    @Nullable
    Instant retiredAt;

    @Column(name = "removed_at")
    @Nullable
    Instant removedAt;

    @Version
    long version;

    /** Where the private part of a key is sealed to. */
    static SealedField place(TenantId tenant, String rowId) {
        return new SealedField(tenant, "signing_key", "private_jwk", rowId, 0);
    }

    private CredentialState state() {
        if (removedAt != null) {
            return CredentialState.REVOKED;
        }
        if (retiredAt != null) {
            return CredentialState.RETIRING;
        }
        return firstUsedAt == null ? CredentialState.PENDING : CredentialState.ACTIVE;
    }

    SigningKey toSigningKey() {
        return new SigningKey(kid, algorithm, origin, state(), publicJwk, createdAt, retiredAt, removedAt);
    }
}
