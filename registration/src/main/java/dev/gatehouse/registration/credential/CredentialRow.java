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
import java.util.Objects;
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

    @Column
    @Enumerated(EnumType.STRING)
    Credential.Kind kind;

    @Column(name = "client_id")
    String clientId;

    @Column
    byte @Nullable [] secret;

    /** Row id of the signing key. */
    @Column(name = "key_id")
    @Nullable
    String keyId;

    /** {@code kid} of the signing key. */
    @Column
    @Nullable
    String kid;

    @Column(name = "practice_id")
    @Nullable
    String practiceId;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "activated_at")
    @Nullable
    Instant activatedAt;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Column(name = "expires_at")
    @Nullable
    Instant expiresAt;

    @Column(name = "rotate_after")
    @Nullable
    Instant rotateAfter;

    /** Until then it is not ended while it retires. */
    @Column(name = "keep_until")
    @Nullable
    Instant keepUntil;

    @Column(name = "reminded_days")
    @Nullable
    Integer remindedDays;

    @Column(name = "proven_at")
    @Nullable
    Instant provenAt;

    @Column(name = "test_result")
    @Nullable
    String testResult;

    @Column(name = "registration_uri")
    @Nullable
    String registrationUri;

    @Column(name = "registration_token")
    byte @Nullable [] registrationToken;

    @Version
    long version;

    /** Where the secret of a credential is sealed to. */
    static SealedField place(TenantId tenant, String credentialId) {
        return new SealedField(tenant, "credential", "secret", credentialId, 0);
    }

    /** Where the token with which the EHR lets its registration be managed is sealed to. */
    static SealedField managementPlace(TenantId tenant, String credentialId) {
        return new SealedField(tenant, "credential", "registration_token", credentialId, 0);
    }

    boolean isFor(@Nullable String practice) {
        return Objects.equals(practiceId, practice);
    }

    /** May still be sent to the EHR. */
    boolean isInUse() {
        return state == CredentialState.ACTIVE || state == CredentialState.RETIRING;
    }

    void erase() {
        secret = null;
        registrationToken = null;
    }

    Credential toCredential() {
        return new Credential(
                new TenantId(tenantId),
                applicationId,
                number,
                state,
                kind,
                clientId,
                kid,
                practiceId,
                createdAt,
                activatedAt,
                endedAt,
                expiresAt,
                rotateAfter,
                keepUntil,
                provenAt,
                testResult);
    }
}
