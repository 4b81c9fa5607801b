package dev.gatehouse.common.ehr;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a partner has come with an EHR's partner programme, in the order in which it happens. The texts are public contract. */
public enum RegistrationState {
    /** Nothing was sent to the vendor. */
    DRAFT,
    REGISTRATION_SUBMITTED,
    PORTAL_ACCESS,
    APPLICATION_SUBMITTED,
    CREDENTIALS_ISSUED,
    /** The partner tries it out. */
    TESTING,
    /** The vendor lets it be used in production. */
    ENABLED_BY_VENDOR,
    /** Practices find it in the vendor's marketplace. */
    IN_MARKETPLACE;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<RegistrationState> of(String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text))
                .findFirst();
    }
}
