package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.EndUser;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "connect_session")
class ConnectSessionRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "token_hash")
    String tokenHash;

    @Column(name = "application_id")
    String applicationId;

    @Column(name = "endpoint_id")
    @Nullable
    String endpointId;

    @Column
    @Nullable
    String reconnects;

    @Column(name = "end_user_id")
    String endUserId;

    @Column(name = "end_user_email")
    @Nullable
    String endUserEmail;

    @Column(name = "end_user_name")
    @Nullable
    String endUserName;

    @Column(name = "return_url")
    @Nullable
    String returnUrl;

    @Column
    String scopes;

    @Column(name = "scope_dialect")
    @Enumerated(EnumType.STRING)
    @Nullable
    Dialect scopeDialect;

    @Column
    boolean confirm;

    @Column
    boolean launched;

    @Column
    @Enumerated(EnumType.STRING)
    ConnectSession.State state;

    @Column(name = "connection_id")
    @Nullable
    String connectionId;

    @Column(name = "failure_code")
    @Nullable
    String failureCode;

    @Column(name = "failure_reference")
    @Nullable
    String failureReference;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Version
    long version;

    ConnectSessionRow() {}

    ConnectSessionRow(ConnectSession session, String tokenHash) {
        this.id = session.id();
        this.tenantId = session.tenant().value();
        this.tokenHash = tokenHash;
        this.applicationId = session.applicationId();
        this.endpointId = session.endpointId();
        this.reconnects =
                session.reconnects() == null ? null : session.reconnects().value();
        this.endUserId = session.endUser().id();
        this.endUserEmail = session.endUser().email();
        this.endUserName = session.endUser().displayName();
        this.returnUrl =
                session.returnUrl() == null ? null : session.returnUrl().toString();
        this.scopes = String.join(" ", session.scopes());
        this.confirm = session.confirm();
        this.launched = session.launched();
        this.state = session.state();
        this.createdAt = session.createdAt();
        this.expiresAt = session.expiresAt();
    }

    ConnectSession toSession() {
        return new ConnectSession(
                id,
                new TenantId(tenantId),
                applicationId,
                endpointId,
                reconnects == null ? null : new ConnectionId(reconnects),
                new EndUser(endUserId, endUserEmail, endUserName),
                returnUrl == null ? null : URI.create(returnUrl),
                scopes.isEmpty() ? List.of() : List.of(scopes.split(" ", -1)),
                scopeDialect,
                confirm,
                launched,
                state,
                connectionId == null ? null : new ConnectionId(connectionId),
                failureCode,
                failureReference,
                createdAt,
                expiresAt);
    }
}
