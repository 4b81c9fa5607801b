package dev.gatehouse.gateway.operator;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "oidc_departure")
class OidcDepartureRow {
    @Id
    String id;

    @Column
    String browser;

    @Column
    String purpose;

    @Column(name = "session_id")
    @Nullable
    String sessionId;

    @Column
    String back;

    @Column(name = "ends_at")
    Instant endsAt;

    OidcDepartureRow() {}
}
