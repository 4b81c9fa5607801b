package dev.gatehouse.bench.database;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;

/** A row as wide as a stored connection: about a kilobyte. */
@Entity
@Table(name = "soak_item")
class SoakRow {
    static final String TABLE = """
            create table if not exists soak_item (
                id bigint not null,
                label varchar(64) not null,
                amount bigint not null,
                note text not null,
                sealed bytea not null,
                changed_at timestamp(6) with time zone not null,
                version bigint not null,
                constraint pk_soak_item primary key (id),
                constraint uq_soak_item_label unique (label)
            )""";

    @Id
    long id;

    @Column
    String label = "";

    @Column
    long amount;

    @Column
    String note = "";

    @Column
    byte[] sealed = {};

    @Column(name = "changed_at")
    Instant changedAt = Instant.EPOCH;

    @Version
    long version;

    SoakRow() {}

    SoakRow(long id, long amount, Instant changedAt) {
        this.id = id;
        this.label = "item-" + id;
        this.amount = amount;
        this.note = "é世界 ".repeat(40);
        this.sealed = new byte[600];
        this.sealed[0] = (byte) id;
        this.changedAt = changedAt;
    }
}
