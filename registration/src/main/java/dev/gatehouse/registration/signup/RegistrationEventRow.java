package dev.gatehouse.registration.signup;

import io.vertx.core.json.JsonArray;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "registration_event")
class RegistrationEventRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "registration_id")
    String registrationId;

    @Column
    long number;

    @Column(name = "step_key")
    @Nullable
    String stepKey;

    @Column
    Instant at;

    @Column
    String kind;

    @Column
    String author;

    @Column
    @Nullable
    String text;

    @Column
    String changes;

    RegistrationEvent toEvent() {
        return new RegistrationEvent(id, number, stepKey, at, kind, author, text, new JsonArray(changes));
    }
}
