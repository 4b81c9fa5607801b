package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.token.TokenServer;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "pending_authorization")
class PendingAuthorizationRow {
    /** As wide as the columns. */
    private static final int LONGEST_NAMES = 1000;

    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "session_id")
    String sessionId;

    @Column(name = "application_id")
    String applicationId;

    @Column(name = "credential_number")
    @Nullable
    Integer credentialNumber;

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

    @Column
    @Nullable
    String issuer;

    @Column(name = "issuer_promised")
    boolean issuerPromised;

    @Column(name = "token_endpoint")
    String tokenEndpoint;

    @Column(name = "auth_methods")
    @Nullable
    String authMethods;

    @Column(name = "signing_algorithms")
    @Nullable
    String signingAlgorithms;

    @Column(name = "redirect_uri")
    String redirectUri;

    @Column
    String scopes;

    @Column(name = "scope_dialect")
    @Enumerated(EnumType.STRING)
    @Nullable
    Dialect scopeDialect;

    @Column
    byte[] verifier;

    @Column
    boolean pkce;

    @Column(name = "session_token")
    byte[] sessionToken;

    @Column(name = "browser_hash")
    String browserHash;

    @Column(name = "in_popup")
    boolean inPopup;

    @Column
    byte @Nullable [] posted;

    @Column
    @Enumerated(EnumType.STRING)
    PendingAuthorization.State state;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Version
    long version;

    PendingAuthorizationRow() {}

    PendingAuthorizationRow(PendingAuthorization pending, Sealer sealer) {
        this.id = pending.id();
        this.tenantId = pending.tenant().value();
        this.sessionId = pending.sessionId();
        this.applicationId = pending.applicationId();
        this.credentialNumber = pending.credential();
        this.ehr = pending.ehr();
        this.practiceId = pending.practiceId();
        this.practiceName = pending.practiceName();
        this.endpointId = pending.endpointId();
        this.endpointKind = pending.endpointKind();
        this.baseUrl = pending.baseUrl().toString();
        this.issuer = pending.server().issuer();
        this.issuerPromised = pending.issuerPromised();
        this.tokenEndpoint = pending.server().endpoint().toString();
        this.authMethods = joined(pending.server().authMethods());
        this.signingAlgorithms = joined(pending.server().signingAlgorithms());
        this.redirectUri = pending.redirectUri();
        this.scopes = String.join(" ", pending.scopes());
        this.scopeDialect = pending.scopeDialect();
        this.verifier = sealer.seal(pending.verifier(), place("verifier"));
        this.pkce = pending.pkce();
        this.sessionToken = sealer.seal(pending.sessionToken(), place("session_token"));
        this.browserHash = pending.browser();
        this.inPopup = pending.inPopup();
        this.posted = pending.posted() == null ? null : sealer.seal(pending.posted(), place("posted"));
        this.state = pending.state();
        this.createdAt = pending.createdAt();
        this.expiresAt = pending.expiresAt();
    }

    /** Names that a hostile server made long are left out: an empty set forbids nothing. */
    private static @Nullable String joined(Set<String> names) {
        String text = String.join(" ", names);
        return text.isEmpty() || text.length() > LONGEST_NAMES ? null : text;
    }

    private static Set<String> split(@Nullable String text) {
        return text == null ? Set.of() : new LinkedHashSet<>(List.of(text.split(" ", -1)));
    }

    private SealedField place(String column) {
        return new SealedField(new TenantId(tenantId), "pending_authorization", column, id, 0);
    }

    PendingAuthorization toPending(Sealer sealer) {
        return new PendingAuthorization(
                id,
                new TenantId(tenantId),
                sessionId,
                applicationId,
                credentialNumber,
                ehr,
                practiceId,
                practiceName,
                endpointId,
                endpointKind,
                URI.create(baseUrl),
                new TokenServer(
                        URI.create(tokenEndpoint),
                        URI.create(baseUrl),
                        issuer,
                        split(authMethods),
                        split(signingAlgorithms)),
                issuerPromised,
                redirectUri,
                scopes.isEmpty() ? List.of() : List.of(scopes.split(" ", -1)),
                scopeDialect,
                sealer.open(verifier, place("verifier")),
                pkce,
                sealer.open(sessionToken, place("session_token")),
                browserHash,
                inPopup,
                posted == null ? null : sealer.open(posted, place("posted")),
                state,
                createdAt,
                expiresAt);
    }
}
