package dev.gatehouse.gateway.smart;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "authorization_server")
class AuthorizationServerRow {
    @Id
    String id;

    @Column
    String ehr;

    @Column(name = "base_url")
    String baseUrl;

    @Column
    String issuer;

    @Column(name = "token_server")
    String tokenServer;

    @Column(name = "key_server")
    String keyServer;

    @Column(name = "seen_at")
    Instant seenAt;

    @Column(name = "new_issuer")
    @Nullable
    String newIssuer;

    @Column(name = "new_token_server")
    @Nullable
    String newTokenServer;

    @Column(name = "new_key_server")
    @Nullable
    String newKeyServer;

    @Column(name = "changed_at")
    @Nullable
    Instant changedAt;

    @Version
    long version;

    AuthorizationServerRow() {}

    AuthorizationServerRow(String id, String ehr, URI base, ServerNames names, Instant now) {
        this.id = id;
        this.ehr = ehr;
        this.baseUrl = base.toString();
        trust(names, now);
    }

    final void trust(ServerNames names, Instant now) {
        issuer = names.issuer();
        tokenServer = names.token();
        keyServer = names.keys();
        seenAt = now;
        forget();
    }

    final void offer(ServerNames names, Instant now) {
        newIssuer = names.issuer();
        newTokenServer = names.token();
        newKeyServer = names.keys();
        changedAt = now;
    }

    /** The metadata is again as it was. */
    final void forget() {
        newIssuer = null;
        newTokenServer = null;
        newKeyServer = null;
        changedAt = null;
    }

    final ServerNames trusted() {
        return new ServerNames(issuer, tokenServer, keyServer);
    }

    final @Nullable ServerNames offered() {
        return newIssuer == null || newTokenServer == null || newKeyServer == null
                ? null
                : new ServerNames(newIssuer, newTokenServer, newKeyServer);
    }

    AuthorizationServer toServer() {
        return new AuthorizationServer(id, ehr, URI.create(baseUrl), trusted(), seenAt, offered(), changedAt);
    }
}
