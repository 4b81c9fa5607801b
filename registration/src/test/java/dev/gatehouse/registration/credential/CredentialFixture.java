package dev.gatehouse.registration.credential;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.application.ApplicationStore;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.application.Environment;
import dev.gatehouse.registration.testing.SomeTenants;
import dev.gatehouse.registration.testing.SteppingClock;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A tenant with an application, and everything that keeps its credentials. */
abstract class CredentialFixture extends DatabaseContract {
    static final SecretText SECRET = new SecretText("issued-secret-1");
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    final Ids ids = new Ids(new SecureRandom());
    final CredentialStore store = new CredentialStore();
    final Sealer sealer = KeyRing.generate().sealer();
    final SteppingClock clock = new SteppingClock(NOON);
    /** Connections that need the versions the question names. */
    final Set<String> dependents = ConcurrentHashMap.newKeySet();

    volatile CredentialUse.@Nullable Need asked;
    Applications applications;
    SigningKeys keys;
    CredentialsInUse inUse;
    IssuedCredentials credentials;
    TenantId acme;
    Author by;
    String application;

    CredentialFixture() {
        super(Stream.of(ApplicationStore.ROWS, CredentialStore.ROWS)
                .flatMap(List::stream)
                .toArray(Class<?>[]::new));
    }

    @BeforeEach
    void anApplication() {
        clock.set(NOON);
        dependents.clear();
        keys = new SigningKeys(vertx(), database(), audit(), sealer, new SecureRandom(), ids, clock);
        inUse = new CredentialsInUse(database(), sealer, clock);
        applications = new Applications(
                database(), audit(), ids, clock, (tx, tenant, id) -> Future.succeededFuture(false), keys::erase);
        credentials = new IssuedCredentials(
                database(),
                applications,
                keys,
                (tx, tenant, id, need) -> {
                    asked = need;
                    List<String> found = dependents.stream().sorted().toList();
                    return Future.succeededFuture(new CredentialUse.Dependents(found.size(), found));
                },
                (tenant, ehr, practice) -> practice.startsWith("prac_")
                        ? Future.succeededFuture()
                        : Future.failedFuture(new Failure.Missing("practice-unknown", "No.")),
                audit(),
                sealer,
                ids,
                clock);
        acme = SomeTenants.add(database());
        by = Author.system(acme, "test");
        application = applicationOf(by);
    }

    String applicationOf(Author owner) {
        return await(applications.create(
                        owner,
                        new Applications.Wish(
                                Optional.empty(),
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
    Credential keep(String clientId, boolean activate) {
        return await(credentials.keep(by, application, NewCredential.ofSecret(clientId, SECRET, activate)));
    }

    @CanIgnoreReturnValue
    Credential keepKey(String clientId, boolean activate) {
        return await(credentials.keep(by, application, generated(clientId, activate)));
    }

    static NewCredential generated(String clientId, boolean activate) {
        return new NewCredential(
                clientId,
                null,
                new NewCredential.KeyChoice.Generated(SigningAlgorithm.ES384),
                null,
                null,
                null,
                null,
                activate);
    }

    static NewCredential forPractice(String clientId, String practiceId, boolean activate) {
        return new NewCredential(clientId, SECRET, null, practiceId, null, null, null, activate);
    }

    List<CredentialState> states() {
        return await(credentials.list(acme, application)).stream()
                .map(Credential::state)
                .toList();
    }

    List<CredentialRow> rows() {
        return await(database().read(tx -> store.of(tx, acme, application)));
    }

    static String codeOf(Future<?> future) {
        return ((Failure) failureOf(future)).code();
    }
}
