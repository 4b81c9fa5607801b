package dev.gatehouse.gateway.token;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.journal.Journal;
import dev.gatehouse.common.journal.JournalLimits;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.common.testing.TestAudit;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.ConnectionStore;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.GrantType;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.smart.LaunchContext;
import dev.gatehouse.gateway.testing.MovableClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is between a token answer and the row it belongs into: crashes, other nodes, nodes that slept. */
abstract class RenewalsContract extends DatabaseContract {
    private static final TenantId TENANT = new TenantId("acme");
    private static final String NODE = "node-1";
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final SecureRandom random = new SecureRandom();
    private final Sealer sealer = KeyRing.generate().sealer();
    private final GrantStore store = new GrantStore(sealer);
    private final EhrProfiles profiles = EhrProfiles.load(Optional.empty());

    @TempDir
    Path directory;

    RenewalsContract() {
        super(rows());
    }

    private static Class<?>[] rows() {
        List<Class<?>> rows = new ArrayList<>(ConnectionStore.ROWS);
        rows.addAll(GrantStore.ROWS);
        rows.addAll(AuditStore.ROWS);
        return rows.toArray(Class<?>[]::new);
    }

    /** A connection at generation 1, with refresh token {@code rt-1}. */
    private Grant connected() {
        ConnectionId id = new ConnectionId(new Ids(random).next("con"));
        Grant first = grant(id, 1);
        await(database().inTransaction(tx -> insert(tx, id).compose(done -> store.keep(tx, first, first.expiresAt()))));
        return first;
    }

    private Future<Void> insert(Transaction tx, ConnectionId id) {
        Object at = clock.instant().atOffset(ZoneOffset.UTC);
        String application = "app_" + id.value();
        return tx.selectRows("select 1 from tenant where id = ?", TENANT.value())
                .compose(found -> found.isEmpty()
                        ? tx.insertMany(
                                "tenant",
                                List.of("id", "name", "created_at", "version"),
                                List.<Object[]>of(new Object[] {TENANT.value(), "Acme", at, 0L}))
                        : Future.succeededFuture())
                .compose(done -> tx.insertMany(
                        "application",
                        List.of(
                                "id",
                                "tenant_id",
                                "slug",
                                "ehr",
                                "environment",
                                "type",
                                "name",
                                "scopes",
                                "client_auth",
                                "created_at",
                                "updated_at",
                                "version"),
                        List.<Object[]>of(new Object[] {
                            application,
                            TENANT.value(),
                            application,
                            "smart",
                            "SANDBOX",
                            "PROVIDER",
                            "App",
                            "",
                            "CLIENT_SECRET_BASIC",
                            at,
                            at,
                            0L
                        })))
                .compose(done -> tx.insertMany(
                        "practice_connection",
                        List.of(
                                "id",
                                "tenant_id",
                                "application_id",
                                "ehr",
                                "practice_id",
                                "practice_name",
                                "endpoint_id",
                                "endpoint_kind",
                                "base_url",
                                "end_user_id",
                                "live_key",
                                "state",
                                "cause_code",
                                "cause_text",
                                "state_since",
                                "scopes_requested",
                                "scopes_granted",
                                "launch_generation",
                                "created_at",
                                "version"),
                        List.<Object[]>of(new Object[] {
                            id.value(),
                            TENANT.value(),
                            application,
                            "smart",
                            "prac_1",
                            "Practice",
                            "ep_1",
                            "PROVIDER_SYSTEM",
                            "https://ehr.example/fhir",
                            "user-1",
                            id.value(),
                            "ACTIVE",
                            "connected",
                            "Connected.",
                            at,
                            "",
                            "",
                            0L,
                            at,
                            0L
                        })));
    }

    private Grant grant(ConnectionId id, long generation) {
        return new Grant(
                TENANT,
                id,
                generation,
                new SecretText("at-" + generation),
                new SecretText("rt-" + generation),
                Duration.ofMinutes(5),
                clock.instant().plusSeconds(300),
                clock.instant(),
                clock.instant(),
                1);
    }

