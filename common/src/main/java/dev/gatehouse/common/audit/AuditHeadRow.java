package dev.gatehouse.common.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "audit_head")
class AuditHeadRow {
    static final int ONLY = 1;

    @Id
    int id;

    @Column
    long seq;

    @Column
    byte[] mac;
}
