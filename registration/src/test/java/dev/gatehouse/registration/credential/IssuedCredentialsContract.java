package dev.gatehouse.registration.credential;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.application.ApplicationStore;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.application.Environment;
import dev.gatehouse.registration.testing.SomeTenants;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class IssuedCredentialsContract extends DatabaseContract {
    private static final SecretText SECRET = new SecretText("issued-secret-1");

    private final Ids ids = new Ids(new SecureRandom());
    private final CredentialStore store = new CredentialStore();
    private Applications applications;
    private IssuedCredentials credentials;
    private TenantId acme;
    private String application;

    IssuedCredentialsContract() {
        super(Stream.of(ApplicationStore.ROWS, CredentialStore.ROWS)
                .flatMap(List::stream)
                .toArray(Class<?>[]::new));
    }

    @BeforeEach
    void anApplication() {
        applications =
                new Applications(database(), ids, Clock.systemUTC(), (tx, tenant, id) -> Future.succeededFuture(false));
        credentials = new IssuedCredentials(
                database(), applications, KeyRing.generate().sealer(), ids, Clock.systemUTC());
        acme = SomeTenants.add(database());
        application = applicationOf(acme);
    }

    private String applicationOf(TenantId tenant) {
        return await(applications.create(
                        tenant,
                        new Applications.Wish(
                                Optional.empty(),
                                "sandbox",
                                Environment.SANDBOX,
                                ApplicationType.PROVIDER,
                                "Northwind",
                                List.of(),
                                ClientAuthentication.CLIENT_SECRET_BASIC,
                                Optional.empty())))
                .id();
    }

    @CanIgnoreReturnValue
    private Credential keep(String clientId, boolean activate) {
        return await(credentials.keep(acme, application, clientId, SECRET, activate));
    }

    private List<CredentialState> states() {
        return await(credentials.list(acme, application)).stream()
                .map(Credential::state)
                .toList();
    }

    private static String codeOf(Future<?> future) {
        return ((Failure) failureOf(future)).code();
    }

    @Test
    void theFirstIsUsedAtOnceAndTheNextOnlyWhenWanted() {
        assertThat(keep("one", false).state()).isEqualTo(CredentialState.ACTIVE);
        assertThat(keep("two", false).state()).isEqualTo(CredentialState.PENDING);

        ClientSecret active = await(credentials.active(acme, application));
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
        assertThat(await(credentials.active(acme, application)).clientId()).isEqualTo("two");

        Credential back = await(credentials.activate(acme, application, first.number()));
        assertThat(back.endedAt()).isNull();
        assertThat(states()).containsExactly(CredentialState.RETIRING, CredentialState.ACTIVE);
    }

    @Test
    void revokingErasesTheSecretForGood() {
        keep("one", false);
        Credential revoked = await(credentials.revoke(acme, application, 1));

        assertThat(revoked.state()).isEqualTo(CredentialState.REVOKED);
        assertThat(revoked.endedAt()).isNotNull();
        assertThat(rows()).allSatisfy(row -> assertThat(row.secret).isNull());
        assertThat(codeOf(credentials.active(acme, application))).isEqualTo("credential-missing");
        assertThat(codeOf(credentials.activate(acme, application, 1))).isEqualTo("credential-revoked");
        assertThat(await(credentials.revoke(acme, application, 1))).isEqualTo(revoked);
    }

    private List<CredentialRow> rows() {
        return await(database().read(tx -> store.of(tx, acme, application)));
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

        assertThat(codeOf(credentials.active(acme, application))).isEqualTo("integrity-failure");
    }

    @Test
    void aPublicClientHasNoSecret() {
        await(credentials.keep(acme, application, "public", null, true));

        assertThat(await(credentials.active(acme, application)).secret()).isNull();
    }

    @Test
    void manyKeptAtOnceGetVersionsOfTheirOwnOrAreToldToRepeat() {
        List<Future<Credential>> tries = IntStream.range(0, 8)
                .mapToObj(i -> credentials.keep(acme, application, "client-" + i, SECRET, true))
                .toList();
        for (Future<Credential> each : tries) {
            await(each.map(true).otherwise(false));
        }

        assertThat(tries.stream().filter(Future::failed).map(IssuedCredentialsContract::codeOf))
                .allMatch(List.of("already-exists", "changed-meanwhile")::contains);
        List<Integer> kept = tries.stream()
                .filter(Future::succeeded)
                .map(each -> each.result().number())
                .toList();
        assertThat(kept).isNotEmpty().doesNotHaveDuplicates();
        assertThat(states()).hasSameSizeAs(kept).containsOnlyOnce(CredentialState.ACTIVE);
    }

    @Test
    void anotherTenantSeesNothingAndChangesNothing() {
        keep("one", false);
        TenantId other = SomeTenants.add(database());

        assertThat(codeOf(credentials.list(other, application))).isEqualTo("application-unknown");
        assertThat(codeOf(credentials.active(other, application))).isEqualTo("credential-missing");
        assertThat(codeOf(credentials.keep(other, application, "x", SECRET, true)))
                .isEqualTo("application-unknown");
        assertThat(codeOf(credentials.revoke(other, application, 1))).isEqualTo("credential-unknown");
        assertThat(states()).containsExactly(CredentialState.ACTIVE);
    }

    @Test
    void aVersionNobodyMadeIsUnknown() {
        assertThat(codeOf(credentials.activate(acme, application, 7))).isEqualTo("credential-unknown");
    }

    @Test
    void theyGoWithTheirApplication() {
        keep("one", false);

        await(applications.remove(acme, application));

        assertThat(rows()).isEmpty();
    }
}
