package dev.gatehouse.common.audit;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "audit_event")
class AuditEventRow {
    @Id
    long seq;

    @Column(name = "recorded_at")
    Instant recordedAt;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "actor_kind")
    String actorKind;

    @Column(name = "actor_id")
    String actorId;

    @Column(name = "request_id")
    @Nullable
    String requestId;

    @Column
    @Nullable
    String address;

    @Column
    String action;

    @Column
    String target;

    @Column
    String outcome;

    @Column
    String details;

    @Column
    byte[] prev;

    @Column
    byte[] mac;

    AuditEventRow() {}

    AuditEventRow(Entry entry, byte[] prev, byte[] mac) {
        this.seq = entry.seq();
        this.recordedAt = entry.recordedAt();
        this.tenantId = entry.tenantId();
        this.actorKind = entry.actorKind();
        this.actorId = entry.actorId();
        this.requestId = entry.requestId();
        this.address = entry.address();
        this.action = entry.action();
        this.target = entry.target();
        this.outcome = entry.outcome();
        this.details = entry.details();
        this.prev = prev;
        this.mac = mac;
    }

    AuditEvent toEvent() {
        Map<String, String> more = new TreeMap<>();
        new JsonObject(details).forEach(each -> more.put(each.getKey(), String.valueOf(each.getValue())));
        return new AuditEvent(
                seq,
                recordedAt,
                new Author(new TenantId(tenantId), Author.Kind.valueOf(actorKind), actorId, requestId, address),
                action,
                target,
                AuditEvent.Outcome.valueOf(outcome),
                more,
                HexFormat.of().formatHex(prev),
                HexFormat.of().formatHex(mac));
    }
}
