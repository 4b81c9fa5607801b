package dev.gatehouse.registration.signup;

import java.util.Locale;

/** Where a step stands. The texts are public contract. */
public enum StepState {
    NOT_STARTED,
    /** A draft, or reopened. */
    IN_PROGRESS,
    /** It is the vendor's or a practice's turn. */
    WAITING,
    /** The vendor or the practice said no. */
    REFUSED,
    /** It was done, and the vendor wants something changed. */
    SENT_BACK,
    DONE;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
