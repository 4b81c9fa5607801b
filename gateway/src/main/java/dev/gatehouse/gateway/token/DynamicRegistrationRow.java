package dev.gatehouse.gateway.token;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One try to register a client dynamically, written down before it is sent. */
@Entity
@Table(name = "dynamic_registration")
class DynamicRegistrationRow {
    /** How far a try came. */
    enum State {
        /** Sent, or about to be; if it stays so, the process died and the EHR may have registered a client. */
        SENT,
        REGISTERED,
        /** The EHR said no, or never got it. */
        REFUSED,
        /** The EHR may have registered a client whose id never arrived. */
        LOST
    }

    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "application_id")
    String applicationId;

    @Column
    String endpoint;

    @Column
    @Enumerated(EnumType.STRING)
    State state;

    @Column(name = "client_id")
    @Nullable
    String clientId;

    @Column(name = "credential_number")
    @Nullable
    Integer credentialNumber;

    @Column
    @Nullable
    String code;

    @Column
    @Nullable
    String detail;

    @Column(name = "started_at")
    Instant startedAt;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Version
    long version;

    boolean isUnresolved() {
        return state == State.SENT || state == State.LOST;
    }
}
