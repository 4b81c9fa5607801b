package dev.gatehouse.registration.credential;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.audit.AuditEvent;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.registration.testing.SomeTenants;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Testing, revealing and looking after credentials. */
abstract class CredentialActsContract extends CredentialFixture {
    private static final String REASON = "the vendor asked for it";
    private static final CredentialProbe.Place ANYWHERE = new CredentialProbe.Place("end_1", null);

    private final List<Notice> notices = new CopyOnWriteArrayList<>();
    private CredentialReveal reveal;
    private CredentialUpkeep upkeep;

    @BeforeEach
    void itsActs() {
        notices.clear();
        reveal = new CredentialReveal(database(), applications, inUse, audit(), this::note, clock);
        upkeep = new CredentialUpkeep(
                vertx(),
                database(),
                applications,
                credentials,
                keys,
                (tx, tenant, id, need) ->
                        Future.succeededFuture(new CredentialUse.Dependents(dependents.size(), List.of())),
                this::note,
                clock);
    }

    private Future<Void> note(Transaction tx, Notice notice) {
        if (notice.tenant().equals(acme)) {
            notices.add(notice);
        }
        return Future.succeededFuture();
    }

    private CredentialTests tests(CredentialProbe probe) {
        return new CredentialTests(database(), applications, inUse, probe, audit(), clock);
    }

    private CredentialProbe finds(CredentialProbe.Outcome outcome) {
        return (tenant, app, credential, at) -> Future.succeededFuture(new CredentialProbe.Finding(
                outcome,
                "Because.",
                List.of(new CredentialProbe.Step("token request", true, "Asked.")),
                clock.instant()));
    }

    private List<String> actions() {
        return audited(acme).stream().map(AuditEvent::action).toList();
    }

    @Test
    void aRevealedSecretIsWrittenDownAndTold() {
        keep("one", true);

        CredentialReveal.Revealed shown = await(reveal.reveal(by, application, 1, REASON));

        assertThat(shown.secret()).isEqualTo(SECRET);
        AuditEvent last = audited(acme).get(audited(acme).size() - 1);
        assertThat(last.action()).isEqualTo("credential.revealed");
        assertThat(last.details()).containsEntry("reason", REASON).containsEntry("version", "1");
        assertThat(notices).extracting(Notice::type).containsExactly("credential.revealed");
        assertThat(audited(acme).toString() + notices).doesNotContain(SECRET.reveal());
    }

    @Test
    void whatCantBeToldIsNotShown() {
        keep("one", true);
        CredentialReveal mute = new CredentialReveal(
                database(),
                applications,
                inUse,
                audit(),
                (tx, notice) ->
                        Future.failedFuture(new Failure.Unavailable("database-busy", "No.", Duration.ZERO, null)),
                clock);

        assertThat(codeOf(mute.reveal(by, application, 1, REASON))).isEqualTo("database-busy");
        assertThat(actions()).doesNotContain("credential.revealed");
    }

