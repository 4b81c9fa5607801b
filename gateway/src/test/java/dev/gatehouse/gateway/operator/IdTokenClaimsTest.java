package dev.gatehouse.gateway.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Guards;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an id_token with a good signature must say. */
final class IdTokenClaimsTest {
    private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
    private static final IdTokenClaims.Expected EXPECTED =
            new IdTokenClaims.Expected("https://login.example.org", "gatehouse", "the-nonce");

    private static JsonObject good() {
        return new JsonObject()
                .put("iss", "https://login.example.org")
                .put("aud", "gatehouse")
                .put("sub", "subject-1")
                .put("nonce", "the-nonce")
                .put("iat", NOW.getEpochSecond())
                .put("exp", NOW.plusSeconds(300).getEpochSecond());
    }

    private static String signedWith(String algorithm) {
        byte[] head = new JsonObject().put("alg", algorithm).encode().getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(head) + ".e30.c2ln";
    }

    @CanIgnoreReturnValue
    private static IdTokenClaims check(@Nullable JsonObject claims) {
        return check(signedWith("RS256"), claims);
    }

    @CanIgnoreReturnValue
    private static IdTokenClaims check(String token, @Nullable JsonObject claims) {
        return IdTokenClaims.check(token, claims, EXPECTED, NOW);
    }

    private static void refused(Runnable check, String code) {
        assertThatThrownBy(check::run)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }

    static Stream<JsonObject> wrong() {
        return Stream.of(
                good().put("iss", "https://other.example.org"),
                good().put("aud", "another"),
                good().put("aud", new JsonArray().add("gatehouse").add("another")),
                good().put("azp", "another"),
                good().put("nonce", "another"),
                good().putNull("nonce"),
                good().put("exp", NOW.minusSeconds(61).getEpochSecond()),
                good().put("exp", "soon"),
                good().put("iat", NOW.plusSeconds(61).getEpochSecond()),
                good().put("sub", ""),
                good().put("sub", "s".repeat(256)),
                new JsonObject());
    }

    @Guards("PPL-9")
    @ParameterizedTest
    @MethodSource("wrong")
    void aTokenThatIsNotForUsNowIsRefused(JsonObject claims) {
        refused(() -> check(claims), "oidc-failed");
    }

    @Guards("PPL-9")
    @Test
    void oneWhoseSignatureWasNotVerifiedIsRefused() {
        refused(() -> check(null), "oidc-failed");
    }

    @Guards("PPL-9")
    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "HS512", "null", ""})
    void anAlgorithmThatOthersCanSignWithIsRefused(String algorithm) {
        refused(() -> check(signedWith(algorithm), good()), "oidc-failed");
        refused(() -> check("no token", good()), "oidc-failed");
    }

    @Test
    void aGoodOneTellsWhoItIs() {
        assertThat(check(good().put("iss", "https://login.example.org/")).subject())
                .isEqualTo("subject-1");
        assertThat(check(good().put("email", "Ivy@Example.org")).verifiedEmail())
                .isEmpty();
        assertThat(check(good().put("email", "Ivy@Example.org").put("email_verified", true))
                        .verifiedEmail())
                .hasValue("ivy@example.org");
    }

    @Guards("PPL-9")
    @Test
    void aProofNeedsAFreshSignInThere() {
        refused(() -> check(good()).needSignedInSince(NOW), "oidc-not-you");
        refused(
                () -> check(good().put("auth_time", NOW.minusSeconds(120).getEpochSecond()))
                        .needSignedInSince(NOW),
                "oidc-not-you");
        check(good().put("auth_time", NOW.plusSeconds(5).getEpochSecond())).needSignedInSince(NOW);
    }
}
