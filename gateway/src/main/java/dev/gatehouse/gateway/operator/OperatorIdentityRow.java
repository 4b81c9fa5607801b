package dev.gatehouse.gateway.operator;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "operator_identity")
class OperatorIdentityRow {
    @Id
    String id;

    @Column(name = "operator_id")
    String operatorId;

    @Column
    String issuer;

    @Column(name = "created_at")
    Instant createdAt;

    OperatorIdentityRow() {}

    OperatorIdentityRow(String operatorId, String issuer, String subject, Instant createdAt) {
        this.id = id(issuer, subject);
        this.operatorId = operatorId;
        this.issuer = issuer;
        this.createdAt = createdAt;
    }

    static String id(String issuer, String subject) {
        return OneTimeText.digest(issuer + "\n" + subject);
    }
}
