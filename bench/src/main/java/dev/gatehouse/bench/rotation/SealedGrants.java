package dev.gatehouse.bench.rotation;

import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.database.OpenedDatabase;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.rotation.KeyRotationStore;
import dev.gatehouse.common.rotation.KeyRotations;
import dev.gatehouse.common.rotation.KeyWatch;
import dev.gatehouse.common.rotation.RotationPace;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.HeldKeys;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.token.GrantStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An installation on H2 with many grants, whose tokens say of themselves which grant and generation they are of, opened as a
 * gateway opens it.
 */
final class SealedGrants implements AutoCloseable {
    private static final Clock CLOCK = Clock.systemUTC();

    final Vertx vertx = Vertx.vertx();
    final HeldKeys held;
    private final OpenedDatabase opened;
    private final MasterKey master;
    private final AuditTrail audit;

    SealedGrants(Path directory) {
        Path data = directory.resolve("data");
        master = MasterKey.load(directory.resolve("gatehouse.key"), data, true);
        DatabaseSettings settings =
                DatabaseSettings.h2(data, master.databasePassword().reveal());
        List<Class<?>> rows = Stream.concat(KeyRotationStore.ROWS.stream(), AuditStore.ROWS.stream())
                .toList();
        opened = OpenedDatabase.open(vertx, data, settings, rows, CLOCK);
        byte[] wrapped = opened.instances()
                .read()
                .wrappedKeyset()
                .or(() -> opened.instances()
                        .keepKeys(master.check(), KeyRing.generate().wrap(master))
                        .wrappedKeyset())
                .orElseThrow();
        held = new HeldKeys(KeyRing.unwrap(wrapped, master));
        audit = new AuditTrail(held.audit(), CLOCK);
    }

    Database database() {
        return opened.database();
    }

    KeyRotations rotations() {
        return new KeyRotations(database(), audit, GrantStore.SEALED, new SecureRandom(), CLOCK);
    }

    KeyWatch watch() {
        return new KeyWatch(
                vertx, database(), audit, held, GrantStore.SEALED, master, RotationPace.DEFAULT.alone(), CLOCK);
    }

    static String id(int number) {
        return String.format("con_%06d", number);
    }

    static String token(String column, String id, long generation) {
        return column + " of " + id + ", generation " + generation + ", with the length of a short token: "
                + "0123456789abcdef".repeat(8);
    }

    static SealedField place(String column, String id, long generation) {
        return new SealedField(TenantId.DEFAULT, "token_grant", column, id, generation);
    }

    private static byte[] seal(Sealer sealer, String column, String id, long generation) {
        return sealer.seal(new SecretText(token(column, id, generation)), place(column, id, generation));
    }

    /** One application, and grants of generation 1 from {@code first} on. */
    Future<Void> fill(int first, int count) {
        Sealer sealer = held.sealer();
        List<Object[]> connections = new ArrayList<>();
        List<Object[]> grants = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            String id = id(i);
            connections.add(new Object[] {id, id});
            grants.add(new Object[] {id, seal(sealer, "access_token", id, 1), seal(sealer, "refresh_token", id, 1)});
        }
        return database()
                .inBackground(tx -> tx.updateMany(CONNECTION, connections)
                        .compose(done -> tx.updateMany(GRANT, grants))
                        .mapEmpty());
    }

    Future<Void> application() {
        return database()
                .inTransaction(tx -> tx.updateMany(TENANT, List.<Object[]>of(new Object[] {"Default"}))
                        .compose(done -> tx.updateMany(APPLICATION, List.<Object[]>of(new Object[] {"app_1"})))
                        .mapEmpty());
    }

    /** What a refresh writes: the row is locked, and the next generation's tokens take the place of this one's. */
    Future<Long> refresh(String id) {
        return database()
                .inTransaction(tx -> tx.selectRows(
                                "select generation from token_grant where connection_id = ? for update", id)
                        .compose(rows -> write(tx, id, ((Number) rows.get(0)[0]).longValue() + 1)));
    }

    private Future<Long> write(Transaction tx, String id, long generation) {
        Sealer sealer = held.sealer();
        Object[] values = {
            generation, seal(sealer, "access_token", id, generation), seal(sealer, "refresh_token", id, generation), id
        };
        return tx.updateMany(
                        "update token_grant set generation = ?, access_token = ?, refresh_token = ?, version = version + 1"
                                + " where connection_id = ?",
                        List.<Object[]>of(values))
                .map(generation);
    }

    @Override
    public void close() {
        opened.close();
    }

    private static final String TENANT =
            "insert into tenant (id, name, created_at, version)" + " values ('default', ?, current_timestamp, 0)";
    private static final String APPLICATION = "insert into application (id, tenant_id, slug, ehr, environment, type,"
            + " name, scopes, client_auth, created_at, updated_at, version) values (?, 'default', 'bench', 'sandbox',"
            + " 'sandbox', 'provider', 'Bench', '', 'basic', current_timestamp, current_timestamp, 0)";
    private static final String CONNECTION = "insert into practice_connection (id, tenant_id, application_id, ehr,"
            + " practice_id, practice_name, endpoint_id, endpoint_kind, base_url, end_user_id, live_key, state, cause_code,"
            + " cause_text, state_since, scopes_requested, scopes_granted, launch_generation, created_at, version) values"
            + " (?, 'default', 'app_1', 'sandbox', 'prac_1', 'Bench', 'end_1', 'provider_system', 'https://ehr.example',"
            + " 'user', ?, 'ACTIVE', 'connected', '', current_timestamp, '', '', 0, current_timestamp, 0)";
    private static final String GRANT = "insert into token_grant (connection_id, tenant_id, generation, access_token,"
            + " refresh_token, lifetime_seconds, expires_at, obtained_at, version) values (?, 'default', 1, ?, ?, 3600,"
            + " current_timestamp, current_timestamp, 0)";
}
