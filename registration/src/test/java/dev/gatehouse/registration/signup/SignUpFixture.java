package dev.gatehouse.registration.signup;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.Notices;
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
import dev.gatehouse.registration.credential.CredentialStore;
import dev.gatehouse.registration.credential.CredentialUse;
import dev.gatehouse.registration.credential.IssuedCredentials;
import dev.gatehouse.registration.credential.SigningKeys;
import dev.gatehouse.registration.form.FormChange;
import dev.gatehouse.registration.practice.PracticeConnections;
import dev.gatehouse.registration.practice.PracticeGateStore;
import dev.gatehouse.registration.practice.PracticeGates;
import dev.gatehouse.registration.reminder.Reminders;
import dev.gatehouse.registration.testing.SomeTenants;
import dev.gatehouse.registration.testing.SteppingClock;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** A tenant with a registration at the sandbox's vendor, and everything that keeps it. */
abstract class SignUpFixture extends DatabaseContract {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final SecretText SECRET = new SecretText("issued-secret-4711");

    final Ids ids = new Ids(new SecureRandom());
    final Sealer sealer = KeyRing.generate().sealer();
    final SteppingClock clock = new SteppingClock(NOON);
    final List<Notice> told = new CopyOnWriteArrayList<>();
    RegistrationStore store;
    PracticeGateStore practiceStore;
    PracticeConnections practiceConnections;
    PracticeGates practices;
    Registrations registrations;
    TenantId acme;
    Author by;
    String id;

    SignUpFixture() {
        super(Stream.of(ApplicationStore.ROWS, CredentialStore.ROWS, RegistrationStore.ROWS, PracticeGateStore.ROWS)
                .flatMap(List::stream)
                .toArray(Class<?>[]::new));
    }

    @BeforeEach
    void aRegistration() {
        clock.set(NOON);
        told.clear();
        join();
        acme = SomeTenants.add(database());
        by = Author.system(acme, "test");
        id = register(by);
    }

    /** After a restart too. */
    final void join() {
        SigningKeys keys = new SigningKeys(vertx(), database(), audit(), sealer, new SecureRandom(), ids, clock);
        Applications applications = new Applications(
                database(), audit(), ids, clock, (tx, tenant, app) -> Future.succeededFuture(false), keys::erase);
        IssuedCredentials credentials = new IssuedCredentials(
                database(),
                applications,
                keys,
                (tx, tenant, app, need) -> Future.succeededFuture(new CredentialUse.Dependents(0, List.of())),
                (tenant, ehr, practice) -> Future.succeededFuture(),
                audit(),
                sealer,
                ids,
                clock);
        store = new RegistrationStore(sealer);
        practiceStore = new PracticeGateStore(ids);
        History history = new History(store, audit(), ids, clock);
        practiceConnections = new PracticeConnections(store, practiceStore, history);
        registrations = new Registrations(
                database(),
                EhrProfiles.load(),
                store,
                history,
                new Outcomes(applications, credentials, keys),
                practiceStore::anyYes,
                ids,
                "https://gatehouse.example");
        practices = new PracticeGates(
                database(),
                registrations,
                practiceStore,
                history,
                (tenant, ehr, practice) -> Future.succeededFuture("Practice " + practice));
    }

    final Reminders reminders() {
        Notices notices = (tx, notice) -> {
            told.add(notice);
            return Future.succeededFuture();
        };
        return new Reminders(vertx(), database(), registrations, practices, practiceStore, notices);
    }

    final String register(Author owner) {
        return await(registrations.create(owner, "sandbox", Environment.SANDBOX, "Northwind"))
                .registration()
                .id();
    }

    static FormChange of(Map<String, Object> values) {
        return new FormChange(values, Map.of(), Set.of(), List.of());
    }

    @CanIgnoreReturnValue
    final Registrations.Known fill(String step, Map<String, Object> values) {
        return await(registrations.fill(by, id, step, told -> of(values), Optional.empty()));
    }

    @CanIgnoreReturnValue
    final Registrations.Known complete(String step, Map<String, Object> values) {
        fill(step, values);
        return await(registrations.complete(by, id, step, Optional.empty()));
    }

    final void completeUpToApplication() {
        complete(
                "partner-registration",
                Map.of(
                        "companyName", "Northwind Health",
                        "developerName", "Lena Fischer",
                        "developerEmail", "lena@northwind.example",
                        "termsAccepted", true));
        complete("portal-access", Map.of("receivedOn", "2026-11-23"));
        complete(
                "partner-application",
                Map.of(
                        "applicationName",
                        "Northwind Care Hub",
                        "applicationType",
                        "provider",
                        "redirectUrls",
                        List.of("https://gatehouse.example/oauth/callback/sandbox"),
                        "scopes",
                        List.of("openid", "offline_access", "user/Patient.read")));
    }

    final void completeCredentials() {
        FormChange change =
                new FormChange(Map.of("clientId", "pf-1"), Map.of("clientSecret", SECRET), Set.of(), List.of());
        await(registrations.fill(by, id, "api-credentials", told -> change, Optional.empty()));
        await(registrations.complete(by, id, "api-credentials", Optional.empty()));
    }

    final Step step(String key) {
        return await(registrations.of(acme, id)).registration().step(key);
    }

    static String codeOf(Future<?> future) {
        return ((Failure) failureOf(future)).code();
    }
}
