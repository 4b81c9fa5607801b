package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.ehr.EhrAnswers;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an EHR said about a refusal in its own words, fit to be kept and shown to its support: short, one line, without what
 * we sent and without anything that looks like a token.
 *
 * @param code {@code error}, or Practice Fusion's {@code subcode}
 * @param message {@code error_description} or {@code message}, at most 200 characters
 * @param correlationId by which the EHR's support finds the call, under whatever name it sends it
 */
public record VendorWords(
        @Nullable String code,
        @Nullable String message,
        @Nullable String correlationId) {

    static final VendorWords NONE = new VendorWords(null, null, null);

    private static final int LONGEST_MESSAGE = 200;
    private static final int LONGEST_CODE = 60;
    private static final List<String> CODES = List.of("error", "subcode");
    private static final List<String> MESSAGES = List.of("error_description", "message");
    private static final List<String> CORRELATIONS = List.of("correlationId", "request_id");
    private static final List<String> CORRELATION_HEADERS =
            List.of("X-Correlation-Id", "X-Request-Id", "X-Kong-Request-Id");
    private static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9._:-]{1,100}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\s]+");
    private static final Pattern TOKEN_LIKE = Pattern.compile("[A-Za-z0-9_\\-.~+/=%]{24,}");

    /** @param sent secrets of the request, which some servers repeat in their complaint */
    static VendorWords of(JsonObject body, SmallAnswer answer, Collection<SecretText> sent, EhrAnswers ehr) {
        return new VendorWords(
                clean(first(body, CODES), LONGEST_CODE, sent),
                clean(first(body, MESSAGES), LONGEST_MESSAGE, sent),
                correlation(body, answer, sent, ehr));
    }

    static VendorWords of(SmallAnswer answer, Collection<SecretText> sent, EhrAnswers ehr) {
        return of(new JsonObject(), answer, sent, ehr);
    }

    /** Under the names of the EHR's profile, then under those that many use. */
    private static @Nullable String correlation(
            JsonObject body, SmallAnswer answer, Collection<SecretText> sent, EhrAnswers ehr) {
        String id = first(body, both(ehr.correlationFields(), CORRELATIONS));
        for (String header : both(ehr.correlationHeaders(), CORRELATION_HEADERS)) {
            id = id == null ? answer.header(header).orElse(null) : id;
        }
        boolean plausible = id != null && CORRELATION.matcher(id).matches();
        boolean ours = id != null && sent.stream().map(SecretText::reveal).anyMatch(id::contains);
        return plausible && !ours ? id : null;
    }

    private static List<String> both(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private static @Nullable String first(JsonObject body, List<String> names) {
        for (String name : names) {
            if (body.getValue(name) instanceof String text && !text.isBlank()) {
                return text;
            }
        }
        return null;
    }

    private static @Nullable String clean(@Nullable String text, int longest, Collection<SecretText> sent) {
        if (text == null) {
            return null;
        }
        String clean = text;
        for (SecretText each : sent) {
            String secret = each.reveal();
            if (!secret.isEmpty()) {
                clean = clean.replace(secret, "****")
                        .replace(URLEncoder.encode(secret, StandardCharsets.UTF_8), "****");
            }
        }
        clean = UNPRINTABLE.matcher(clean).replaceAll(" ").trim();
        clean = TOKEN_LIKE.matcher(clean).replaceAll("****");
        return clean.length() <= longest ? clean : clean.substring(0, longest - 1) + "…";
    }
}
