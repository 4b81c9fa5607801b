package dev.gatehouse.registration.signup;

import io.vertx.core.json.JsonArray;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a registration's history.
 *
 * @param number counts up within the registration
 * @param stepKey null if it is about the whole
 * @param kind what happened, one word with underscores: {@code completed}, {@code commented}
 * @param by kind and id of the author
 * @param text what the author said about it: a comment, a reason
 * @param changes {@code {field, from, to}} of each changed field; of a secret only {@code {field, secret: true}}
 */
public record RegistrationEvent(
        String id,
        long number,
        @Nullable String stepKey,
        Instant at,
        String kind,
        String by,
        @Nullable String text,
        JsonArray changes) {

    public RegistrationEvent {
        changes = changes.copy();
    }
}
