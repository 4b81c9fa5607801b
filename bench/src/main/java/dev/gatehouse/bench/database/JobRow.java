package dev.gatehouse.bench.database;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A piece of work that exactly one caller may claim. */
@Entity
@Table(name = "soak_job")
class JobRow {
    static final String TABLE = "create table if not exists soak_job (id bigint not null, claimed_by varchar(64),"
            + " constraint pk_soak_job primary key (id))";

    @Id
    long id;

    @Column(name = "claimed_by")
    @Nullable
    String claimedBy;

    JobRow() {}

    JobRow(long id) {
        this.id = id;
    }
}
