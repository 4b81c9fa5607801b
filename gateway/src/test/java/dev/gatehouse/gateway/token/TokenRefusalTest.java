package dev.gatehouse.gateway.token;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.EgressSettings;
import dev.gatehouse.common.ehr.EhrAnswers;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Profiles;
import dev.gatehouse.gateway.testing.ScriptedServer;
import dev.gatehouse.gateway.token.NoToken.Outcome;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What it means when there is no token: SMART-47, 62 and the faults T1 to T4, T6, T15, T16. */
class TokenRefusalTest extends TokenEndpointFixture {

    /** SMART-62, T1, T16. */
    @ParameterizedTest(name = "{0} {1}")
    @Smart(62)
    @CsvSource(
            delimiter = '|',
            value = {
                "400|{\"error\":\"invalid_grant\"}|DENIED|grant-refused",
                "401|{\"error\":\"invalid_grant\"}|DENIED|grant-refused",
                "403|{\"error\":\"invalid_grant\"}|DENIED|grant-refused",
                "200|{\"error\":\"invalid_grant\"}|DENIED|grant-refused",
                "200|{\"error\":\"invalid_grant\",\"access_token\":\"a\",\"token_type\":\"bearer\"}|DENIED|grant-refused",
                "401|{\"error\":\"invalid_client\"}|CLIENT_BROKEN|client-refused",
                "400|{\"error\":\"invalid_client\"}|CLIENT_BROKEN|client-refused",
                "400|{\"error\":\"unauthorized_client\"}|CLIENT_BROKEN|client-refused",
                "400|{\"error\":\"invalid_scope\"}|INVALID_SCOPE|scope-refused",
                "400|{\"error\":\"unsupported_grant_type\"}|REQUEST_REFUSED|token-request-refused",
                "400|{\"error\":\"invalid_request\"}|REQUEST_REFUSED|token-request-refused",
                "400|{\"error\":\"temporarily_unavailable\"}|RETRYABLE|token-endpoint-busy",
                "400|{\"error\":\"something_new\"}|UNKNOWN|token-answer-unusable",
                "400|{\"error\":7}|UNKNOWN|token-answer-unusable",
                "400|bad request|UNKNOWN|token-answer-unusable",
                "400|{}|UNKNOWN|token-answer-unusable",
                "401|<html>|UNKNOWN|token-answer-unusable",
                "403|{\"subcode\":\"Other\",\"message\":\"no\"}|UNKNOWN|token-answer-unusable",
                "404|{\"message\":\"no Route matched with those values\"}|UNKNOWN|token-endpoint-gone",
                "405|<html>|UNKNOWN|token-endpoint-gone",
                "500|{\"error\":\"invalid_grant\"}|UNKNOWN|token-endpoint-failed",
                "502|<html>|UNKNOWN|token-endpoint-failed",
                "504|{}|UNKNOWN|token-endpoint-failed",
                "503|{\"error\":\"invalid_client\"}|RETRYABLE|token-endpoint-busy",
                "429|{\"error\":\"invalid_grant\"}|RETRYABLE|token-endpoint-busy"
            })
    void aRefusalMeansWhatItsErrorAndStatusSayTogether(int status, String body, Outcome outcome, String code) {
        ehr.on("/token", status, body);

        NoToken failure = noToken(refresh(BASIC));

        assertThat(failure.outcome()).isEqualTo(outcome);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.isEndpointSuspect()).isEqualTo(status == 404 || status == 405);
    }

    /** Practice Fusion's own shapes. */
    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Unauthorized|client does not have permissions to requested scope|INVALID_SCOPE|scope-refused",
                "Forbidden|Invalid launch context|REQUEST_REFUSED|launch-context-refused",
                "Forbidden|The practice has not granted access to the system application|PRACTICE_NOT_AUTHORIZED"
                        + "|practice-not-authorized"
            })
    void practiceFusionsMessagesAreUnderstood(String subcode, String message, Outcome outcome, String code) {
        String correlation = "0f4bdecd-1549-4acf-8255-2012323dc667";
        ehr.on(
                "/token",
                403,
                new JsonObject()
                        .put("subcode", subcode)
                        .put("message", message)
                        .put("pfCorrelationId", correlation)
                        .encode());

        EhrAnswers answers = EhrProfiles.load().of("practicefusion").answers();
        NoToken failure = noToken(endpoint.refresh(Profiles.closed(answers), token(), BASIC, REFRESH));
        NoToken elsewhere = noToken(refresh(BASIC));

        assertThat(failure.outcome()).isEqualTo(outcome);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.detail())
                .isEqualTo(answers.meaning(403, subcode, message).orElseThrow().explanation());
        assertThat(failure.vendor()).isEqualTo(new VendorWords(subcode, message, correlation));
        assertThat(elsewhere.outcome())
                .as("what these words mean at another EHR")
                .isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aProfilesWordsDoNotHideThatTheServerIsInTrouble() {
        EhrAnswers.ErrorRule ended = new EhrAnswers.ErrorRule(
                "ended", null, null, "gone", EhrAnswers.Meaning.GRANT_REFUSED, "The grant is gone.");
        EhrProfile profile = Profiles.closed(new EhrAnswers(List.of(ended), List.of("ref"), List.of("X-Ref")));
        ehr.on("/token", 500, "{\"message\":\"gone\",\"ref\":\"r-1\"}", "X-Ref", "r-2");
        NoToken trouble = noToken(endpoint.refresh(profile, token(), BASIC, REFRESH));
        ehr.on("/token", 400, "{\"message\":\"All GONE.\"}", "X-Ref", "r-2");
        NoToken over = noToken(endpoint.refresh(profile, token(), BASIC, REFRESH));

        assertThat(trouble.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(trouble.code()).isEqualTo("token-endpoint-failed");
        assertThat(trouble.vendor().correlationId()).isEqualTo("r-1");
        assertThat(over.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(over.detail()).isEqualTo("The grant is gone.");
        assertThat(over.vendor().correlationId()).isEqualTo("r-2");
    }

    /** The vendor's words are kept for its support, without what we sent and without anything like a token. */
    @Test
    void theVendorsWordsAreCleanedOfSecrets() {
        String echo = "bad token " + REFRESH.reveal() + " of " + SECRET.reveal() + "\r\n\u0000" + "eyJhbGciOi".repeat(5)
                + " " + "word ".repeat(100);
        ehr.on(
                "/token",
                400,
                new JsonObject()
                        .put("error", "invalid_grant")
                        .put("error_description", echo)
                        .encode(),
                "X-Request-Id",
                "req-7");

        VendorWords vendor = noToken(refresh(BASIC)).vendor();

        assertThat(vendor.message())
                .startsWith("bad token **** of **** **** word")
                .hasSizeLessThanOrEqualTo(200)
                .doesNotContain("canary");
        assertThat(vendor.correlationId()).isEqualTo("req-7");
    }

    /** T2; the bounds are in RetryAfterTest. */
    @Test
    @Smart(62)
    void aBusyEndpointsWaitIsKept() {
        ehr.on("/token", 429, "", "Retry-After", "42");
        assertThat(noToken(refresh(BASIC)).retryAfter()).contains(Duration.ofSeconds(42));

        ehr.on("/token", 503, "", "Retry-After", "Mon, 23 Nov 2026 12:01:00 GMT");
        assertThat(noToken(refresh(BASIC)).retryAfter()).contains(Duration.ofSeconds(60));

        ehr.on("/token", 503, "");
        assertThat(noToken(refresh(BASIC)).retryAfter()).isEmpty();
    }

    /** T15, SMART-47. */
    @ParameterizedTest
    @Smart(47)
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectTakesCredentialsNowhere(int status) {
        ScriptedServer elsewhere = new ScriptedServer(vertx);
        ehr.on("/token", status, GOOD, "Location", elsewhere.url("/token"));

        NoToken failure = noToken(refresh(BASIC));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.isEndpointSuspect()).isTrue();
        assertThat(elsewhere.received()).isEmpty();
        assertThat(ehr.received()).hasSize(1);
    }

    @Test
    void anAddressThatIsNotOnTheListGetsNothing() {
        ScriptedServer other = new ScriptedServer(vertx);
        for (String address : List.of(other.url("/token"), "https://evil.example/token")) {
            NoToken failure = noToken(endpoint.refresh(profile, URI.create(address), BASIC, REFRESH));

            assertThat(failure.outcome()).isEqualTo(Outcome.RETRYABLE);
            assertThat(failure.code()).isEqualTo("address-refused");
        }
        assertThat(other.received()).isEmpty();
    }

    @Test
    void withoutAConnectionTheSameTokenMayBeSentAgain() {
        ScriptedServer gone = new ScriptedServer(vertx);
        URI address = URI.create(gone.url("/token"));
        Egress own = egress(EgressSettings.allowing(Set.of("127.0.0.1")));
        await(gone.close());

        NoToken failure = noToken(endpoint(own).refresh(profile, address, BASIC, REFRESH));

        assertThat(failure.outcome()).isEqualTo(Outcome.RETRYABLE);
        assertThat(failure.code()).isEqualTo("ehr-unreachable");
        assertThat(failure.isEndpointSuspect()).isTrue();
        await(own.close());
    }

    /** T3. */
    @Test
    void anAnswerThatIsCutIsAnUnknownOutcome() {
        ehr.on("/token", request -> request.connection().close());
        NoToken hungUp = noToken(refresh(BASIC));
        assertThat(hungUp.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(hungUp.code()).isEqualTo("ehr-unreachable");

        ehr.on("/token", request -> {
            request.response().putHeader("Content-Length", "1000").write("{\"access_token\":\"canary");
            request.connection().close();
        });
        NoToken cut = noToken(refresh(BASIC));
        assertThat(cut.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(told(cut)).doesNotContain("canary");
    }

    /** T6, T11. */
    @Test
    void anAnswerOfMoreThanSixtyFourKibibytesIsAnUnknownOutcome() {
        ehr.on("/token", 200, "x".repeat(64 * 1024 + 1));

        NoToken failure = noToken(refresh(BASIC));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.code()).isEqualTo("ehr-answer-too-large");
    }

    /** T4. */
    @Test
    void anEndpointThatNeverAnswersIsAnUnknownOutcome() {
        Egress hasty = egress(EgressSettings.allowing(Set.of(ehr.authority()))
                .withTimes(Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(30)));
        ehr.on("/token", request -> {});

        NoToken failure = noToken(endpoint(hasty).refresh(profile, token(), BASIC, REFRESH));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.code()).isEqualTo("ehr-timeout");
        await(hasty.close());
    }
}