    private Renewal renewal(ConnectionId id, long generation, String attempt) {
        return new Renewal(
                grant(id, generation),
                attempt,
                new SecretText("rt-" + (generation - 1)),
                Optional.of(List.of("user/Patient.read")),
                LaunchContext.of(new JsonObject().put("patient", "pat-1")),
                false);
    }

    private Journal journal() {
        return Journal.open(vertx(), directory.resolve("rescue"), JournalLimits.DEFAULT, clock);
    }

    private Renewals renewals(Journal journal) {
        Connections connections =
                new Connections(database(), new TestAudit().trail(), sealer, new Ids(random), clock, List.of());
        return new Renewals(
                vertx(),
                database(),
                store,
                connections,
                journal,
                sealer,
                profiles,
                new DueTimes(random),
                RefreshSteps.UNWATCHED,
                NODE,
                clock);
    }

    @CanIgnoreReturnValue
    private Optional<Claim> claim(Grant grant, String attempt, String node) {
        return await(database().inTransaction(tx -> store.claim(tx, grant, attempt, node, LEASE)));
    }

    private Grant now(Grant of) {
        return await(database().read(tx -> store.find(tx, TENANT, of.connection())))
                .orElseThrow();
    }

    private void leaseEnds(Grant of) {
        await(database()
                .inTransaction(tx -> tx.updateMany(
                        "update token_grant set lease_until = current_timestamp - interval '1' second"
                                + " where connection_id = ?",
                        List.<Object[]>of(new Object[] {of.connection().value()}))));
    }

    @Test
    @Smart(81)
    void aCrashBetweenTheJournalAndTheDatabaseLosesNothing() throws Exception {
        Grant first = connected();
        claim(first, "try_1", NODE);
        try (Journal journal = journal()) {
            await(new RescueJournal(journal, sealer).append(renewal(first.connection(), 2, "try_1")));
        }

        try (Journal journal = journal()) {
            await(renewals(journal).replay());
        }

        Grant after = now(first);
        assertThat(after.generation()).isEqualTo(2);
        assertThat(after.refreshToken()).isEqualTo(new SecretText("rt-2"));
        assertThat(claim(after, "try_2", "other")).isPresent();
    }

    @Test
    void theJournalBringsNothingOlderThanTheDatabaseHas() throws Exception {
        Grant first = connected();
        try (Journal journal = journal()) {
            Renewals renewals = renewals(journal);
            keep(renewals, first, 2);
            keep(renewals, now(first), 3);
        }

        try (Journal journal = journal()) {
            await(renewals(journal).replay());
        }

        assertThat(now(first).generation()).isEqualTo(3);
        assertThat(now(first).refreshToken()).isEqualTo(new SecretText("rt-3"));
    }

    @Test
    void aDatabaseThatFellBackIsBroughtToTheNewestAnswer() throws Exception {
        Grant first = connected();
        try (Journal journal = journal()) {
            RescueJournal rescue = new RescueJournal(journal, sealer);
            await(rescue.append(renewal(first.connection(), 3, "try_2")));
            await(rescue.append(renewal(first.connection(), 4, "try_3")));
            await(rescue.append(renewal(first.connection(), 2, "try_1")));
        }

        try (Journal journal = journal()) {
            await(renewals(journal).replay());
        }

        assertThat(now(first).generation()).isEqualTo(4);
    }

    private void keep(Renewals renewals, Grant before, long generation) throws Exception {
        String attempt = "try_" + generation;
        assertThat(claim(before, attempt, NODE)).isPresent();
        assertThat(await(renewals.keep(connectionOf(before), renewal(before.connection(), generation, attempt)))
                        .generation())
                .isEqualTo(generation);
    }

