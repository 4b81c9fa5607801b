package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.token.NewGrants;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A grant that somebody sent, read with suspicion and exactly as it came: nothing is trimmed, and what could not be a token of
 * an EHR never gets into a header. Fails with 422 {@code grant-unusable}, naming each mistake and none of the values.
 *
 * @param scopes as granted; empty if it does not say, which means those of the application
 * @param launchContext {@code patient} and {@code encounter}, those there are
 */
record GrantInput(NewGrants.Brought tokens, List<String> scopes, JsonObject launchContext) {
    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final int LONGEST_SCOPE = 16 * 1024;
    private static final int LONGEST_ID = 256;

    GrantInput {
        scopes = List.copyOf(scopes);
    }

    static GrantInput read(JsonObject json, Instant now) {
        List<Mistake> mistakes = new ArrayList<>();
        SecretText access = token(json, "accessToken", mistakes);
        SecretText refresh = token(json, "refreshToken", mistakes);
        Instant expiresAt = time(json, mistakes);
        if (access == null && refresh == null && mistakes.isEmpty()) {
            mistakes.add(new Mistake("grant", "should have an accessToken or a refreshToken"));
        }
        boolean over = expiresAt != null && !expiresAt.isAfter(now);
        if (over && refresh == null) {
            mistakes.add(new Mistake("grant.expiresAt", "is over, and there is no refreshToken"));
        }
        List<String> scopes = scopes(json, mistakes);
        JsonObject context = new JsonObject();
        text(json, "patient", LONGEST_ID, mistakes).ifPresent(id -> context.put("patient", id));
        text(json, "encounter", LONGEST_ID, mistakes).ifPresent(id -> context.put("encounter", id));
        refuse(mistakes);
        return new GrantInput(
                new NewGrants.Brought(over ? null : access, refresh, over ? null : expiresAt), scopes, context);
    }

    /** @param asked the application's scopes */
    void needPatient(List<String> asked) {
        boolean ofOnePatient =
                (scopes.isEmpty() ? asked : scopes).stream().anyMatch(scope -> scope.startsWith("patient/"));
        if (ofOnePatient && !launchContext.containsKey("patient")) {
            refuse(List.of(new Mistake("grant.patient", "is missing: the scopes are for the data of one patient")));
        }
    }

    private static void refuse(List<Mistake> mistakes) {
        if (!mistakes.isEmpty()) {
            throw new Failure.Unprocessable("grant-unusable", "This can't be a grant of an EHR.", mistakes);
        }
    }

    private static @Nullable SecretText token(JsonObject json, String name, List<Mistake> mistakes) {
        Object value = json.getValue(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String text
                && !text.isEmpty()
                && text.length() <= LONGEST_TOKEN
                && text.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
            return new SecretText(text);
        }
        mistakes.add(new Mistake("grant." + name, "should be 1 to " + LONGEST_TOKEN + " visible ASCII characters"));
        return null;
    }

    private static @Nullable Instant time(JsonObject json, List<Mistake> mistakes) {
        Object value = json.getValue("expiresAt");
        if (value == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(value.toString()).toInstant();
        } catch (DateTimeParseException e) {
            mistakes.add(new Mistake("grant.expiresAt", "should be a time such as 2026-11-23T09:30:00Z"));
            return null;
        }
    }

    private static List<String> scopes(JsonObject json, List<Mistake> mistakes) {
        return text(json, "scope", LONGEST_SCOPE, mistakes)
                .map(text -> Arrays.stream(text.split(" ", -1))
                        .filter(each -> !each.isEmpty())
                        .distinct()
                        .toList())
                .orElse(List.of());
    }

    private static Optional<String> text(JsonObject json, String name, int most, List<Mistake> mistakes) {
        Object value = json.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text
                && !text.isBlank()
                && text.length() <= most
                && text.chars().allMatch(each -> each >= ' ' && each < 0x7f)) {
            return Optional.of(text);
        }
        mistakes.add(new Mistake("grant." + name, "should be a text of 1 to " + most + " ASCII characters"));
        return Optional.empty();
    }
}
