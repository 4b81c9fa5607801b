package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.smart.LaunchContext;
import dev.gatehouse.gateway.smart.StrictJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer of a token endpoint (RFC 6749, sections 5.1 and 5.2), which comes from a server that may be broken or
 * hostile. Nothing that is not certainly a token leaves it as one; a doubtful success is an unknown outcome, because the
 * server may well have used up the refresh token.
 */
final class TokenReading {
    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final SmallAnswer answer;
    private final List<SecretText> sent;
    private final EhrProfile profile;
    private final boolean typeRequired;
    private final List<String> warnings = new ArrayList<>();

    /**
     * @param sent secrets of the request
     * @param typeRequired true to refuse an answer without {@code token_type}. A first exchange can insist on it; a refresh
     *     that did would throw away a rotated refresh token over a formality.
     */
    TokenReading(SmallAnswer answer, List<SecretText> sent, EhrProfile profile, boolean typeRequired) {
        this.answer = answer;
        this.sent = sent;
        this.profile = profile;
        this.typeRequired = typeRequired;
    }

    /** @throws NoToken for everything that is no token */
    TokenAnswer read() {
        Optional<JsonObject> body = StrictJson.object(answer.body());
        boolean error = body.map(json -> json.getValue("error") instanceof String text && !text.isBlank())
                .orElse(false);
        if (!answer.isSuccess() || error) {
            throw TokenRefusal.of(answer, body, sent, profile.answers());
        }
        return token(body.orElseThrow(() -> unusable("is no JSON object, or names a member twice")));
    }

    private TokenAnswer token(JsonObject body) {
        SecretText access = new SecretText(
                usable(body.getValue("access_token")).orElseThrow(() -> unusable("has no usable access_token")));
        checkType(body.getValue("token_type"));
        Lifetime lifetime =
                Lifetime.of(body.getValue("expires_in"), profile.tokens().defaultLifetime());
        if (lifetime.basis() != Lifetime.Basis.STATED) {
            warnings.add("expires_in is unusual (" + lifetime.basis() + ").");
        }
        return new TokenAnswer(
                access,
                lifetime,
                refreshToken(body.getValue("refresh_token")),
                scope(body.getValue("scope")),
                idToken(body.getValue("id_token")),
                LaunchContext.of(body),
                answer.sentAt(),
                answer.receivedAt(),
                0,
                warnings);
    }

    private void checkType(@Nullable Object type) {
        if (type == null && !typeRequired) {
            warnings.add("token_type is missing; Bearer is assumed.");
        } else if (!(type instanceof String text) || !text.equalsIgnoreCase("Bearer")) {
            throw unusable("gives a token that is not of type Bearer");
        }
    }

    private @Nullable SecretText refreshToken(@Nullable Object value) {
        if (value == null || value.equals("")) {
            return null;
        }
        return new SecretText(usable(value).orElseThrow(() -> unusable("has a refresh_token that can't be one")));
    }

    /** A bad id token must not cost the tokens beside it. */
    private @Nullable SecretText idToken(@Nullable Object value) {
        Optional<String> usable = usable(value);
        if (value != null && usable.isEmpty()) {
            warnings.add("id_token can't be one; it is left out.");
        }
        return usable.map(SecretText::new).orElse(null);
    }

    /** Only what can be a scope (RFC 6749, section 3.3): a control character can't even be stored. */
    private @Nullable String scope(@Nullable Object value) {
        String text = value instanceof JsonArray list
                ? list.stream().map(Objects::toString).collect(Collectors.joining(" "))
                : value instanceof String one ? one : "";
        List<String> words = BLANKS.splitAsStream(text.strip()).toList();
        List<String> scopes =
                words.stream().filter(each -> SCOPE.matcher(each).matches()).toList();
        if (scopes.size() < words.size() && !text.isBlank()) {
            warnings.add("scope holds what can't be one; that is left out.");
        }
        return scopes.isEmpty() ? null : String.join(" ", scopes);
    }

    /** Visible ASCII only: whatever else is in a token would end up in a header of ours. */
    private static Optional<String> usable(@Nullable Object value) {
        if (!(value instanceof String text) || text.isEmpty() || text.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        return text.chars().allMatch(each -> each > ' ' && each < 0x7f) ? Optional.of(text) : Optional.empty();
    }

    private NoToken unusable(String how) {
        return NoToken.unreadable(
                "The EHR's token answer " + how + ".",
                answer.status(),
                VendorWords.of(answer, sent, profile.answers()),
                new SecretText(answer.body().toString()));
    }
}
