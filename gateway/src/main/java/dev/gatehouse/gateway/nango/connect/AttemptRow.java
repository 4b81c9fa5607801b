package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "nango_connect_attempt")
class AttemptRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "session_id")
    String sessionId;

    @Column(name = "integration_key")
    String integrationKey;

    @Column(name = "connect_session_id")
    @Nullable
    String connectSessionId;

    @Column(name = "socket_hash")
    @Nullable
    String socketHash;

    @Column(name = "connection_config")
    String connectionConfig;

    @Column(name = "connection_id")
    @Nullable
    String connectionId;

    @Column(name = "error_type")
    @Nullable
    String errorType;

    @Column(name = "error_text")
    @Nullable
    String errorText;

    @Column(name = "created_at")
    Instant createdAt;

    @Version
    long version;

    AttemptRow() {}

    AttemptRow(Attempt attempt) {
        this.id = attempt.id();
        this.tenantId = attempt.tenant().value();
        this.sessionId = attempt.sessionId();
        this.integrationKey = attempt.integration();
        this.connectSessionId = attempt.connectSessionId();
        this.socketHash = attempt.socket();
        this.connectionConfig = attempt.connectionConfig().encode();
        this.createdAt = attempt.createdAt();
        end(attempt.connectionId(), attempt.error());
    }

    final void end(@Nullable String connection, @Nullable AuthFailure error) {
        this.connectionId = connection;
        this.errorType = error == null ? null : error.type();
        this.errorText = error == null ? null : error.text();
    }

    Attempt toAttempt() {
        return new Attempt(
                id,
                new TenantId(tenantId),
                sessionId,
                integrationKey,
                connectSessionId,
                socketHash,
                new JsonObject(connectionConfig),
                connectionId,
                errorType == null || errorText == null ? null : new AuthFailure(errorType, errorText),
                createdAt);
    }
}
