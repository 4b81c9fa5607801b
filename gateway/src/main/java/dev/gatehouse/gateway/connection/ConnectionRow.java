package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
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
import java.util.Locale;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "practice_connection")
class ConnectionRow {
    private static final int LONGEST_SORT_NAME = 120;

    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "application_id")
    String applicationId;

    @Column
    String ehr;

    @Column(name = "practice_id")
    String practiceId;

    @Column(name = "practice_name")
    String practiceName;

    @Column(name = "endpoint_id")
    String endpointId;

    @Column(name = "endpoint_kind")
    @Enumerated(EnumType.STRING)
    EndpointKind endpointKind;

    @Column(name = "base_url")
    String baseUrl;

    @Column(name = "grant_type")
    @Enumerated(EnumType.STRING)
    GrantType grantType = GrantType.AUTHORIZATION_CODE;

    @Column(name = "end_user_id")
    String endUserId;

    @Column(name = "end_user_email")
    @Nullable
    String endUserEmail;

    @Column(name = "end_user_name")
    @Nullable
    String endUserName;

    @Column(name = "live_key")
    String liveKey;

    @Column
    @Enumerated(EnumType.STRING)
    ConnectionState state;

    @Column(name = "cause_code")
    String causeCode;

    @Column(name = "cause_text")
    String causeText;

    @Column(name = "state_since")
    Instant stateSince;

    @Column(name = "scopes_requested")
    String scopesRequested;

    @Column(name = "scopes_granted")
    String scopesGranted;

    @Column(name = "scope_dialect")
    @Enumerated(EnumType.STRING)
    @Nullable
    Dialect scopeDialect;

    @Column(name = "read_only")
    boolean readOnly;

    @Column(name = "launch_context")
    byte @Nullable [] launchContext;

    @Column(name = "launch_generation")
    long launchGeneration;

    @Column(name = "paused_at")
    @Nullable
    Instant pausedAt;

    @Column(name = "pause_reason")
    @Nullable
    String pauseReason;

    /** What lists by name are in the order of. */
    @Column(name = "sort_name")
    String sortName = "";

    /** {@link ConnectionState#urgency} of the state. */
    @Column
    int urgency;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "connected_at")
    @Nullable
    Instant connectedAt;

    @Version
    long version;

    /** Unique among a tenant's living connections of one application. */
    static String liveKey(String endpointId, String endUserId) {
        return endpointId + " " + endUserId;
    }

    final void state(ConnectionState next, Cause cause, Instant at) {
        state = next;
        urgency = next.urgency();
        causeCode = cause.code();
        causeText = cause.text();
        stateSince = at;
    }

    final void grant(Granted granted, Instant at, Sealer sealer) {
        practiceName = granted.practiceName();
        sortName = sortName(practiceName);
        baseUrl = granted.baseUrl().toString();
        endUserEmail = granted.endUser().email();
        endUserName = granted.endUser().displayName();
        scopesRequested = String.join(" ", granted.requestedScopes());
        scopesGranted = String.join(" ", granted.grantedScopes());
        scopeDialect = granted.scopeDialect();
        grantType = granted.grantType();
        connectedAt = at;
        launchContext(granted.launchContext(), sealer);
    }

    final void launchContext(String json, Sealer sealer) {
        launchGeneration++;
        launchContext = sealer.seal(new SecretText(json), place());
    }

    final void erase() {
        launchContext = null;
        liveKey = id;
    }

    /** Lower case, and short enough to stand in a cursor. */
    static String sortName(String practiceName) {
        String lower = practiceName.toLowerCase(Locale.ROOT);
        return lower.length() <= LONGEST_SORT_NAME ? lower : lower.substring(0, LONGEST_SORT_NAME);
    }

    private SealedField place() {
        return new SealedField(new TenantId(tenantId), "practice_connection", "launch_context", id, launchGeneration);
    }

    Connection toConnection(Sealer sealer) {
        return new Connection(
                new ConnectionId(id),
                new TenantId(tenantId),
                applicationId,
                ehr,
                practiceId,
                practiceName,
                endpointId,
                endpointKind,
                URI.create(baseUrl),
                grantType,
                new EndUser(endUserId, endUserEmail, endUserName),
                state,
                new Cause(causeCode, causeText),
                stateSince,
                words(scopesRequested),
                words(scopesGranted),
                scopeDialect,
                readOnly,
                pausedAt,
                pauseReason,
                launchContext == null
                        ? null
                        : sealer.open(launchContext, place()).reveal(),
                createdAt,
                connectedAt);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }
}
