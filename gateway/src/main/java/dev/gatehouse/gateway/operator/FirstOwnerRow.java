package dev.gatehouse.gateway.operator;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "first_owner")
class FirstOwnerRow {
    static final int ONLY = 1;

    @Id
    int id;

    @Column
    String lookup;

    @Column(name = "ends_at")
    Instant endsAt;

    FirstOwnerRow() {}

    FirstOwnerRow(String lookup, Instant endsAt) {
        this.id = ONLY;
        this.lookup = lookup;
        this.endsAt = endsAt;
    }
}
