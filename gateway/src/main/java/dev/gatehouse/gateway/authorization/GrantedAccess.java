package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.gateway.token.TokenAnswer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an EHR granted: which scopes, in which context.
 *
 * @param scopes as granted; those that were sent if the answer names none (RFC 6749, section 5.1)
 * @param launchContext JSON
 */
record GrantedAccess(List<String> scopes, String launchContext) {

    /** Fails with 409 {@code launch-context-missing} if a patient's data was granted and no patient named. */
    static GrantedAccess read(PendingAuthorization pending, TokenAnswer answer) {
        String told = answer.scope();
        List<String> scopes = told == null || told.isBlank()
                ? pending.sentScopes()
                : List.of(told.strip().split("\\s+"));
        JsonObject context = answer.launchContext().toJson();
        boolean patientLevel = scopes.stream().anyMatch(scope -> scope.startsWith("patient/"));
        if (patientLevel && context.getString("patient") == null) {
            throw new Failure.Conflict(
                    "launch-context-missing", "The EHR granted a patient's data without saying which patient.");
        }
        return new GrantedAccess(scopes, context.encode());
    }

    /** True if both contexts name a patient, and not the same. */
    static boolean differentPatient(@Nullable String before, String now) {
        String old = before == null ? null : new JsonObject(before).getString("patient");
        String next = new JsonObject(now).getString("patient");
        return old != null && next != null && !Objects.equals(old, next);
    }
}
