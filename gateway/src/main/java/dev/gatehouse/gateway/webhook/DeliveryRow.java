package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.tenant.TenantId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "notice_delivery")
class DeliveryRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "notice_id")
    String noticeId;

    @Column
    String lane;

    @Column(name = "endpoint_id")
    @Nullable
    String endpointId;

    @Column
    @Nullable
    String address;

    @Column
    String state;

    @Column
    int attempts;

    @Column(name = "due_at")
    Instant dueAt;

    @Column(name = "gives_up_at")
    Instant givesUpAt;

    @Column(name = "tried_at")
    @Nullable
    Instant triedAt;

    @Column(name = "answer_status")
    @Nullable
    Integer answerStatus;

    @Column(name = "answer_code")
    @Nullable
    String answerCode;

    @Column(name = "answer_text")
    @Nullable
    String answerText;

    @Column(name = "answer_head")
    @Nullable
    String answerHead;

    @Column(name = "took_ms")
    @Nullable
    Integer tookMs;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Column(name = "created_at")
    Instant createdAt;

    DeliveryRow() {}

    DeliveryRow(Delivery delivery) {
        this.id = delivery.id();
        this.tenantId = delivery.tenant().value();
        this.noticeId = delivery.noticeId();
        this.lane = delivery.lane();
        this.endpointId = delivery.endpointId();
        this.address = delivery.address();
        this.state = delivery.state().text();
        this.attempts = delivery.attempts();
        this.dueAt = delivery.dueAt();
        this.givesUpAt = delivery.givesUpAt();
        this.triedAt = delivery.triedAt();
        this.createdAt = delivery.createdAt();
    }

    /** A try begins; if it never ends, another one is due at that time. */
    void claim(Instant now, Instant until) {
        attempts++;
        triedAt = now;
        dueAt = until;
    }

    void end(DeliveryState how, @Nullable Outcome outcome, @Nullable Instant at) {
        state = how.text();
        endedAt = at;
        if (outcome != null) {
            answerStatus = outcome.status();
            answerCode = outcome.code();
            answerText = outcome.text();
            answerHead = outcome.head();
        }
    }

    Delivery toDelivery() {
        return new Delivery(
                id,
                new TenantId(tenantId),
                noticeId,
                lane,
                endpointId,
                address,
                DeliveryState.of(state).orElseThrow(),
                attempts,
                dueAt,
                givesUpAt,
                triedAt,
                outcome(),
                tookMs,
                endedAt,
                createdAt);
    }

    private @Nullable Outcome outcome() {
        if (answerCode == null) {
            return null;
        }
        return new Outcome(
                answerCode.isEmpty() ? Outcome.Kind.TAKEN : Outcome.Kind.NOT_NOW,
                answerStatus,
                answerCode,
                answerText == null ? "" : answerText,
                null,
                answerHead);
    }
}
