package dev.gatehouse.common.notice;

import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "notice")
class NoticeRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column
    String type;

    @Column
    String subject;

    @Column
    String data;

    @Column
    String emails;

    @Column(name = "occurred_at")
    Instant occurredAt;

    @Column(name = "spread_at")
    @Nullable
    Instant spreadAt;

    NoticeRow() {}

    NoticeRow(SentNotice sent) {
        this.id = sent.id();
        this.tenantId = sent.notice().tenant().value();
        this.type = sent.notice().type();
        this.subject = sent.notice().subject();
        this.data = sent.notice().data().encode();
        this.emails = String.join("\n", sent.notice().emails());
        this.occurredAt = sent.occurredAt();
    }

    SentNotice toNotice() {
        return new SentNotice(
                id,
                occurredAt,
                new Notice(
                        new TenantId(tenantId),
                        type,
                        subject,
                        new JsonObject(data),
                        emails.isEmpty() ? List.of() : List.of(emails.split("\n"))));
    }
}
