package dev.gatehouse.gateway.token;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.token.NoToken.Outcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token endpoint gives: SMART-63, 65, 66, 69, 74 and the faults T3, T5, T10, T11, T12. */
class TokenAnswerTest extends TokenEndpointFixture {

    /** Expiry counts from the start of the request (fault C1). */
    @Test
    @Smart({63, 65})
    void aWholeAnswerIsRead() {
        String long6k = "x".repeat(6_000);
        ehr.on("/token", request -> {
            clock.move(Duration.ofSeconds(5));
            request.response()
                    .end(new JsonObject()
                            .put("access_token", long6k)
                            .put("token_type", "BEARER")
                            .put("expires_in", 300)
                            .put("refresh_token", "rt-2")
                            .put("scope", "openid patient/Patient.rs")
                            .put("id_token", "a.b.c")
                            .put("patient", "p-1")
                            .encode());
        });

        TokenAnswer answer = await(refresh(BASIC));

        assertThat(answer.accessToken().reveal()).isEqualTo(long6k);
        assertThat(answer.refreshToken()).isEqualTo(new SecretText("rt-2"));
        assertThat(answer.scope()).isEqualTo("openid patient/Patient.rs");
        assertThat(answer.idToken()).isEqualTo(new SecretText("a.b.c"));
        assertThat(answer.launchContext().patient()).isEqualTo("p-1");
        assertThat(answer.receivedAt()).isEqualTo(NOON.plusSeconds(5));
        assertThat(answer.expiresAt()).isEqualTo(NOON.plusSeconds(300));
        assertThat(answer.warnings()).isEmpty();
        assertThat(answer.toString())
                .doesNotContain("rt-2")
                .doesNotContain("p-1")
                .doesNotContain("xxx");
    }

    /** T10: keep the old one. */
    @ParameterizedTest
    @Smart(81)
    @ValueSource(strings = {"", ",\"refresh_token\":null", ",\"refresh_token\":\"\""})
    void noNewRefreshTokenIsNull(String member) {
        ehr.on("/token", 200, GOOD.replace("}", member + "}"));

        assertThat(await(refresh(BASIC)).refreshToken()).isNull();
    }

    /** T12 and SMART-63: strict where nothing is lost by it. */
    @Test
    @Smart(63)
    void aMissingTypeIsRefusedAtTheFirstExchangeAndBorneAtARefresh() {
        ehr.on("/token", 200, "{\"access_token\":\"at\"}");

        assertThat(noToken(exchange()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(await(refresh(BASIC)).warnings())
                .anySatisfy(each -> assertThat(each).contains("token_type"));

        ehr.on("/token", 200, "{\"access_token\":\"at\",\"token_type\":\"mac\"}");
        assertThat(noToken(exchange()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(noToken(refresh(BASIC)).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    /** T3, T5, T11: what is no token for certain is an unknown outcome, and nothing of it is told. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"at\"",
                "<html>canary</html>",
                "{\"access_token\":\"canary",
                "{}",
                "{\"token_type\":\"bearer\"}",
                "{\"access_token\":7,\"token_type\":\"bearer\"}",
                "{\"access_token\":{\"a\":1},\"token_type\":\"bearer\"}",
                "{\"access_token\":null,\"token_type\":\"bearer\"}",
                "{\"access_token\":\"\",\"token_type\":\"bearer\"}",
                "{\"access_token\":\"canary\\r\\nX-Evil: 1\",\"token_type\":\"bearer\"}",
                "{\"access_token\":\"can ary\",\"token_type\":\"bearer\"}",
                "{\"access_token\":\"canäry\",\"token_type\":\"bearer\"}",
                "{\"access_token\":\"canary\",\"access_token\":\"b\",\"token_type\":\"bearer\"}",
                "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"patient\":{\"a\":1,\"a\":2}}",
                "{\"access_token\":\"at\",\"token_type\":\"bearer\"} {}",
                "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"refresh_token\":\"canary\\n\"}",
                "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"refresh_token\":[\"canary\"]}"
            })
    void aDoubtfulSuccessIsAnUnknownOutcome(String body) {
        ehr.on("/token", 200, body);

        NoToken failure = noToken(refresh(BASIC));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.code()).isEqualTo("token-answer-unusable");
        assertThat(told(failure)).doesNotContain("canary").doesNotContain("canäry");
    }

    @Test
    void aTokenOfMoreThanSixteenKibibytesOrTooDeepAnAnswerIsRefused() {
        ehr.on("/token", 200, GOOD.replace("at-1", "x".repeat(16 * 1024 + 1)));
        assertThat(noToken(refresh(BASIC)).code()).isEqualTo("token-answer-unusable");

        ehr.on("/token", 200, GOOD.replace("300", "[".repeat(2000) + "]".repeat(2000)));
        assertThat(noToken(refresh(BASIC)).code()).isEqualTo("token-answer-unusable");
    }

    /** SMART-74: the tokens beside it are good. */
    @Test
    @Smart(74)
    void aBadIdTokenCostsOnlyItself() {
        ehr.on("/token", 200, GOOD.replace("}", ",\"id_token\":{\"a\":1},\"refresh_token\":\"rt-2\"}"));

        TokenAnswer answer = await(refresh(BASIC));

        assertThat(answer.idToken()).isNull();
        assertThat(answer.refreshToken()).isEqualTo(new SecretText("rt-2"));
        assertThat(answer.warnings()).singleElement().asString().contains("id_token");
    }

    @Test
    @Smart(66)
    void whatCanNotBeAScopeIsLeftOut() {
        ehr.on(
                "/token",
                request -> request.response()
                        .end(new JsonObject()
                                .put("access_token", "at")
                                .put("token_type", "Bearer")
                                .put("scope", "user/Patient.rs bad\u0000one \u0007 openid")
                                .encode()));

        TokenAnswer answer = await(refresh(BASIC));

        assertThat(answer.scope()).isEqualTo("user/Patient.rs openid");
        assertThat(answer.warnings()).anyMatch(each -> each.startsWith("scope"));
    }
}
