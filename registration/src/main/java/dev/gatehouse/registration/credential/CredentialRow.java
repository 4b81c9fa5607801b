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
@Table(name = "credential")
class CredentialRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "application_id")
    String applicationId;

    @Column
    int number;

    @Column
    @Enumerated(EnumType.STRING)
    CredentialState state;

    @Column(name = "client_id")
    String clientId;

    @Column
    byte @Nullable [] secret;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "activated_at")
    @Nullable
    Instant activatedAt;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Version
    long version;

    /** Where the secret of a credential is sealed to. */
    static SealedField place(TenantId tenant, String credentialId) {
        return new SealedField(tenant, "credential", "secret", credentialId, 0);
    }

    Credential toCredential() {
        return new Credential(applicationId, number, state, clientId, createdAt, activatedAt, endedAt);
    }
}
