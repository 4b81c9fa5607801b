package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.nango.NangoEndUser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "nango_connect_session")
class NangoSessionRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "token_hash")
    String tokenHash;

    @Column(name = "end_user")
    @Nullable
    String endUser;

    @Column
    String tags;

    @Column
    @Nullable
    String allowed;

    @Column
    String defaults;

    @Column
    String overrides;

    @Column
    @Nullable
    String reconnects;

    @Column(name = "reconnects_key")
    @Nullable
    String reconnectsKey;

    @Column
    int attempts;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Version
    long version;

    NangoSessionRow() {}

    NangoSessionRow(NangoSession session, String tokenHash) {
        this.id = session.id();
        this.tenantId = session.tenant().value();
        this.tokenHash = tokenHash;
        this.endUser =
                session.endUser() == null ? null : session.endUser().toJson().encode();
        this.tags = new JsonObject(new LinkedHashMap<>(session.tags())).encode();
        this.allowed = session.allowed() == null ? null : new JsonArray(session.allowed()).encode();
        this.defaults = session.defaults().encode();
        this.overrides = session.overrides().encode();
        this.reconnects =
                session.reconnects() == null ? null : session.reconnects().value();
        this.reconnectsKey = session.reconnectsKey();
        this.createdAt = session.createdAt();
        this.expiresAt = session.expiresAt();
    }

    NangoSession toSession() {
        return new NangoSession(
                id,
                new TenantId(tenantId),
                endUser == null ? null : user(new JsonObject(endUser)),
                texts(new JsonObject(tags)),
                allowed == null
                        ? null
                        : new JsonArray(allowed).stream().map(String::valueOf).toList(),
                new JsonObject(defaults),
                new JsonObject(overrides),
                reconnects == null ? null : new ConnectionId(reconnects),
                reconnectsKey,
                createdAt,
                expiresAt);
    }

    private static NangoEndUser user(JsonObject json) {
        JsonObject organization = json.getJsonObject("organization", new JsonObject());
        JsonObject tags = json.getJsonObject("tags");
        return new NangoEndUser(
                json.getString("id"),
                json.getString("email"),
                json.getString("display_name"),
                tags == null ? null : texts(tags),
                organization == null ? null : organization.getString("id"),
                organization == null ? null : organization.getString("display_name"));
    }

    private static Map<String, String> texts(JsonObject json) {
        Map<String, String> texts = new LinkedHashMap<>();
        json.forEach(member -> texts.put(member.getKey(), String.valueOf(member.getValue())));
        return texts;
    }
}
