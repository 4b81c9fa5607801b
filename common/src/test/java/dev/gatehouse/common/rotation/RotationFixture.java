package dev.gatehouse.common.rotation;

import static dev.gatehouse.common.testing.Answers.await;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.testing.TestAudit;
import dev.gatehouse.common.vault.HeldKeys;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.common.vault.SealedColumn;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node with its own memory of the keys, and two sealed columns of one table. */
final class RotationFixture {
    static final SealedColumn FIRST = new SealedColumn("sealed_thing", "first_secret", "id", "generation");
    static final SealedColumn SECOND = new SealedColumn("sealed_thing", "second_secret");
    static final String TABLE = "create table sealed_thing (id varchar(64) not null primary key,"
            + " tenant_id varchar(64) not null, generation bigint not null, first_secret bytea not null,"
            + " second_secret bytea)";
    static final RotationPace PACE = new RotationPace(Duration.ofSeconds(2), Duration.ofSeconds(5), 7, Duration.ZERO);

    final Database database;
    final MasterKey master;
    final HeldKeys held;
    final Sealer sealer;
    final KeyWatch watch;

    RotationFixture(Vertx vertx, Database database, MasterKey master, RotationPace pace, Clock clock) {
        this.database = database;
        this.master = master;
        this.held = new HeldKeys(inDatabase(database, master));
        this.sealer = held.sealer();
        this.watch = new KeyWatch(
                vertx, database, new TestAudit().trail(), held, List.of(SECOND, FIRST), master, pace, clock);
    }

    static KeyRing inDatabase(Database database, MasterKey master) {
        return KeyRing.unwrap(
                await(database.read(tx -> new WrappedRingStore(database.announcements()).read(tx))), master);
    }

    Future<Void> add(String id, String text) {
        return database.inTransaction(tx -> tx.updateMany(
                        "insert into sealed_thing (id, tenant_id, generation, first_secret, second_secret)"
                                + " values (?, 'default', 1, ?, ?)",
                        List.<Object[]>of(new Object[] {id, first(id, 1, text), second(id, text)}))
                .mapEmpty());
    }

    /** As a refresh does: locks the row, writes the next generation. */
    Future<Void> refresh(String id, String text) {
        return database.inTransaction(tx -> tx.selectRows(
                        "select generation from sealed_thing where id = ? for update", id)
                .compose(rows -> write(tx, id, ((Number) rows.get(0)[0]).longValue() + 1, text)));
    }

    private Future<Void> write(Transaction tx, String id, long generation, String text) {
        Object[] values = {generation, first(id, generation, text), second(id, text), id};
        return tx.updateMany(
                        "update sealed_thing set generation = ?, first_secret = ?, second_secret = ? where id = ?",
                        List.<Object[]>of(values))
                .mapEmpty();
    }

    private byte[] first(String id, long generation, String text) {
        return sealer.seal(new SecretText(text), FIRST.place("default", id, generation));
    }

    private byte[] second(String id, String text) {
        return sealer.seal(new SecretText(text), SECOND.place("default", id, 0));
    }

    /** What this node reads: ids with their text, which both columns hold. */
    Map<String, String> read() {
        Map<String, String> texts = new TreeMap<>();
        List<Object[]> rows = await(database.read(tx ->
                tx.selectRows("select id, generation, first_secret, second_secret from sealed_thing order by id")));
        for (Object[] row : rows) {
            String id = (String) row[0];
            String first = sealer.open((byte[]) row[2], FIRST.place("default", id, ((Number) row[1]).longValue()))
                    .reveal();
            String second =
                    sealer.open((byte[]) row[3], SECOND.place("default", id, 0)).reveal();
            texts.put(id, first.equals(second) ? first : first + " and " + second);
        }
        return texts;
    }
}
