package dev.gatehouse.gateway.nango;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "nango_tag")
class NangoTagRow {
    /** The connection's id and the name. */
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "connection_id")
    String connectionId;

    @Column
    String name;

    @Column
    String text;
}
