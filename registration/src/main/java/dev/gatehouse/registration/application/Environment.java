package dev.gatehouse.registration.application;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which of an EHR's worlds an application lives in. */
public enum Environment {
    SANDBOX,
    QA,
    PRODUCTION;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Environment> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }
}
