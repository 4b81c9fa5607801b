package dev.gatehouse.gateway.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "idempotent_answer")
class IdempotentAnswerRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "request_hash")
    String requestHash;

    @Column
    @Nullable
    Integer status;

    /** Sealed: it may hold a key's text. */
    @Column
    byte @Nullable [] body;

    @Column(name = "created_at")
    Instant createdAt;

    @Version
    long version;
}
