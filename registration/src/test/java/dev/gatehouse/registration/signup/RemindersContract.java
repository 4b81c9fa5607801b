package dev.gatehouse.registration.signup;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.registration.practice.PracticeGate;
import dev.gatehouse.registration.reminder.Reminders;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

abstract class RemindersContract extends SignUpFixture {
    private static final Duration PATIENCE = Duration.ofDays(14);

    private List<Notice> ours() {
        return told.stream().filter(notice -> notice.subject().equals(id)).toList();
    }

    @Test
    void aStepThatWaitsTooLongIsToldOncePerPeriod() {
        clock.advance(PATIENCE.minusSeconds(1));
        await(reminders().look());
        assertThat(ours()).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        await(reminders().look());
        await(reminders().look());
        assertThat(ours()).hasSize(1);

        clock.advance(PATIENCE);
        await(reminders().look());
        assertThat(ours()).hasSize(2);
        Notice notice = ours().get(0);
        assertThat(notice.type()).isEqualTo("registration.reminder");
        assertThat(notice.data().getString("step")).isEqualTo("partner-registration");
        assertThat(notice.data().getString("text")).contains("Partner registration", "2026-11-23");
        assertThat(notice.emails()).isEmpty();
        assertThat(await(registrations.history(acme, id, false, Long.MAX_VALUE, 10)))
                .extracting(RegistrationEvent::kind)
                .containsExactly("reminded", "reminded", "created");
    }

    @Test
    void whatIsPastItsDayIsToldToItsOwnerByMail() {
        await(registrations.track(
                by,
                id,
                "partner-application",
                old -> new Step.Tracking("lena@northwind.example", NOON.plus(Duration.ofDays(2)), "lawyer"),
                Optional.empty()));
        clock.advance(Duration.ofDays(2));

        await(reminders().look());
        await(reminders().look());

        assertThat(ours()).hasSize(1);
        assertThat(ours().get(0).emails()).containsExactly("lena@northwind.example");
        assertThat(ours().get(0).data().getString("reason")).isEqualTo("overdue");
        assertThat(ours().get(0).data().getString("blocker")).isEqualTo("lawyer");
    }

    @Test
    void anOwnerWhoIsNoAddressGetsNoMail() {
        await(registrations.track(
                by, id, "partner-registration", old -> new Step.Tracking("Lena", NOON, null), Optional.empty()));

        await(reminders().look());

        assertThat(ours()).hasSize(1);
        assertThat(ours().get(0).emails()).isEmpty();
    }

    @Test
    void whatIsDoneIsNotTold() {
        complete(
                "partner-registration",
                Map.of(
                        "companyName", "Northwind Health",
                        "developerName", "Lena Fischer",
                        "developerEmail", "lena@northwind.example",
                        "termsAccepted", true));
        clock.advance(Duration.ofDays(7));

        await(reminders().look());

        assertThat(ours()).hasSize(1);
        assertThat(ours().get(0).data().getString("step")).isEqualTo("portal-access");
    }

    @Test
    void severalNodesTellOnce() {
        clock.advance(PATIENCE);
        Reminders one = reminders();
        Reminders two = reminders();

        List<Future<Integer>> looks = List.of(one.look(), two.look(), one.look(), two.look());
        looks.forEach(each -> await(each));

        assertThat(await(registrations.history(acme, id, false, Long.MAX_VALUE, 10)))
                .extracting(RegistrationEvent::kind)
                .containsExactly("reminded", "created");
        assertThat(ours()).hasSize(1);
    }

    @Test
    void theVendorsGateIsAskedForUntilItIsOpen() {
        completeUpToApplication();
        completeCredentials();
        clock.advance(PATIENCE);
        await(reminders().look());
        assertThat(ours())
                .anySatisfy(
                        notice -> assertThat(notice.data().getString("reason")).isEqualTo("vendor_gate"));

        await(registrations.gate(by, id, old -> new VendorGate(null, LocalDate.parse("2026-12-01"), null, null)));
        told.clear();
        clock.advance(PATIENCE);
        await(reminders().look());

        assertThat(ours())
                .noneSatisfy(
                        notice -> assertThat(notice.data().getString("reason")).isEqualTo("vendor_gate"));
    }

    @Test
    void aPracticeThatWasAskedIsToldUntilItSaysYes() {
        note("prac_1", null);
        note("prac_2", LocalDate.parse("2026-11-24"));
        clock.set(NOON.plus(PATIENCE).plus(Duration.ofDays(1)));

        await(reminders().look());
        await(reminders().look());

        assertThat(ours().stream()
                        .filter(notice -> "practice".equals(notice.data().getString("reason"))))
                .hasSize(1);
    }

    private void note(String practice, LocalDate authorized) {
        await(practices.note(
                by,
                id,
                practice,
                old -> new PracticeGate(
                        old.practiceId(),
                        old.practiceName(),
                        LocalDate.parse("2026-11-23"),
                        null,
                        authorized,
                        null,
                        null,
                        null,
                        null)));
    }
}
