package dev.gatehouse.gateway.token;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.ConnectionId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "token_grant")
class GrantRow {
    @Id
    @Column(name = "connection_id")
    String connectionId;

    @Column(name = "tenant_id")
    String tenantId;

    @Column
    long generation;

    @Column(name = "access_token")
    byte[] accessToken;

    @Column(name = "refresh_token")
    byte @Nullable [] refreshToken;

    @Column(name = "lifetime_seconds")
    long lifetimeSeconds;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "obtained_at")
    Instant obtainedAt;

    @Column(name = "refreshed_at")
    @Nullable
    Instant refreshedAt;

    @Column(name = "credential_number")
    @Nullable
    Integer credentialNumber;

    @Column(name = "lease_attempt")
    @Nullable
    String leaseAttempt;

    @Column(name = "lease_until")
    @Nullable
    Instant leaseUntil;

    @Version
    long version;

    GrantRow() {}

    GrantRow(Grant grant, Sealer sealer) {
        connectionId = grant.connection().value();
        tenantId = grant.tenant().value();
        take(grant, sealer);
    }

    /** Takes over a newer grant and ends the lease under which it was fetched. */
    final void take(Grant grant, Sealer sealer) {
        generation = grant.generation();
        accessToken = sealer.seal(grant.accessToken(), place("access_token"));
        refreshToken = grant.refreshToken() == null ? null : sealer.seal(grant.refreshToken(), place("refresh_token"));
        lifetimeSeconds = grant.lifetime().toSeconds();
        expiresAt = grant.expiresAt();
        obtainedAt = grant.obtainedAt();
        refreshedAt = grant.refreshedAt();
        credentialNumber = grant.credential();
        leaseAttempt = null;
        leaseUntil = null;
    }

    private SealedField place(String column) {
        return new SealedField(new TenantId(tenantId), "token_grant", column, connectionId, generation);
    }

    Grant toGrant(Sealer sealer) {
        return new Grant(
                new TenantId(tenantId),
                new ConnectionId(connectionId),
                generation,
                sealer.open(accessToken, place("access_token")),
                refreshToken == null ? null : sealer.open(refreshToken, place("refresh_token")),
                Duration.ofSeconds(lifetimeSeconds),
                expiresAt,
                obtainedAt,
                refreshedAt,
                credentialNumber);
    }
}
