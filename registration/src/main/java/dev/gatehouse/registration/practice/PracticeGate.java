package dev.gatehouse.registration.practice;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far one practice is with letting the application of a registration in. Each day is null until it happened.
 *
 * @param connectedAt since when it has a connection; null while it has none
 * @param revokedAt when its last connection ended; null if there is one or never was
 * @param remindedAt when somebody was last reminded of it
 */
public record PracticeGate(
        String practiceId,
        String practiceName,
        @Nullable LocalDate askedOn,
        @Nullable LocalDate fhirEnabledOn,
        @Nullable LocalDate appAuthorizedOn,
        @Nullable String notes,
        @Nullable Instant connectedAt,
        @Nullable Instant revokedAt,
        @Nullable Instant remindedAt) {

    /** The texts are public contract. */
    public enum State {
        NOT_ASKED,
        FHIR_ENABLED,
        APP_AUTHORIZED,
        CONNECTED,
        REVOKED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static PracticeGate fresh(String practiceId, String practiceName) {
        return new PracticeGate(practiceId, practiceName, null, null, null, null, null, null, null);
    }

    public State state() {
        if (connectedAt != null) {
            return State.CONNECTED;
        }
        if (revokedAt != null) {
            return State.REVOKED;
        }
        if (appAuthorizedOn != null) {
            return State.APP_AUTHORIZED;
        }
        return fhirEnabledOn == null ? State.NOT_ASKED : State.FHIR_ENABLED;
    }

    /** When somebody should be reminded of a practice that was asked; null for never. */
    @Nullable
    Instant remindAt(@Nullable Duration patience) {
        if (askedOn == null
                || patience == null
                || connectedAt != null
                || appAuthorizedOn != null
                || revokedAt != null) {
            return null;
        }
        Instant asked = askedOn.atStartOfDay(ZoneOffset.UTC).toInstant();
        return (remindedAt == null || remindedAt.isBefore(asked) ? asked : remindedAt).plus(patience);
    }

    PracticeGate connected(Instant at) {
        return new PracticeGate(
                practiceId,
                practiceName,
                askedOn,
                fhirEnabledOn,
                appAuthorizedOn,
                notes,
                connectedAt == null ? at : connectedAt,
                null,
                remindedAt);
    }

    PracticeGate revoked(Instant at) {
        return new PracticeGate(
                practiceId, practiceName, askedOn, fhirEnabledOn, appAuthorizedOn, notes, null, at, remindedAt);
    }

    PracticeGate reminded(Instant at) {
        return new PracticeGate(
                practiceId, practiceName, askedOn, fhirEnabledOn, appAuthorizedOn, notes, connectedAt, revokedAt, at);
    }
}
