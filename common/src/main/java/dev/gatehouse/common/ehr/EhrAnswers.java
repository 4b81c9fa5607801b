package dev.gatehouse.common.ehr;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an EHR words what goes wrong, beyond what the standards say.
 *
 * @param errors its own refusals, in the order they are tried
 * @param correlationFields members of an answer that its support finds the call by
 * @param correlationHeaders headers for the same
 */
public record EhrAnswers(List<ErrorRule> errors, List<String> correlationFields, List<String> correlationHeaders) {

    /** One that says nothing the standards don't. */
    public static final EhrAnswers STANDARD = new EhrAnswers(List.of(), List.of(), List.of());

    public EhrAnswers {
        errors = List.copyOf(errors);
        correlationFields = List.copyOf(correlationFields);
        correlationHeaders = List.copyOf(correlationHeaders);
    }

    /** The first rule that fits an answer of the token endpoint; its code and message as far as they are known. */
    public Optional<ErrorRule> meaning(int status, @Nullable String code, @Nullable String message) {
        return errors.stream().filter(each -> each.fits(status, code, message)).findFirst();
    }

    /**
     * One refusal.
     *
     * @param key names it within the profile
     * @param status of the answer; null for any
     * @param code {@code error}, or what the EHR has in its place; null for any
     * @param message a part of its message, in any case; null for any
     * @param explanation what it is about and what to do, for people
     */
    public record ErrorRule(
            String key,
            @Nullable Integer status,
            @Nullable String code,
            @Nullable String message,
            Meaning means,
            String explanation) {

        boolean fits(int answered, @Nullable String saidCode, @Nullable String saidMessage) {
            return (status == null || status == answered)
                    && (code == null || code.equals(saidCode))
                    && (message == null || contains(saidMessage, message));
        }

        private static boolean contains(@Nullable String text, String part) {
            return text != null && text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
        }
    }

    /** What a refusal is about. */
    public enum Meaning {
        /** The practice has not let this application in. */
        PRACTICE_NOT_AUTHORIZED,
        /** Scopes, or only their spelling. */
        SCOPE_REFUSED,
        LAUNCH_CONTEXT_REFUSED,
        /** Client id, secret, key or way of authenticating. */
        CLIENT_REFUSED,
        /** The grant has ended; the end user must come again. */
        GRANT_REFUSED,
        REQUEST_REFUSED,
        /** Later, please. */
        BUSY
    }
}
