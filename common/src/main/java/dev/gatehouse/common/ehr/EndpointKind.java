package dev.gatehouse.common.ehr;

import java.util.Arrays;
import java.util.Optional;

/** Whose sign-in an endpoint of a practice is for. The texts are public contract. */
public enum EndpointKind {
    /** Patients, with their portal login. */
    PATIENT("patient"),
    /** Staff with an EHR login, and systems without anyone present. */
    PROVIDER_SYSTEM("provider_system");

    private final String text;

    EndpointKind(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public static Optional<EndpointKind> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}
