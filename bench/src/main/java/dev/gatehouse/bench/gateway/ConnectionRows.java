package dev.gatehouse.bench.gateway;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.database.OpenedDatabase;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Writes connections with their grants into the database of a gateway that is not running: more than its API would take. */
public final class ConnectionRows {
    private static final int A_BATCH = 1_000;

    /** One connection. */
    public record Each(String baseUrl, String accessToken, String refreshToken) {}

    private final String application;
    private final Instant expiresAt;
    private final IntFunction<Each> rows;

    /**
     * @param application whose connections they are
     * @param expiresAt when all access tokens end
     * @param rows what the connection with that number is like
     */
    public ConnectionRows(String application, Instant expiresAt, IntFunction<Each> rows) {
        this.application = application;
        this.expiresAt = expiresAt;
        this.rows = rows;
    }

    public static String id(int number) {
        return String.format("con_%026d", number);
    }

    /** @param postgres empty for the H2 file in the directory */
    public void write(Path directory, Optional<String> postgres, int count) throws Exception {
        Vertx vertx = Vertx.vertx();
        Path data = directory.resolve("data");
        MasterKey master = MasterKey.load(directory.resolve("gatehouse.key"), data, false);
        DatabaseSettings settings = postgres.map(url -> DatabaseSettings.postgres(URI.create(url)))
                .orElseGet(() -> DatabaseSettings.h2(
                                data, master.databasePassword().reveal())
                        .orAs(master.databaseUser()));
        OpenedDatabase opened = OpenedDatabase.open(vertx, data, settings, AuditStore.ROWS, Clock.systemUTC());
        Sealer sealer = KeyRing.unwrap(opened.instances().read().wrappedKeyset().orElseThrow(), master)
                .sealer();
        for (int first = 0; first < count; first += A_BATCH) {
            write(opened, sealer, first, Math.min(count, first + A_BATCH));
        }
        opened.close();
        await(vertx.close());
    }

    private void write(OpenedDatabase opened, Sealer sealer, int first, int end) throws Exception {
        OffsetDateTime expires = expiresAt.atOffset(ZoneOffset.UTC);
        List<Object[]> connections = new ArrayList<>();
        List<Object[]> grants = new ArrayList<>();
        for (int i = first; i < end; i++) {
            String id = id(i);
            Each row = rows.apply(i);
            connections.add(new Object[] {id, application, row.baseUrl(), id});
            grants.add(new Object[] {
                id,
                seal(sealer, "access_token", id, row.accessToken()),
                seal(sealer, "refresh_token", id, row.refreshToken()),
                expires,
                expires
            });
        }
        await(opened.database()
                .inBackground(
                        tx -> tx.updateMany(CONNECTION, connections).compose(done -> tx.updateMany(GRANT, grants))));
    }

    private static byte[] seal(Sealer sealer, String column, String id, String token) {
        return sealer.seal(new SecretText(token), new SealedField(TenantId.DEFAULT, "token_grant", column, id, 1));
    }

    @CanIgnoreReturnValue
    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get();
    }

    private static final String CONNECTION = "insert into practice_connection (id, tenant_id, application_id, ehr,"
            + " practice_id, practice_name, endpoint_id, endpoint_kind, base_url, end_user_id, live_key, state, cause_code,"
            + " cause_text, state_since, scopes_requested, scopes_granted, launch_generation, created_at, version) values"
            + " (?, 'default', ?, 'sandbox', 'prac_1', 'Bench', 'end_1', 'PROVIDER_SYSTEM', ?, 'user', ?, 'ACTIVE',"
            + " 'connected', '', current_timestamp, '', 'user/Patient.read', 0, current_timestamp, 0)";
    private static final String GRANT = "insert into token_grant (connection_id, tenant_id, generation, access_token,"
            + " refresh_token, lifetime_seconds, expires_at, obtained_at, used_at, due_at, credential_number, version)"
            + " values (?, 'default', 1, ?, ?, 3600, ?, current_timestamp, current_timestamp, ?, 1, 0)";
}
