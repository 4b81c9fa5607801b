package dev.gatehouse.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.ehr.EhrFacts.Limits;
import dev.gatehouse.common.ehr.EhrFacts.Per;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.GrantType;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.testing.MovableClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who waits for whom. */
@ExtendWith(VertxExtension.class)
final class AdmissionTest {
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private Vertx vertx;
    private int names;

    @BeforeEach
    void make(Vertx vertx) {
        this.vertx = vertx;
    }

    private Admission counting(@Nullable Per per) {
        Limits limits = new Limits(null, per, null, null, null, null);
        return new Admission(vertx, AdmissionSettings.DEFAULT, ehr -> limits, clock);
    }

    private PracticeConnection connection(String application, String base) {
        return new PracticeConnection(
                new TenantId(application),
                new ConnectionId("con_" + String.format("%026d", names++)),
                application,
                "prac_1",
                "test",
                URI.create(base),
                GrantType.AUTHORIZATION_CODE,
                ConnectionState.ACTIVE,
                List.of(),
                Set.of(),
                null,
                false,
                false);
    }

    private static Future<Slot> enter(Admission admission, PracticeConnection connection) {
        return admission.enter(connection, gone -> {});
    }

    private static void answer(Admission admission, PracticeConnection connection, int status, String retryAfter) {
        Slot slot = enter(admission, connection).result();
        slot.answered(status, retryAfter, null);
        slot.leave();
    }

    private static void answerFreely(Admission admission, PracticeConnection connection) {
        Future<Slot> entered = enter(admission, connection);
        assertThat(entered.succeeded()).isTrue();
        entered.result().leave();
    }

    private static Failure refusal(Admission admission, PracticeConnection connection) {
        Future<Slot> entered = enter(admission, connection);
        assertThat(entered.failed()).isTrue();
        return (Failure) entered.cause();
    }

    private final PracticeConnection ours = connection("app-1", "https://ehr.example/one");
    private final PracticeConnection neighbour = connection("app-1", "https://ehr.example/two");
    private final PracticeConnection otherHost = connection("app-1", "https://other.example/one");
    private final PracticeConnection otherApplication = connection("app-2", "https://ehr.example/one");

    @Test
    @Smart(95)
    void aPracticeIsNotMadeToPayForAnotherUnlessTheEhrSaysSo() {
        Admission admission = counting(null);
        answer(admission, ours, TOO_MANY, "20");

        Failure refusal = refusal(admission, ours);

        assertThat(refusal.code()).isEqualTo("ehr-asked-to-wait");
        assertThat(((Failure.TooMany) refusal).retryAfter()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
        assertThat(admission.refused(Limit.ASKED_TO_WAIT)).isEqualTo(1);
        for (PracticeConnection other : List.of(neighbour, otherHost, otherApplication)) {
            answerFreely(admission, other);
        }
        clock.move(Duration.ofSeconds(20));
        answerFreely(admission, ours);
        assertThat(admission.running()).isZero();
    }

    @Test
    void anEhrThatCountsByAccountIsLeftAloneWithAllPracticesOfTheAccount() {
        for (Per per : List.of(Per.ACCOUNT, Per.CLIENT)) {
            Admission admission = counting(per);
            answer(admission, ours, TOO_MANY, "20");

            assertThat(refusal(admission, neighbour).kind()).isEqualTo(Failure.Kind.TOO_MANY);
            answerFreely(admission, otherHost);
            answerFreely(admission, otherApplication);
        }
    }

    @Test
    void anEhrThatCountsByBaseIsLeftAloneAtThatBaseByEverybody() {
        Admission admission = counting(Per.BASE_URL);
        answer(admission, ours, TOO_MANY, "20");

        assertThat(refusal(admission, otherApplication).code()).isEqualTo("ehr-asked-to-wait");
        answerFreely(admission, neighbour);
    }

    @Test
    @Smart(95)
    void aServerThatIsUnavailableIsSoForItsPracticeOnly() {
        Admission admission = counting(Per.ACCOUNT);
        answer(admission, ours, UNAVAILABLE, "20");

        assertThat(refusal(admission, ours).kind()).isEqualTo(Failure.Kind.UNAVAILABLE);
        answerFreely(admission, neighbour);
    }

    @Test
    @Smart(95)
    void aDateIsMeantByTheClockOfWhoeverWroteIt() {
        Admission admission = counting(null);
        Slot slot = enter(admission, ours).result();
        slot.answered(TOO_MANY, "Mon, 23 Nov 2026 15:00:07 GMT", "Mon, 23 Nov 2026 15:00:00 GMT");
        slot.leave();

        clock.move(Duration.ofSeconds(6));
        assertThat(refusal(admission, ours).code()).isEqualTo("ehr-asked-to-wait");
        clock.move(Duration.ofSeconds(1));
        answerFreely(admission, ours);
    }

    @Test
    void whatAnEhrAsksForIsBelievedForAQuarterOfAnHourAtMost() {
        Admission admission = counting(null);
        answer(admission, ours, TOO_MANY, "999999999");

        clock.move(Duration.ofMinutes(15));

        answerFreely(admission, ours);
    }

    @Test
    void aProbeWhoseCallEndsWithoutAnAnswerIsFollowedByAnother() {
        Admission admission = counting(null);
        answer(admission, ours, TOO_MANY, "1");
        clock.move(Duration.ofSeconds(1));
        Slot probe = enter(admission, ours).result();
        assertThat(refusal(admission, ours).code()).isEqualTo("ehr-asked-to-wait");

        probe.leave();

        Slot next = enter(admission, ours).result();
        next.answered(200, null, null);
        answerFreely(admission, ours);
        next.leave();
        probe.leave();
        assertThat(admission.running()).isZero();
    }

    @Test
    void theRatesOfTheProfilesAreThoseOfTheirEhrs() {
        EhrProfiles profiles = EhrProfiles.load();
        Limits ecw = profiles.of("eclinicalworks").facts().limits();
        assertThat(ecw.requestsPerMinute()).isEqualTo(250);
        Admission admission = new Admission(vertx, AdmissionSettings.DEFAULT, ehr -> ecw, clock, () -> 0);

        for (int i = 0; i < 20; i++) {
            answerFreely(admission, ours);
        }
        int more = 0;
        while (!enter(admission, ours).failed()) {
            more++;
        }

        // those that wait up to two seconds for their turn, at 3.4 a second
        assertThat(more).isEqualTo(6);
        assertThat(refusal(admission, ours).code()).isEqualTo("ehr-rate-limit");
        assertThat(refusal(admission, otherApplication).code()).isEqualTo("ehr-rate-limit");
        answerFreely(admission, neighbour);
        assertThat(admission.rates(ours.tenant()))
                .extracting(each -> List.of(each.ehr(), each.connections(), each.used(), each.allowed()))
                .containsExactly(List.of(ours.ehr(), 1, 26, 225), List.of(ours.ehr(), 1, 1, 225));
        assertThat(admission.rates(new TenantId("somebody-else"))).isEmpty();
    }
}