    @Test
    void tenADayAreShownToATenant() {
        keep("one", true);
        for (int i = 0; i < CredentialReveal.MOST_A_DAY; i++) {
            await(reveal.reveal(by, application, 1, REASON));
        }

        Failure.TooMany refused = (Failure.TooMany) failureOf(reveal.reveal(by, application, 1, REASON));
        assertThat(refused.code()).isEqualTo("reveal-limit");
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofHours(12));
        assertThat(actions().stream().filter("credential.revealed"::equals)).hasSize(10);
        clock.advance(Duration.ofHours(12));
        assertThat(await(reveal.reveal(by, application, 1, REASON)).secret()).isEqualTo(SECRET);
    }

    @Test
    void atOnceNoMoreThanTenAreShown() {
        keep("one", true);
        await(reveal.reveal(by, application, 1, REASON));
        List<Future<CredentialReveal.Revealed>> tries = IntStream.range(0, 15)
                .mapToObj(i -> reveal.reveal(by, application, 1, REASON))
                .toList();

        long shown = tries.stream()
                .filter(each -> await(each.map(true).otherwise(false)))
                .count();
        assertThat(shown).isEqualTo(9);
    }

    @Test
    void keysAndErasedSecretsAreNeverShown() {
        keepKey("one", true);
        keep("two", false);
        await(credentials.revoke(by, application, 2, true));

        assertThat(codeOf(reveal.reveal(by, application, 1, REASON))).isEqualTo("nothing-to-reveal");
        assertThat(codeOf(reveal.reveal(by, application, 2, REASON))).isEqualTo("nothing-to-reveal");
        assertThat(codeOf(reveal.reveal(by, application, 3, REASON))).isEqualTo("credential-unknown");
        Author theirs = Author.system(SomeTenants.add(database()), "test");
        assertThat(codeOf(reveal.reveal(theirs, application, 1, REASON))).isEqualTo("application-unknown");
        assertThat(notices).isEmpty();
    }

    @Test
    void theLastFindingStaysWithTheCredential() {
        keep("one", true);

        JsonObject told = await(tests(finds(CredentialProbe.Outcome.OK)).test(by, application, 1, ANYWHERE));

        assertThat(told.getString("outcome")).isEqualTo("ok");
        Credential credential = await(credentials.list(acme, application)).get(0);
        assertThat(new JsonObject(credential.lastTest())).isEqualTo(told);
        assertThat(credential.provenAt()).isEqualTo(NOON);
        assertThat(actions()).contains("credential.tested");
    }

    @Test
    void onlyOneTestOfAnApplicationRunsAtATime() {
        keep("one", true);
        Promise<CredentialProbe.Finding> answer = Promise.promise();
        Promise<Void> asked = Promise.promise();
        CredentialTests slow = tests((tenant, app, credential, at) -> {
            asked.complete();
            return answer.future();
        });
        Future<JsonObject> first = slow.test(by, application, 1, ANYWHERE);
        await(asked.future());

        assertThat(codeOf(tests(finds(CredentialProbe.Outcome.OK)).test(by, application, 1, ANYWHERE)))
                .isEqualTo("credential-test-running");
        answer.complete(new CredentialProbe.Finding(CredentialProbe.Outcome.UNCLEAR, "Hm.", List.of(), NOON));
        assertThat(await(first).getString("outcome")).isEqualTo("unclear");
        clock.advance(Duration.ofSeconds(1));
        await(tests(finds(CredentialProbe.Outcome.OK)).test(by, application, 1, ANYWHERE));
    }

    @Test
    void aTestThatFailedGivesItsTurnBackAndTwelveAnHourAreEnough() {
        keep("one", true);
        AtomicInteger asked = new AtomicInteger();
        CredentialTests failing = tests((tenant, app, credential, at) -> {
            asked.incrementAndGet();
            return Future.failedFuture(new Failure.Missing("endpoint-unknown", "No."));
        });
        for (int i = 0; i < CredentialTests.MOST_AN_HOUR; i++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(codeOf(failing.test(by, application, 1, ANYWHERE))).isEqualTo("endpoint-unknown");
        }
        clock.advance(Duration.ofSeconds(1));

        assertThat(codeOf(failing.test(by, application, 1, ANYWHERE))).isEqualTo("credential-test-limit");
        assertThat(asked).hasValue(CredentialTests.MOST_AN_HOUR);
        clock.advance(Duration.ofHours(1));
        assertThat(codeOf(failing.test(by, application, 1, ANYWHERE))).isEqualTo("endpoint-unknown");
    }

    @Test
    void aReplacedSecretEndsOnceTheNewOneWasAccepted() {
        keep("one", true);
        keep("one", true);
        clock.advance(Duration.ofHours(2));
        await(upkeep.run());
        assertThat(states()).containsExactly(CredentialState.ACTIVE, CredentialState.RETIRING);

        await(inUse.accepted(acme, application, 2));
        await(upkeep.run());

        assertThat(states()).containsExactly(CredentialState.ACTIVE, CredentialState.REVOKED);
        assertThat(rows().get(1).secret).isNull();
        assertThat(actions()).contains("credential.retired");
    }

    @Test
    void anOldClientIdStaysWhileConnectionsNeedIt() {
        keep("old-client", true);
        keep("new-client", true);
        dependents.add("con_a");
        clock.advance(Duration.ofDays(30));
        await(upkeep.run());
        assertThat(states()).containsExactly(CredentialState.ACTIVE, CredentialState.RETIRING);

        dependents.clear();
        await(upkeep.run());

        assertThat(states()).containsExactly(CredentialState.ACTIVE, CredentialState.REVOKED);
    }

    @Test
    void nothingEndsWithinItsFirstHour() {
        keep("old-client", true);
        keep("new-client", true);
        clock.advance(Duration.ofMinutes(59));

        await(upkeep.run());

        assertThat(states()).containsExactly(CredentialState.ACTIVE, CredentialState.RETIRING);
    }

    @Test
    @Smart(60)
    void aKeyIsPublishedForADayAfterItsLastSignature() {
        String old = keepKey("system", true).keyId();
        keepKey("system", false);
        clock.advance(Duration.ofDays(1));
        await(credentials.activate(by, application, 2, null));
        await(inUse.accepted(acme, application, 2));
        clock.advance(Duration.ofHours(2));
        await(upkeep.run());
        assertThat(published()).hasSize(2);
        assertThat(key(old).state()).isEqualTo(CredentialState.RETIRING);

        clock.advance(Duration.ofHours(25));
        await(upkeep.run());

        assertThat(published()).hasSize(1);
        assertThat(key(old).state()).isEqualTo(CredentialState.REVOKED);
    }

    private SigningKey key(String id) {
        return await(keys.list(acme, application)).stream()
                .filter(each -> each.keyId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<String> published() {
        return await(keys.published(application)).orElseThrow();
    }

    private void keepUntil(Instant expiresAt, Instant rotateAfter) {
        await(credentials.keep(
                by, application, new NewCredential("dated", SECRET, null, null, expiresAt, rotateAfter, null, true)));
    }

    @Test
    void theOldVersionIsKeptForTheOverlapAndOneCanGoBackToIt() {
        keep("pf-1", true);
        keep("pf-1", false);
        await(credentials.activate(by, application, 2, null, Duration.ofHours(24)));
        await(inUse.accepted(acme, application, 2));

        clock.advance(Duration.ofHours(23));
        await(upkeep.run());
        assertThat(states()).containsExactly(CredentialState.ACTIVE, CredentialState.RETIRING);

        await(credentials.activate(by, application, 1, null, Duration.ofDays(7)));
        assertThat(states()).containsExactly(CredentialState.RETIRING, CredentialState.ACTIVE);
        await(credentials.activate(by, application, 2, null, Duration.ofHours(24)));

        clock.advance(Duration.ofHours(25));
        await(upkeep.run());
        assertThat(states()).containsExactly(CredentialState.ACTIVE, CredentialState.REVOKED);
    }

    @Test
    void somebodyIsRemindedOnceAtEachThreshold() {
        keepUntil(NOON.plus(Duration.ofDays(40)), null);
        await(upkeep.run());
        assertThat(notices).isEmpty();
        for (int days : List.of(11, 5, 17, 1, 6, 1)) {
            clock.advance(Duration.ofDays(days));
            await(upkeep.run());
            await(upkeep.run());
        }

        assertThat(notices).extracting(Notice::type).containsOnly("credential.expiring");
        assertThat(notices).hasSize(3);
    }

    @Test
    void ofManyNodesOneReminds() {
        keepUntil(null, NOON.plus(Duration.ofDays(6)));
        List<Future<Void>> nodes =
                IntStream.range(0, 4).mapToObj(i -> upkeep.run()).toList();
        nodes.forEach(each -> await(each));

        assertThat(notices).extracting(Notice::type).containsExactly("credential.rotation_due");
    }

    @Test
    void aNewDateRemindsAnew() {
        keepUntil(NOON.plus(Duration.ofDays(3)), null);
        await(upkeep.run());
        await(credentials.date(by, application, 1, NOON.plus(Duration.ofDays(20)), null));
        await(upkeep.run());

        assertThat(notices).hasSize(2);
        assertThat(await(credentials.list(acme, application)).get(0).expiresAt())
                .isEqualTo(NOON.plus(Duration.ofDays(20)));
    }
}
