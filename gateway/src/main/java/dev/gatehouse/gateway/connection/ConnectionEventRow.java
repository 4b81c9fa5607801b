package dev.gatehouse.gateway.connection;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "connection_event")
class ConnectionEventRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "connection_id")
    String connectionId;

    @Column
    Instant at;

    @Column
    String kind;

    @Column
    String code;

    @Column
    String text;

    ConnectionEvent toEvent() {
        return new ConnectionEvent(id, at, kind, new Cause(code, text));
    }
}
