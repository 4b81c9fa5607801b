package dev.gatehouse.gateway.operator;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "operator_session")
class OperatorSessionRow {
    @Id
    String id;

    @Column(name = "operator_id")
    String operatorId;

    @Column
    String lookup;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "seen_at")
    Instant seenAt;

    @Column(name = "proven_at")
    Instant provenAt;

    @Column(name = "ends_at")
    Instant endsAt;

    @Column
    @Nullable
    String address;

    @Column(name = "user_agent")
    @Nullable
    String userAgent;

    @Version
    long version;

    OperatorSessionRow() {}
}
