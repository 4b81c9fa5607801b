package dev.gatehouse.common.rotation;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.TestAudit;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.Keyset;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of keys on both databases, with nodes that die at every step. */
abstract class RotationContract extends DatabaseContract {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final int THINGS = 40;
    private static final Author OPERATOR = Author.system(TenantId.DEFAULT, "test");
    private static final AuditTrail AUDIT = new TestAudit().trail();

    @TempDir
    Path folder;

    private MasterKey master;
    private Instant now = NOON;
    private final Map<String, String> expected = new TreeMap<>();

    RotationContract() {
        super(Stream.concat(KeyRotationStore.ROWS.stream(), AuditStore.ROWS.stream())
                .toArray(Class<?>[]::new));
    }

    private final Clock clock = new Clock() {
        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void sealThings() throws SQLException {
        master = MasterKey.load(folder.resolve("gatehouse.key"), folder.resolve("data"), true);
        now = NOON;
        expected.clear();
        sql("drop table if exists sealed_thing");
        sql(RotationFixture.TABLE);
        sql("delete from key_rotation");
        sql("delete from instance");
        try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement("insert into instance"
                        + " (id, database_id, generation, key_check, wrapped_keyset, created_at)"
                        + " values (1, 'test', 0, ?, ?, current_timestamp)")) {
            insert.setBytes(1, master.check());
            insert.setBytes(2, KeyRing.generate().wrap(master));
            insert.executeUpdate();
        }
        RotationFixture node = node();
        for (int i = 0; i < THINGS; i++) {
            String id = String.format("thing-%03d", i);
            await(node.add(id, "secret of " + id));
            expected.put(id, "secret of " + id);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                settings().jdbcUrl(), settings().user(), settings().password());
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = connect();
                var run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    private RotationFixture node() {
        return new RotationFixture(vertx(), database(), master, RotationFixture.PACE, clock);
    }

    private KeyRotations rotations() {
        return new KeyRotations(
                database(), AUDIT, List.of(RotationFixture.FIRST, RotationFixture.SECOND), new SecureRandom(), clock);
    }

    private KeyRotation newest() {
        return await(rotations().list()).get(0);
    }

    /** Lets the node work until nothing is due, moving the clock by what nodes are given to notice. */
    @CanIgnoreReturnValue
    private KeyRotation run(RotationFixture node, RotationState until) {
        for (int step = 0; step < 500 && newest().state() != until; step++) {
            if (!await(node.watch.look())) {
                now = now.plusSeconds(5);
            }
        }
        return newest();
    }

    @Guards("SEC-5")
    @Test
    void everythingIsSealedAnewAndTheOldKeyGoes() {
        RotationFixture node = node();
        int old = node.held.ring().primary(Keyset.SEALING);
        KeyRotation begun = await(rotations().begin(OPERATOR, Keyset.SEALING, Duration.ZERO));

        KeyRotation done = run(node, RotationState.DONE);

        assertThat(done.id()).isEqualTo(begun.id());
        assertThat(done.resealed()).isEqualTo(2 * THINGS);
        assertThat(node.held.ring().keys(Keyset.SEALING))
                .doesNotContain(old)
                .containsExactly(Integer.parseUnsignedInt(done.newKey(), 16));
        assertThat(node.read()).isEqualTo(expected);
        assertThat(await(rotations().sealed(node.held.ring()))).isEqualTo(new KeyRotations.Sealed(2 * THINGS, 0));
    }

    @Test
    void theNewKeySealsNothingBeforeEveryNodeCanHaveIt() {
        RotationFixture worker = node();
        RotationFixture other = node();
        int old = other.held.ring().primary(Keyset.SEALING);
        KeyRotation begun = await(rotations().begin(OPERATOR, Keyset.SEALING, Duration.ZERO));

        await(worker.watch.look());
        assertThat(worker.held.ring().keys(Keyset.SEALING)).hasSize(2);
        assertThat(worker.held.ring().primary(Keyset.SEALING)).isEqualTo(old);
        now = now.plusSeconds(4);
        assertThat(await(worker.watch.look())).isFalse();
        await(other.watch.look());
        now = now.plusSeconds(1);
        await(worker.watch.look());

        assertThat(worker.held.ring().primary(Keyset.SEALING)).isNotEqualTo(old);
        await(worker.refresh("thing-000", "newer"));
        expected.put("thing-000", "newer");
        assertThat(other.read()).isEqualTo(expected);
        assertThat(await(rotations().of(begun.id())).state()).isEqualTo(RotationState.SETTLING);
    }

    @Test
    void theOldKeyIsKeptAsLongAsAskedUnlessItIsFinishedEarlier() {
        RotationFixture node = node();
        KeyRotation begun = await(rotations().begin(OPERATOR, Keyset.SEALING, Duration.ofDays(7)));
        KeyRotation kept = run(node, RotationState.KEEPING);

        now = now.plus(Duration.ofDays(6));
        assertThat(await(node.watch.look())).isFalse();
        assertThat(node.held.ring().keys(Keyset.SEALING)).hasSize(2);
        assertThat(kept.dropAt()).isBefore(NOON.plus(Duration.ofDays(8)));
        await(rotations().finish(OPERATOR, begun.id()));
        run(node, RotationState.DONE);

        assertThat(node.held.ring().keys(Keyset.SEALING)).hasSize(1);
        assertThat(node.read()).isEqualTo(expected);
        assertThat(code(rotations().finish(OPERATOR, begun.id()))).isEqualTo("key-rotation-ended");
    }

    @Test
    void whatAStaleNodeSealedWithTheOldKeyIsFoundBeforeThatIsDropped() {
        RotationFixture node = node();
        RotationFixture stale = node();
        await(rotations().begin(OPERATOR, Keyset.SEALING, Duration.ofDays(7)));
        run(node, RotationState.KEEPING);
        await(stale.refresh("thing-007", "sealed with the old key"));
        expected.put("thing-007", "sealed with the old key");

        now = now.plus(Duration.ofDays(8));
        run(node, RotationState.DONE);

        assertThat(node.held.ring().keys(Keyset.SEALING)).hasSize(1);
        assertThat(node.read()).isEqualTo(expected);
    }

    @Test
    void aValueThatNoKeyOpensKeepsTheOldKey() throws SQLException {
        RotationFixture node = node();
        sql("update sealed_thing set second_secret = (select first_secret from sealed_thing where id = 'thing-001')"
                + " where id = 'thing-000'");
        await(rotations().begin(OPERATOR, Keyset.SEALING, Duration.ZERO));

        KeyRotation kept = run(node, RotationState.KEEPING);

        assertThat(kept.broken()).isEqualTo(1);
        assertThat(node.held.ring().keys(Keyset.SEALING)).hasSize(2);
        sql("delete from sealed_thing where id = 'thing-000'");
        now = now.plus(Duration.ofHours(2));
        assertThat(run(node, RotationState.DONE).broken()).isZero();
        expected.remove("thing-000");
        assertThat(node.read()).isEqualTo(expected);
    }

    @Test
    void oneAtATimeAndANewerOneTakesCareOfTheOldKeys() {
        RotationFixture node = node();
        KeyRotation first = await(rotations().begin(OPERATOR, Keyset.SEALING, Duration.ofDays(7)));
        assertThat(code(rotations().begin(OPERATOR, Keyset.SEALING, Duration.ZERO)))
                .isEqualTo("key-rotation-running");
        assertThat(code(rotations().finish(OPERATOR, first.id()))).isEqualTo("key-rotation-running");
        run(node, RotationState.KEEPING);
        now = now.plusSeconds(1);

        await(rotations().begin(OPERATOR, Keyset.SEALING, Duration.ZERO));
        run(node, RotationState.DONE);

        assertThat(await(rotations().of(first.id())).state()).isEqualTo(RotationState.REPLACED);
        assertThat(node.held.ring().keys(Keyset.SEALING)).hasSize(1);
        assertThat(node.read()).isEqualTo(expected);
    }

    @Test
    void oldFingerprintKeysStay() {
        RotationFixture node = node();
        SecretText key = new SecretText("an API key");
        byte[] fingerprint = node.held.fingerprints().of(key);
        await(rotations().begin(OPERATOR, Keyset.FINGERPRINTS, Duration.ZERO));

        run(node, RotationState.DONE);

        assertThat(node.held.ring().keys(Keyset.FINGERPRINTS)).hasSize(2);
        assertThat(node.held.fingerprints().matches(fingerprint, key)).isTrue();
        assertThat(node.held.fingerprints().of(key)).isNotEqualTo(fingerprint);
    }

    /** Every look is by a node that knows only what the database says, and some are cut off by the death of all. */
    @Guards("SEC-5")
    @Test
    void nodesThatDieAtAnyStepLeaveEverythingReadable() {
        for (int seed = 1; seed <= 2; seed++) {
            Random random = new Random(seed);
            await(rotations().begin(OPERATOR, Keyset.SEALING, Duration.ZERO));
            for (int step = 0; newest().state() != RotationState.DONE; step++) {
                assertThat(step).as("steps with seed %d", seed).isLessThan(500);
                RotationFixture node = node();
                Future<Boolean> look = node.watch.look();
                if (random.nextInt(6) == 0) {
                    reopen(); // whatever was under way ends in its commit or its rollback
                } else {
                    await(look);
                }
                String id = String.format("thing-%03d", random.nextInt(THINGS));
                await(node().refresh(id, "text " + seed + "." + step));
                expected.put(id, "text " + seed + "." + step);
                assertThat(node().read()).as("seed %d, step %d", seed, step).isEqualTo(expected);
                now = now.plusSeconds(random.nextInt(4));
            }
            assertThat(node().held.ring().keys(Keyset.SEALING)).hasSize(1);
        }
    }

    @Guards("SEC-5")
    @Test
    void aRefreshAtTheSameMomentIsNeverOverwritten() {
        RotationFixture node = node();
        RotationFixture other = node();
        await(rotations().begin(OPERATOR, Keyset.SEALING, Duration.ZERO));
        Random random = new Random(7);
        for (int round = 0; round < 400 && newest().state() != RotationState.DONE; round++) {
            List<Future<?>> together = new ArrayList<>();
            together.add(node.watch.look());
            together.add(other.watch.look().recover(busy -> Future.succeededFuture(false)));
            for (int i = 0; i < 3; i++) {
                String id = String.format("thing-%03d", i * 13 + random.nextInt(13));
                String text = "round " + round + "." + i;
                together.add(node.refresh(id, text));
                expected.put(id, text);
            }
            await(Future.join(together));
            now = now.plusSeconds(1);
        }

        assertThat(newest().state()).isEqualTo(RotationState.DONE);
        assertThat(node().read()).isEqualTo(expected);
    }

    @Test
    void aBatchLocksNoOtherRowsThanItsOwn() {
        RotationFixture node = node();
        KeyRing newer = node.held.ring().withKey(Keyset.SEALING, 7).withPrimary(Keyset.SEALING, 7);
        KeyRotationRow row = new KeyRotationRow("rot_1", "sealing", RotationState.RESEALING, "7", Duration.ZERO, now);
        Promise<Void> locked = Promise.promise();
        Promise<Void> over = Promise.promise();
        Future<Void> batch = database()
                .inTransaction(tx -> new ReSeal(List.of(RotationFixture.FIRST))
                        .batch(tx, row, newer, 7)
                        .compose(end -> {
                            Context own = vertx().getOrCreateContext();
                            locked.complete();
                            return Future.<Void>future(
                                    done -> over.future().onComplete(told -> own.runOnContext(go -> done.complete())));
                        }));
        await(locked.future());

        await(node.refresh("thing-007", "not held up"));
        await(node.refresh("thing-039", "not held up"));

        over.complete();
        await(batch);
        assertThat(row.resealed).isEqualTo(7);
        assertThat(row.atRow).isEqualTo("thing-006");
    }

    private static String code(Future<?> refused) {
        return failureOf(refused) instanceof Failure failure ? failure.code() : "no refusal of ours";
    }
}