    private PracticeConnection connectionOf(Grant grant) {
        return new PracticeConnection(
                TENANT,
                grant.connection(),
                "app_" + grant.connection().value(),
                "prac_1",
                "smart",
                URI.create("https://ehr.example/fhir"),
                GrantType.AUTHORIZATION_CODE,
                ConnectionState.ACTIVE,
                List.of(),
                Set.of(),
                null,
                false,
                false);
    }

    @Test
    @Smart(82)
    void onlyOneOfTwoNodesMayRefreshUntilItsRightEnds() {
        Grant first = connected();

        assertThat(claim(first, "try_1", "one")).isPresent();
        assertThat(claim(first, "try_2", "two")).isEmpty();
        leaseEnds(first);

        Optional<Claim> second = claim(first, "try_3", "two");
        assertThat(second).isPresent();
        assertThat(second.get().unknown()).isTrue();
    }

    @Test
    void aNodeThatComesBackTakesUpWhatItLeft() throws Exception {
        Grant cutOff = connected();
        Grant others = connected();
        claim(cutOff, "try_1", NODE);
        claim(others, "try_2", "another-node");

        try (Journal journal = journal()) {
            await(renewals(journal).replay());
        }

        Optional<Claim> again = claim(cutOff, "try_3", NODE);
        assertThat(again).isPresent();
        assertThat(again.get().unknown()).isTrue();
        assertThat(claim(others, "try_4", NODE)).isEmpty();
    }

    /** A node slept past its right with the EHR's answer in hand, while another one asks in vain with the used up token. */
    @Test
    void aLateAnswerWaitsForWhoAsksNowAndIsKeptWhenTheyGotNothing() throws Exception {
        Grant first = connected();
        claim(first, "try_slept", "sleeper");
        leaseEnds(first);
        Claim awake = claim(first, "try_awake", "other").orElseThrow();
        try (Journal journal = journal()) {
            Renewals renewals = renewals(journal);
            Promise<ConnectionId> late = Promise.promise();
            renewals.whenLate((tenant, connection) -> late.tryComplete(connection));

            Future<Grant> kept = renewals.keep(connectionOf(first), renewal(first.connection(), 2, "try_slept"));
            assertThat(((Failure) failureOf(kept)).code()).isEqualTo("refresh-under-way");
            assertThat(now(first).generation()).isEqualTo(1);
            await(database()
                    .inTransaction(
                            tx -> store.setBack(tx, awake, new Setback(true, null, null, null), clock.instant())));

            assertThat(await(late.future())).isEqualTo(first.connection());
        }
        assertThat(now(first).generation()).isEqualTo(2);
        assertThat(now(first).refreshToken()).isEqualTo(new SecretText("rt-2"));
    }

    @Test
    void aLateAnswerNeverReplacesANewerOne() throws Exception {
        Grant first = connected();
        claim(first, "try_slept", "sleeper");
        leaseEnds(first);
        try (Journal journal = journal()) {
            Renewals renewals = renewals(journal);
            keep(renewals, first, 2);

            Grant stands = await(renewals.keep(
                    connectionOf(first),
                    new Renewal(
                            new Grant(
                                    TENANT,
                                    first.connection(),
                                    2,
                                    new SecretText("late"),
                                    new SecretText("late"),
                                    Duration.ofMinutes(5),
                                    clock.instant(),
                                    clock.instant(),
                                    null,
                                    1),
                            "try_slept",
                            null,
                            Optional.empty(),
                            LaunchContext.of(new JsonObject()),
                            false)));

            assertThat(stands.refreshToken()).isEqualTo(new SecretText("rt-2"));
        }
        assertThat(now(first).refreshToken()).isEqualTo(new SecretText("rt-2"));
    }

    @Test
    void theTokenBeforeIsKeptUntilTheNewOneHasWorked() throws Exception {
        Grant first = connected();
        try (Journal journal = journal()) {
            Renewals renewals = renewals(journal);
            keep(renewals, first, 2);
            assertThat(claim(now(first), "try_look", NODE).orElseThrow().previous())
                    .isEqualTo(new SecretText("rt-1"));
        }
    }
}
