package dev.gatehouse.registration.credential;

import java.util.Arrays;
import java.util.Optional;

/** With what client assertions are signed: the two that SMART App Launch 2.2 asks every server to take. */
public enum SigningAlgorithm {
    /** ECDSA on P-384. */
    ES384,
    /** RSA with SHA-384. */
    RS384;

    public static Optional<SigningAlgorithm> of(String text) {
        return Arrays.stream(values()).filter(each -> each.name().equals(text)).findFirst();
    }
}
