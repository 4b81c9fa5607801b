package dev.gatehouse.registration.credential;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.audit.AuditEvent;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.testing.SomeTenants;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class IssuedCredentialsContract extends CredentialFixture {
    @Test
    void theFirstIsUsedAtOnceAndTheNextOnlyWhenWanted() {
        assertThat(keep("one", false).state()).isEqualTo(CredentialState.ACTIVE);
        assertThat(keep("two", false).state()).isEqualTo(CredentialState.PENDING);

        OpenedCredential active = await(inUse.active(acme, application, null));
        assertThat(active.number()).isEqualTo(1);
        assertThat(active.clientId()).isEqualTo("one");
        assertThat(active.secret()).isEqualTo(SECRET);
    }

    @Test
    void activatingOneRetiresTheOneInUse() {
        Credential first = keep("one", false);
        Credential second = keep("two", true);

        assertThat(second.activatedAt()).isNotNull();
        assertThat(states()).containsExactly(CredentialState.ACTIVE, CredentialState.RETIRING);
        assertThat(await(inUse.active(acme, application, null)).clientId()).isEqualTo("two");

        Credential back = await(credentials.activate(by, application, first.number(), null));
        assertThat(back.endedAt()).isNull();
        assertThat(states()).containsExactly(CredentialState.RETIRING, CredentialState.ACTIVE);
    }

    @Test
    void revokingErasesTheSecretForGood() {
        keep("one", false);
        Credential revoked = await(credentials.revoke(by, application, 1, false));

        assertThat(revoked.state()).isEqualTo(CredentialState.REVOKED);
        assertThat(revoked.endedAt()).isNotNull();
        assertThat(rows()).allSatisfy(row -> assertThat(row.secret).isNull());
        assertThat(codeOf(inUse.active(acme, application, null))).isEqualTo("credential-missing");
        assertThat(codeOf(credentials.activate(by, application, 1, null))).isEqualTo("credential-revoked");
        assertThat(await(credentials.revoke(by, application, 1, false))).isEqualTo(revoked);
    }

    @Test
    void whatIsStoredDoesNotHoldTheSecret() {
        keep("one", false);

        assertThat(rows())
                .hasSize(1)
                .allSatisfy(row -> assertThat(new String(row.secret, StandardCharsets.ISO_8859_1))
                        .doesNotContain(SECRET.reveal()));
    }

    @Test
    void aSealCopiedToAnotherRowDoesNotOpen() {
        keep("one", false);
        keep("two", false);
        await(database()
                .inTransaction(tx -> store.of(tx, acme, application).map(rows -> {
                    rows.get(1).secret = rows.get(0).secret;
                    return null;
                })));

        assertThat(codeOf(inUse.active(acme, application, null))).isEqualTo("integrity-failure");
    }

    @Test
    void aPublicClientHasNoSecret() {
        await(credentials.keep(by, application, NewCredential.ofPublicClient("public", true)));

        assertThat(await(inUse.active(acme, application, null)).secret()).isNull();
    }

    @Test
    void manyKeptAndActivatedAtOnceLeaveOneInUse() {
        keep("zero", true);
        List<Future<Credential>> tries = IntStream.range(0, 8)
                .mapToObj(i -> i % 2 == 0
                        ? credentials.keep(by, application, NewCredential.ofSecret("client-" + i, SECRET, true))
                        : credentials.activate(by, application, 1, null))
                .toList();
        tries.forEach(each -> await(each));

        assertThat(await(credentials.list(acme, application)).stream().map(Credential::number))
                .containsExactly(5, 4, 3, 2, 1);
        assertThat(states()).containsOnlyOnce(CredentialState.ACTIVE);
    }

    @Test
    void anotherTenantSeesNothingAndChangesNothing() {
        keep("one", false);
        TenantId other = SomeTenants.add(database());
        Author theirs = Author.system(other, "test");

        assertThat(codeOf(credentials.list(other, application))).isEqualTo("application-unknown");
        assertThat(codeOf(inUse.active(other, application, null))).isEqualTo("credential-missing");
        assertThat(codeOf(credentials.keep(theirs, application, NewCredential.ofSecret("x", SECRET, true))))
                .isEqualTo("application-unknown");
        assertThat(codeOf(credentials.revoke(theirs, application, 1, true))).isEqualTo("application-unknown");
        assertThat(states()).containsExactly(CredentialState.ACTIVE);
    }

    @Test
    void aVersionNobodyMadeIsUnknown() {
        assertThat(codeOf(credentials.activate(by, application, 7, null))).isEqualTo("credential-unknown");
    }

    @Test
    void theyGoWithTheirApplication() {
        keep("one", false);

        await(applications.remove(by, application));

        assertThat(rows()).isEmpty();
    }

    @Test
    void aVersionThatConnectionsNeedIsRevokedOnlyBySomebodyWhoKnows() {
        keep("one", false);
        dependents.addAll(List.of("con_b", "con_a"));

        Failure refused = (Failure) failureOf(credentials.revoke(by, application, 1, false));

        assertThat(refused.code()).isEqualTo("credential-in-use");
        assertThat(refused.detail()).contains("2 connections", "con_a, con_b");
        assertThat(await(credentials.impact(acme, application, 1)).count()).isEqualTo(2);
        assertThat(states()).containsExactly(CredentialState.ACTIVE);
        assertThat(await(credentials.revoke(by, application, 1, true)).state()).isEqualTo(CredentialState.REVOKED);
    }

    @Test
    void whatNobodyNeedsIsRevokedWithoutAWord() {
        keep("one", true);
        keep("one", true);
        keep("other", false);
        dependents.add("con_a");

        assertThat(await(credentials.impact(acme, application, 1)).count()).isZero();
        assertThat(await(credentials.impact(acme, application, 3)).count()).isZero();
        assertThat(await(credentials.revoke(by, application, 1, false)).state()).isEqualTo(CredentialState.REVOKED);
        assertThat(await(credentials.revoke(by, application, 3, false)).state()).isEqualTo(CredentialState.REVOKED);
        assertThat(codeOf(credentials.revoke(by, application, 2, false))).isEqualTo("credential-in-use");
        assertThat(asked.numbers()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void aRetiringVersionOfAnotherClientIdIsNeededByItsGrants() {
        keep("old-client", true);
        keep("new-client", true);
        dependents.add("con_a");

        assertThat(codeOf(credentials.revoke(by, application, 1, false))).isEqualTo("credential-in-use");
        assertThat(asked).isEqualTo(new CredentialUse.Need(Set.of(1), false, null, Set.of(), true));
    }

    @Test
    void aGrantIsRefreshedWithTheClientIdItWasIssuedTo() {
        keep("old-client", true);
        keep("new-client", true);

        assertThat(clientIds(1)).containsExactly("old-client");
        assertThat(clientIds(2)).containsExactly("new-client");
        assertThat(clientIds(null)).containsExactly("new-client");
    }

    @Test
    void ofOneClientIdTheRetiringSecretComesSecond() {
        keep("one", true);
        keep("one", true);
        keep("one", true);

        assertThat(await(inUse.forGrant(acme, application, "prac_1", 1)))
                .extracting(OpenedCredential::number)
                .containsExactly(3, 2);
    }

    @Test
    void aGrantWhoseClientIdWasRevokedIsTriedWithTheActiveOne() {
        keep("old-client", true);
        keep("new-client", true);
        await(credentials.revoke(by, application, 1, true));

        assertThat(clientIds(1)).containsExactly("new-client");
    }

    private List<String> clientIds(Integer number) {
        return await(inUse.forGrant(acme, application, "prac_1", number)).stream()
                .map(OpenedCredential::clientId)
                .toList();
    }

    @Test
    void aPracticesOwnCredentialGoesFirst() {
        keep("everywhere", true);
        Credential own = await(credentials.keep(by, application, forPractice("own", "prac_1", false)));
        assertThat(own.state()).isEqualTo(CredentialState.PENDING);
        await(credentials.activate(by, application, 2, null));

        assertThat(states()).containsExactly(CredentialState.ACTIVE, CredentialState.ACTIVE);
        assertThat(await(inUse.active(acme, application, "prac_1")).clientId()).isEqualTo("own");
        assertThat(await(inUse.active(acme, application, "prac_2")).clientId()).isEqualTo("everywhere");
        assertThat(await(inUse.forGrant(acme, application, "prac_1", 1)))
                .extracting(OpenedCredential::clientId)
                .containsExactly("everywhere");

        await(credentials.keep(by, application, forPractice("own-2", "prac_1", true)));

        assertThat(states()).containsExactly(CredentialState.ACTIVE, CredentialState.RETIRING, CredentialState.ACTIVE);
        assertThat(codeOf(credentials.keep(by, application, forPractice("x", "nobodys", true))))
                .isEqualTo("practice-unknown");
    }

    @Test
    void aNewKeyIsPublishedADayBeforeItReplacesAnother() {
        Credential first = keepKey("system", false);
        assertThat(first.state()).isEqualTo(CredentialState.ACTIVE);
        Credential second = keepKey("system", false);

        assertThat(codeOf(credentials.activate(by, application, 2, null))).isEqualTo("signing-key-too-new");
        assertThat(codeOf(credentials.keep(by, application, generated("system", true))))
                .isEqualTo("signing-key-too-new");
        clock.advance(Duration.ofHours(24));
        await(credentials.activate(by, application, 2, null));

        assertThat(await(inUse.active(acme, application, null)).key().keyId()).isEqualTo(second.keyId());
        assertThat(await(keys.list(acme, application)))
                .extracting(SigningKey::state)
                .containsOnly(CredentialState.ACTIVE);
    }

    @Test
    void whoCantWaitSaysWhyAndTheAuditKeepsIt() {
        keepKey("system", true);
        keepKey("system", false);

        await(credentials.activate(by, application, 2, new IssuedCredentials.Haste("the old key leaked")));

        assertThat(audited(acme).get(audited(acme).size() - 1))
                .satisfies(event -> assertThat(event.action()).isEqualTo("credential.activated"))
                .satisfies(event -> assertThat(event.details())
                        .containsEntry("forced", "the old key leaked")
                        .containsEntry("retires", "1"));
    }

    @Test
    void theKeyOfARevokedVersionLeavesTheKeySetAtOnceUnlessAnotherSignsWithIt() {
        Credential first = keepKey("one", true);
        NewCredential sameKey = NewCredential.ofPublishedKey("two", Optional.of(first.keyId()), true);
        await(credentials.keep(by, application, sameKey));

        await(credentials.revoke(by, application, 1, true));
        assertThat(await(keys.published(application)).orElseThrow()).hasSize(1);
        await(credentials.revoke(by, application, 2, true));

        assertThat(await(keys.published(application)).orElseThrow()).isEmpty();
        assertThat(codeOf(credentials.keep(by, application, sameKey))).isEqualTo("signing-key-removed");
    }

    @Test
    void nothingInTheAuditIsSecret() {
        keep("one", true);
        keepKey("two", false);
        await(credentials.revoke(by, application, 1, true));

        assertThat(audited(acme))
                .extracting(AuditEvent::action)
                .containsExactly(
                        "application.created",
                        "credential.kept",
                        "credential.activated",
                        "application.key-published",
                        "credential.kept",
                        "credential.revoked");
        assertThat(audited(acme).toString()).doesNotContain(SECRET.reveal());
    }

    @Test
    void thatAVersionWorksIsNotedOnce() {
        keep("one", true);
        await(inUse.accepted(acme, application, 1));
        clock.advance(Duration.ofHours(1));
        await(new CredentialsInUse(database(), sealer, clock).accepted(acme, application, 1));

        assertThat(await(credentials.list(acme, application)).get(0).provenAt()).isEqualTo(NOON);
    }

    @Test
    void aChangeIsSeenByWhoWaitsForOne() {
        long before = inUse.changes(application);
        keep("one", true);
        assertThat(inUse.changes(application)).isGreaterThan(before);
    }
}
