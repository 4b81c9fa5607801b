package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.NoAnswer;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.ehr.EhrAnswers;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.smart.StrictJson;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an EHR answered to a registration (RFC 7591, sections 3.2.1 and 3.2.2).
 *
 * @param secret null if it gave none
 * @param secretEndsAt null if it does not end
 * @param method {@code token_endpoint_auth_method} as registered; null if it does not say
 * @param managementUri where the registration can be changed (RFC 7592); null if nowhere
 * @param managementToken null if none
 */
record ClientRegistration(
        String clientId,
        @Nullable SecretText secret,
        @Nullable Instant secretEndsAt,
        @Nullable String method,
        @Nullable String managementUri,
        @Nullable SecretText managementToken) {
    private static final int LONGEST_ID = 512;
    private static final int LONGEST_SECRET = 4096;
    private static final int LONGEST_URI = 2048;

    /** The EHR said no: 502 {@code registration-refused} with its reason in words. */
    static final class Refused extends Failure.Upstream {
        Refused(String message) {
            super("registration-refused", message);
        }
    }

    /** The EHR may have registered a client that we know nothing of: 502 {@code registration-outcome-unknown}. */
    static final class Lost extends Failure.Upstream {
        Lost(String why, @Nullable Throwable cause) {
            super(
                    "registration-outcome-unknown",
                    why
                            + " The EHR may have registered a client whose id never arrived. Look for it at the vendor before"
                            + " you repeat this with again: true.",
                    cause);
        }
    }

    /** @param sent secrets of the request, which some servers repeat */
    static ClientRegistration read(SmallAnswer answer, List<SecretText> sent, EhrAnswers ehr) {
        Optional<JsonObject> body = StrictJson.object(answer.body());
        if (answer.isSuccess()) {
            return body.flatMap(ClientRegistration::registered)
                    .orElseThrow(() -> new Lost("The EHR's answer has no usable client id.", null));
        }
        if (answer.status() >= 500 && answer.status() != 503) {
            throw new Lost("The EHR failed with status " + answer.status() + ".", null);
        }
        throw new Refused(words(answer, body.orElseGet(JsonObject::new), sent, ehr));
    }

    /** Only a request that can't have arrived is certainly without effect. */
    static Failure unanswered(Throwable failure) {
        boolean unseen = failure instanceof Failure.Invalid
                || NoAnswer.stageOf(failure)
                        .map(stage -> stage != NoAnswer.Stage.MAYBE_SENT)
                        .orElse(false);
        String why = failure instanceof Failure known ? known.detail() : "There was no complete answer.";
        return unseen && failure instanceof Failure known ? known : new Lost(why, failure);
    }

    private static Optional<ClientRegistration> registered(JsonObject body) {
        return text(body, "client_id", LONGEST_ID)
                .map(id -> new ClientRegistration(
                        id,
                        text(body, "client_secret", LONGEST_SECRET)
                                .map(SecretText::new)
                                .orElse(null),
                        end(body.getValue("client_secret_expires_at")),
                        text(body, "token_endpoint_auth_method", 64).orElse(null),
                        text(body, "registration_client_uri", LONGEST_URI).orElse(null),
                        text(body, "registration_access_token", LONGEST_SECRET)
                                .map(SecretText::new)
                                .orElse(null)));
    }

    private static Optional<String> text(JsonObject body, String name, int longest) {
        return body.getValue(name) instanceof String text
                        && !text.isEmpty()
                        && text.length() <= longest
                        && text.chars().allMatch(each -> each > ' ' && each < 0x7f)
                ? Optional.of(text)
                : Optional.empty();
    }

    /** Seconds since 1970; 0 for never. */
    private static @Nullable Instant end(@Nullable Object value) {
        long seconds = value instanceof Number number ? number.longValue() : 0;
        boolean plausible =
                seconds > 0 && seconds < Instant.parse("9999-01-01T00:00:00Z").getEpochSecond();
        return plausible ? Instant.ofEpochSecond(seconds) : null;
    }

    private static String words(SmallAnswer answer, JsonObject body, List<SecretText> sent, EhrAnswers ehr) {
        VendorWords vendor = VendorWords.of(body, answer, sent, ehr);
        String code = vendor.code() == null ? "" : vendor.code();
        String ours = switch (code) {
            case "invalid_redirect_uri" -> "The EHR does not take our redirect address.";
            case "invalid_client_metadata" -> "The EHR does not take something we say of the application.";
            case "invalid_software_statement" -> "The EHR does not take the software statement.";
            case "unapproved_software_statement" -> "The software statement is not approved at this EHR.";
            default -> byStatus(answer.status());
        };
        return ours + (vendor.message() == null ? "" : " It said: " + vendor.message());
    }

    private static String byStatus(int status) {
        if (status == 401 || status == 403) {
            return "The EHR wants an initial access token, or another one.";
        }
        if (status == 429 || status == 503) {
            return "The EHR asks us to try again later.";
        }
        if (status >= 300 && status < 400) {
            return "The EHR's registration endpoint answers with a redirect; nothing is sent on.";
        }
        return "The EHR refused the registration with status " + status + ".";
    }
}
