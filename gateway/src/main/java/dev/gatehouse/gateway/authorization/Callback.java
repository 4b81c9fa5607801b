package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a browser brought back from an EHR, read with suspicion.
 *
 * @param state as we sent it, if this is an answer to us
 * @param code to be exchanged; null with an error
 * @param error RFC 6749, section 4.1.2.1; null with a code
 * @param description the EHR's own words on an error, at most a thousand characters; never shown
 * @param issuer RFC 9207; null if the EHR does not say
 */
record Callback(
        SecretText state,
        @Nullable SecretText code,
        @Nullable String error,
        @Nullable String description,
        @Nullable String issuer) {
    private static final int LONGEST_STATE = 200;
    private static final int LONGEST_CODE = 4096;
    private static final int LONGEST_DESCRIPTION = 1000;

    /** Empty if a parameter stands twice, or there is no state, or neither code nor error, or one is too long. */
    static Optional<Callback> read(MultiMap parameters) {
        for (String name : List.of("state", "code", "error", "iss")) {
            if (parameters.getAll(name).size() > 1) {
                return Optional.empty();
            }
        }
        String state = parameters.get("state");
        String code = parameters.get("code");
        String error = parameters.get("error");
        String description = parameters.get("error_description");
        boolean answer = (code != null && !code.isEmpty()) != (error != null && !error.isEmpty());
        if (state == null || state.isEmpty() || state.length() > LONGEST_STATE || !answer) {
            return Optional.empty();
        }
        if (code != null && code.length() > LONGEST_CODE) {
            return Optional.empty();
        }
        return Optional.of(new Callback(
                new SecretText(state),
                code == null || code.isEmpty() ? null : new SecretText(code),
                error == null || error.isEmpty() ? null : error,
                description == null
                        ? null
                        : description.substring(0, Math.min(description.length(), LONGEST_DESCRIPTION)),
                parameters.get("iss")));
    }
}
