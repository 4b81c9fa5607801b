package dev.gatehouse.registration.signup;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.audit.AuditEvent;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.registration.form.FormChange;
import dev.gatehouse.registration.practice.PracticeGate;
import dev.gatehouse.registration.testing.SomeTenants;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

abstract class RegistrationsContract extends SignUpFixture {
    @Test
    void whatIsFilledInIsThereAfterARestart() {
        fill("partner-registration", Map.of("companyName", "Northwind Health", "termsAccepted", true));
        FormChange secret = new FormChange(Map.of(), Map.of("clientSecret", SECRET), Set.of(), List.of());
        await(registrations.fill(by, id, "api-credentials", told -> secret, Optional.empty()));
        await(registrations.track(
                by,
                id,
                "portal-access",
                old -> new Step.Tracking("lena@northwind.example", NOON.plusSeconds(5), "lawyer"),
                Optional.empty()));
        Registration before = await(registrations.of(acme, id)).registration();

        reopen();
        join();

        assertThat(await(registrations.of(acme, id)).registration()).isEqualTo(before);
        assertThat(before.step("partner-registration").acceptances()).containsKey("termsAccepted");
        assertThat(before.step("api-credentials").form().secrets()).containsEntry("clientSecret", SECRET);
    }

    @Test
    void aSecretInADraftLiesSealed() {
        FormChange secret = new FormChange(Map.of(), Map.of("clientSecret", SECRET), Set.of(), List.of());
        await(registrations.fill(by, id, "api-credentials", told -> secret, Optional.empty()));

        List<StepRow> rows = await(database()
                .read(tx -> tx.run(session -> session.createSelectionQuery(
                                "from StepRow where registrationId = :id", StepRow.class)
                        .setParameter("id", id)
                        .getResultList())));

        assertThat(rows).anySatisfy(row -> assertThat(row.secrets).isNotNull()).allSatisfy(row -> {
            assertThat(row.form).doesNotContain(SECRET.reveal());
            if (row.secrets != null) {
                assertThat(new String(row.secrets, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET.reveal());
            }
        });
    }

    @Test
    void theSecretGoesToTheCredentialAndLeavesTheForm() {
        completeUpToApplication();
        completeCredentials();

        Step step = step("api-credentials");
        assertThat(step.form().secrets()).isEmpty();
        assertThat(step.form().toView().getJsonObject("clientSecret")).isEqualTo(new JsonObject().put("set", true));
        assertThat(codeOf(registrations.remove(by, id))).isEqualTo("registration-in-use");
    }

    @Test
    void manyWhoFillDifferentFieldsAtOnceLoseNothing() {
        List<String> fields = List.of("companyName", "address", "developerName", "phone", "companyWebsite");
        List<Future<Registrations.Known>> all = new ArrayList<>();
        for (String field : fields) {
            all.add(registrations.fill(
                    by, id, "partner-registration", told -> of(Map.of(field, "mine " + field)), Optional.empty()));
        }
        all.forEach(each -> await(each));

        Step step = step("partner-registration");
        fields.forEach(field -> assertThat(step.form().text(field)).contains("mine " + field));
        assertThat(step.revision()).isEqualTo(5);
        assertThat(await(registrations.history(acme, id, false, Long.MAX_VALUE, 50)))
                .extracting(RegistrationEvent::number)
                .containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void ofTwoWhoSawTheSameTheSecondIsToldWhatTheFirstDid() {
        fill("partner-registration", Map.of("companyName", "Northwind"));
        Optional<Long> seen = Optional.of(step("partner-registration").revision());

        await(registrations.fill(by, id, "partner-registration", told -> of(Map.of("phone", "1")), seen));
        Throwable second =
                failureOf(registrations.fill(by, id, "partner-registration", told -> of(Map.of("phone", "2")), seen));

        assertThat(second).isInstanceOfSatisfying(Failure.Outdated.class, outdated -> {
            assertThat(outdated.code()).isEqualTo("step-changed");
            JsonObject current = (JsonObject) outdated.now().get("current");
            assertThat(current.getString("changedBy")).isEqualTo("system:test");
            assertThat(current.getString("changedAt")).isEqualTo(NOON.toString());
            assertThat(current.getJsonObject("form").getString("phone")).isEqualTo("1");
        });
        assertThat(step("partner-registration").form().text("phone")).contains("1");
    }

    @Test
    void eachFieldTellsWhoChangedItLast() {
        Author dana = new Author(acme, Author.Kind.OPERATOR, "opr_dana", null, null);
        fill("partner-registration", Map.of("companyName", "Northwind", "phone", "1"));
        clock.advance(Duration.ofMinutes(1));
        await(registrations.fill(
                dana,
                id,
                "partner-registration",
                told -> of(Map.of("companyName", "Northwind", "phone", "2")),
                Optional.empty()));

        reopen();
        join();

        Map<String, Step.Touch> touched = step("partner-registration").marks().touched();
        assertThat(touched.get("companyName")).isEqualTo(new Step.Touch(new Stamp("system:test", NOON), 1));
        assertThat(touched.get("phone"))
                .isEqualTo(new Step.Touch(new Stamp("operator:opr_dana", NOON.plusSeconds(60)), 2));
    }

    @Test
    void whatTheVendorSendsBackIsOpenAgainWithTheFieldsItNames() {
        completeUpToApplication();
        Step.Refusal asked = new Step.Refusal(
                "The logo is too small", LocalDate.parse("2026-11-23"), List.of("logoUrl", "nonsense"));

        await(registrations.refuse(by, id, "api-credentials", asked, "partner-application"));

        assertThat(step("api-credentials").state()).isEqualTo(StepState.REFUSED);
        Step back = step("partner-application");
        assertThat(back.state()).isEqualTo(StepState.SENT_BACK);
        assertThat(back.refusal()).isEqualTo(new Step.Refusal("The logo is too small", asked.on(), List.of("logoUrl")));
        assertThat(codeOf(registrations.refuse(by, id, "api-credentials", asked, "partner-application")))
                .isEqualTo("step-not-completed");

        complete("partner-application", Map.of("logoUrl", "https://northwind.example/logo.png"));
        assertThat(step("partner-application").refusal()).isNull();
        assertThat(step("api-credentials").state()).isEqualTo(StepState.WAITING);
    }

    @Test
    void aStepWithAPrivateKeyInTheOpenIsNotCompleted() {
        completeUpToApplication();
        await(registrations.reopen(by, id, "partner-application", "a key of our own"));
        String address = "https://northwind.example/jwks.json";
        fill("partner-application", Map.of("jwksUrl", address));

        await(registrations.leaking(by, id, "partner-application", address));
        Throwable refused = failureOf(registrations.complete(by, id, "partner-application", Optional.empty()));
        assertThat(refused).hasMessageContaining("One thing");
        assertThat(((Failure) refused).code()).isEqualTo("step-incomplete");

        await(registrations.leaking(by, id, "partner-application", null));
        await(registrations.complete(by, id, "partner-application", Optional.empty()));
    }

    @Test
    void twoWhoCompleteAtOnceMakeOneApplication() {
        completeUpToApplication();
        await(registrations.reopen(by, id, "partner-application", "again"));

        Future<Registrations.Known> one = registrations.complete(by, id, "partner-application", Optional.empty());
        Future<Registrations.Known> two = registrations.complete(by, id, "partner-application", Optional.empty());
        List<String> outcomes = new ArrayList<>();
        for (Future<Registrations.Known> each : List.of(one, two)) {
            outcomes.add(await(each.map("done").otherwise(failure -> ((Failure) failure).code())));
        }

        assertThat(outcomes).containsExactlyInAnyOrder("done", "step-completed");
    }

    @Test
    void anotherTenantFindsNothing() {
        Author other = Author.system(SomeTenants.add(database()), "other");

        assertThat(codeOf(registrations.of(other.tenant(), id))).isEqualTo("registration-unknown");
        assertThat(codeOf(registrations.fill(
                        other, id, "partner-registration", told -> of(Map.of("phone", "1")), Optional.empty())))
                .isEqualTo("registration-unknown");
        assertThat(codeOf(registrations.remove(other, id))).isEqualTo("registration-unknown");
        assertThat(await(registrations.list(other.tenant(), null, "", 10))).isEmpty();
        assertThat(await(registrations.list(acme, null, "", 10))).hasSize(1);
        assertThat(await(registrations.list(acme, "smart", "", 10))).isEmpty();
    }

    @Test
    void everyChangeIsAudited() {
        fill("partner-registration", Map.of("companyName", "Northwind"));
        await(registrations.comment(by, id, null, "Called them."));
        await(registrations.remove(by, id));

        assertThat(audited(acme))
                .extracting(AuditEvent::action)
                .contains(
                        "registration.created",
                        "registration.filled",
                        "registration.commented",
                        "registration.removed");
        assertThat(audited(acme).toString()).doesNotContain("Northwind").doesNotContain("Called them");
    }

    @Test
    void aPracticesGateFollowsFromItsConnections() {
        completeUpToApplication();
        completeCredentials();
        String application = await(registrations.of(acme, id)).registration().applicationId();
        assertThat(codeOf(registrations.complete(by, id, "practice-authorization", Optional.empty())))
                .isEqualTo("step-incomplete");

        connection(application, true);
        connection(application, true);
        assertThat(gate().state()).isEqualTo(PracticeGate.State.CONNECTED);
        assertThat(gate().practiceName()).isEqualTo("Lakeside");
        await(registrations.complete(by, id, "practice-authorization", Optional.empty()));

        connection(application, false);
        assertThat(gate().state()).isEqualTo(PracticeGate.State.REVOKED);
        connection(application, true);
        assertThat(gate().state()).isEqualTo(PracticeGate.State.CONNECTED);
        assertThat(await(registrations.history(acme, id, false, Long.MAX_VALUE, 50)))
                .extracting(RegistrationEvent::kind)
                .containsOnlyOnce("practice_revoked")
                .contains("practice_connected");
    }

    private void connection(String application, boolean connected) {
        await(database()
                .inTransaction(
                        tx -> practiceConnections.changed(tx, by, application, "prac_1", "Lakeside", connected)));
    }

    private PracticeGate gate() {
        List<PracticeGate> all = await(practices.list(acme, id, "", 10));
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
