package dev.gatehouse.gateway.token;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.credential.OpenedCredential;
import dev.gatehouse.registration.credential.SigningAlgorithm;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By whose clock assertions are dated. */
final class ServerClocksTest extends TokenEndpointFixture {
    private static final Duration LIFE = Duration.ofMinutes(4);

    private ClientCredentials signing;

    @BeforeEach
    void aKey() throws JOSEException {
        SecretText jwk = new SecretText(
                new ECKeyGenerator(Curve.P_384).keyID("k1").generate().toJSONString());
        signing = ClientCredentials.signing("client-1", new OpenedCredential.Key("k1", SigningAlgorithm.ES384, jwk));
    }

    private static String date(Instant at) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
    }

    private void theirClockIs(Duration ahead) {
        ehr.on("/token", 200, GOOD, "Date", date(NOON.plus(ahead)));
    }

    private List<JWTClaimsSet> assertions() {
        return ehr.received().stream()
                .map(each -> claims(each.form().get("client_assertion")))
                .toList();
    }

    private static JWTClaimsSet claims(String assertion) {
        try {
            return SignedJWT.parse(assertion).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Smart(53)
    void theNextAssertionIsDatedByTheServersClock() {
        for (int minutes : List.of(3, -3)) {
            ehr.forget();
            Duration ahead = Duration.ofMinutes(minutes);
            theirClockIs(ahead);

            await(refresh(signing));
            await(refresh(signing));

            JWTClaimsSet second = assertions().get(1);
            assertThat(second.getIssueTime().toInstant()).isEqualTo(NOON.plus(ahead));
            assertThat(second.getExpirationTime().toInstant())
                    .isEqualTo(NOON.plus(ahead).plus(LIFE));
        }
    }

    @Test
    void aClockThatIsRightAgainIsFollowedBack() {
        theirClockIs(Duration.ofMinutes(3));
        await(refresh(signing));
        theirClockIs(Duration.ZERO);
        await(refresh(signing));
        await(refresh(signing));

        assertThat(assertions().get(2).getIssueTime().toInstant()).isEqualTo(NOON);
    }

    @Test
    @Smart(53)
    void aSecondOrTwoAreNoDifference() {
        theirClockIs(Duration.ofSeconds(1));
        await(refresh(signing));
        theirClockIs(Duration.ofSeconds(-2));
        await(refresh(signing));
        await(refresh(signing));

        assertThat(assertions())
                .allSatisfy(each -> assertThat(each.getIssueTime().toInstant()).isEqualTo(NOON));
    }

    @Test
    void aDateThatIsAbsurdOrUnreadableIsNotFollowed() {
        for (String date : List.of(date(NOON.plus(Duration.ofMinutes(6))), date(Instant.EPOCH), "yesterday", "")) {
            ehr.on("/token", 200, GOOD, "Date", date);
            await(refresh(signing));
        }
        await(refresh(signing));

        assertThat(assertions().get(4).getIssueTime().toInstant()).isEqualTo(NOON);
    }

    @Test
    @Smart({53, 54})
    void aServerThatRefusesAWronglyDatedAssertionGetsARightOneAtOnce() {
        Duration ahead = Duration.ofMinutes(-4);
        ehr.on("/token", request -> {
            int already = ehr.received().size();
            request.response().putHeader("Date", date(NOON.plus(ahead))).putHeader("Content-Type", "application/json");
            if (already == 1) {
                request.response().setStatusCode(401).end("{\"error\":\"invalid_client\"}");
            } else {
                request.response().end(GOOD);
            }
        });

        await(refresh(signing));

        assertThat(assertions()).hasSize(2);
        assertThat(assertions().get(1).getIssueTime().toInstant()).isEqualTo(NOON.plus(ahead));
        assertThat(assertions().get(1).getJWTID())
                .isNotEqualTo(assertions().get(0).getJWTID());
    }

    @Test
    void aRefusalForAnotherReasonIsNotRepeated() {
        ehr.on("/token", 401, "{\"error\":\"invalid_client\"}", "Date", date(NOON));

        assertThat(noToken(refresh(signing)).outcome()).isEqualTo(NoToken.Outcome.CLIENT_BROKEN);
        assertThat(noToken(refresh(BASIC)).outcome()).isEqualTo(NoToken.Outcome.CLIENT_BROKEN);

        assertThat(ehr.received()).hasSize(2);
    }
}
