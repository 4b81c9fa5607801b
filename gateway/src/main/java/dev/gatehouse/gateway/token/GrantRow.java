package dev.gatehouse.gateway.token;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.ConnectionId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
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

    @Column(name = "lease_node")
    @Nullable
    String leaseNode;

    @Column(name = "unknown_since")
    @Nullable
    Instant unknownSince;

    @Column(name = "denied_at")
    @Nullable
    Instant deniedAt;

    @Column(name = "previous_refresh_token")
    byte @Nullable [] previousRefreshToken;

    @Column(name = "odd_lifetimes")
    int oddLifetimes;

    @Column(name = "used_at")
    @Nullable
    Instant usedAt;

    @Column(name = "due_at")
    @Nullable
    Instant dueAt;

    @Column
    int failures;

    @Column(name = "waits_for")
    @Nullable
    String waitsFor;

    @Version
    long version;

    GrantRow() {}

    GrantRow(Grant grant, @Nullable Instant due, Sealer sealer) {
        connectionId = grant.connection().value();
        tenantId = grant.tenant().value();
        take(grant, due, sealer);
    }

    /** True while a node has the right to refresh it. */
    boolean isHeld(Instant now) {
        return leaseAttempt != null && leaseUntil != null && leaseUntil.isAfter(now);
    }

    /** True if somebody used the token that is here now. */
    boolean isUsed() {
        return usedAt != null && !usedAt.isBefore(obtainedAt);
    }

    /** Takes over what a refresh brought. */
    final void take(Renewal renewal, @Nullable Instant due, Sealer sealer) {
        int oddBefore = oddLifetimes;
        take(renewal.grant(), due, sealer);
        oddLifetimes = renewal.oddLifetime() ? oddBefore + 1 : 0;
        SecretText previous = renewal.previous();
        previousRefreshToken = previous == null ? null : sealer.seal(previous, place("previous_refresh_token"));
    }

    /** Takes over a newer grant; leases and troubles of the one before end. */
    final void take(Grant grant, @Nullable Instant due, Sealer sealer) {
        generation = grant.generation();
        accessToken = sealer.seal(grant.accessToken(), place("access_token"));
        refreshToken = grant.refreshToken() == null ? null : sealer.seal(grant.refreshToken(), place("refresh_token"));
        lifetimeSeconds = grant.lifetime().toSeconds();
        expiresAt = grant.expiresAt();
        obtainedAt = grant.obtainedAt();
        refreshedAt = grant.refreshedAt();
        credentialNumber = grant.credential();
        dueAt = due;
        oddLifetimes = 0;
        previousRefreshToken = null;
        unknownSince = null;
        deniedAt = null;
        failures = 0;
        waitsFor = null;
        release();
    }

    final void release() {
        leaseAttempt = null;
        leaseUntil = null;
        leaseNode = null;
    }

    final void take(Setback setback, Instant now) {
        failures++;
        deniedAt = setback.deniedAt();
        dueAt = setback.dueAt();
        waitsFor = setback.waitsFor();
        if (setback.unknown() && unknownSince == null) {
            unknownSince = now;
        }
        release();
    }

    Claim toClaim(Sealer sealer) {
        return new Claim(
                Objects.requireNonNull(leaseAttempt),
                toGrant(sealer),
                previousRefreshToken == null
                        ? null
                        : sealer.open(previousRefreshToken, place("previous_refresh_token")),
                unknownSince != null,
                deniedAt,
                oddLifetimes,
                failures);
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
