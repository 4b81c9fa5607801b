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
import java.time.Instant;

@Entity
@Table(name = "doubtful_answer")
class DoubtfulAnswerRow {
    @Id
    @Column(name = "connection_id")
    String connectionId;

    @Column(name = "tenant_id")
    String tenantId;

    @Column
    int status;

    @Column
    byte[] body;

    @Column(name = "received_at")
    Instant receivedAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Version
    long version;

    DoubtfulAnswerRow() {}

    DoubtfulAnswerRow(TenantId tenant, ConnectionId connection, DoubtfulAnswer answer, Sealer sealer) {
        connectionId = connection.value();
        tenantId = tenant.value();
        status = answer.status();
        body = sealer.seal(answer.body(), place());
        receivedAt = answer.receivedAt();
        expiresAt = answer.expiresAt();
    }

    private SealedField place() {
        return new SealedField(new TenantId(tenantId), "doubtful_answer", "body", connectionId, 0);
    }

    DoubtfulAnswer toAnswer(Sealer sealer) {
        return new DoubtfulAnswer(status, sealer.open(body, place()), receivedAt, expiresAt);
    }
}
