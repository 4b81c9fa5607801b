package dev.gatehouse.common.database;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/** One column of every type the product may use. */
@Entity
@Table(name = "thing")
class ThingRow {
    enum Colour {
        RED,
        DEEP_BLUE
    }

    @Id
    String id;

    @Column(name = "unique_name")
    String uniqueName;

    @Column
    String body;

    @Column
    byte[] bytes;

    @Column(name = "happened_at")
    Instant happenedAt;

    @Enumerated(EnumType.STRING)
    @Column
    Colour colour;

    @Column(name = "is_on")
    Boolean on;

    @Column
    Long amount;

    @Column
    Integer small;

    @Column
    Double ratio;

    @Column
    UUID uuid;

    @Column(name = "on_day")
    LocalDate day;

    @Column(name = "claimed_by")
    String claimedBy;

    @Version
    long version;

    ThingRow() {}

    ThingRow(String id) {
        this.id = id;
    }
}
