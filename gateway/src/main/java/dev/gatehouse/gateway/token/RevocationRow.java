package dev.gatehouse.gateway.token;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.PracticeConnection;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tokens that are to be given back to an EHR. */
@Entity
@Table(name = "pending_revocation")
class RevocationRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "connection_id")
    String connectionId;

    @Column(name = "application_id")
    String applicationId;

    @Column(name = "practice_id")
    String practiceId;

    @Column
    String ehr;

    @Column(name = "base_url")
    String baseUrl;

    @Column(name = "credential_number")
    @Nullable
    Integer credentialNumber;

    @Column(name = "access_token")
    byte[] accessToken;

    @Column(name = "refresh_token")
    byte @Nullable [] refreshToken;

    @Column
    int tries;

    @Column(name = "next_at")
    Instant nextAt;

    @Column(name = "ends_at")
    Instant endsAt;

    @Version
    long version;

    RevocationRow() {}

    RevocationRow(String id, PracticeConnection connection, Grant grant, Sealer sealer) {
        this.id = id;
        tenantId = connection.tenant().value();
        connectionId = connection.id().value();
        applicationId = connection.applicationId();
        practiceId = connection.practiceId();
        ehr = connection.ehr();
        baseUrl = connection.baseUrl().toString();
        credentialNumber = grant.credential();
        accessToken = sealer.seal(grant.accessToken(), place("access_token"));
        refreshToken = grant.refreshToken() == null ? null : sealer.seal(grant.refreshToken(), place("refresh_token"));
    }

    private SealedField place(String column) {
        return new SealedField(new TenantId(tenantId), "pending_revocation", column, id, 0);
    }

    SecretText access(Sealer sealer) {
        return sealer.open(accessToken, place("access_token"));
    }

    @Nullable
    SecretText refresh(Sealer sealer) {
        return refreshToken == null ? null : sealer.open(refreshToken, place("refresh_token"));
    }
}
