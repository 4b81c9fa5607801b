package dev.gatehouse.gateway.token;

import static dev.gatehouse.common.testing.Answers.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.gateway.connection.ConnectionId;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Grants without tokens, for tests of when they are due. */
abstract class DueGrantFixture extends DatabaseContract {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    final DueGrantStore store;
    private int made;

    DueGrantFixture(boolean shared) {
        super(GrantRow.class);
        this.store = new DueGrantStore(shared);
    }

    @BeforeAll
    void application() {
        run(tx -> tx.updateMany(TENANT, row("Default")).compose(done -> tx.updateMany(APPLICATION, row("app_1"))));
    }

    @BeforeEach
    void forget() {
        run(tx -> tx.updateMany(
                "update token_grant set due_at = null, waits_for = null where tenant_id = ?", row("default")));
    }

    @CanIgnoreReturnValue
    final <T> T run(Function<Transaction, Future<T>> work) {
        return await(database().inTransaction(work));
    }

    static List<Object[]> row(@Nullable Object... values) {
        return List.<Object[]>of(values);
    }

    @CanIgnoreReturnValue
    final ConnectionId grant(@Nullable Instant due) {
        return grant(due, null);
    }

    @CanIgnoreReturnValue
    final ConnectionId grant(@Nullable Instant due, @Nullable String waitsFor) {
        String id = String.format("con_%026d", ++made);
        run(tx -> tx.updateMany(CONNECTION, row(id, id))
                .compose(done -> tx.updateMany(GRANT, row(id, due == null ? null : at(due), waitsFor))));
        return new ConnectionId(id);
    }

    static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static final String TENANT =
            "insert into tenant (id, name, created_at, version) values ('default', ?, current_timestamp, 0)";
    private static final String APPLICATION = "insert into application (id, tenant_id, slug, ehr, environment, type,"
            + " name, scopes, client_auth, created_at, updated_at, version) values (?, 'default', 'due', 'sandbox',"
            + " 'sandbox', 'provider', 'Due', '', 'basic', current_timestamp, current_timestamp, 0)";
    private static final String CONNECTION = "insert into practice_connection (id, tenant_id, application_id, ehr,"
            + " practice_id, practice_name, endpoint_id, endpoint_kind, base_url, end_user_id, live_key, state,"
            + " cause_code, cause_text, state_since, scopes_requested, scopes_granted, launch_generation, created_at,"
            + " version) values (?, 'default', 'app_1', 'sandbox', 'prac_1', 'Practice', 'end_1', 'provider_system',"
            + " 'https://ehr.example', 'user', ?, 'ACTIVE', 'connected', '', current_timestamp, '', '', 0,"
            + " current_timestamp, 0)";
    private static final String GRANT = "insert into token_grant (connection_id, tenant_id, generation, access_token,"
            + " lifetime_seconds, expires_at, obtained_at, due_at, waits_for, version) values (?, 'default', 1, '',"
            + " 3600, current_timestamp, current_timestamp, ?, ?, 0)";
}
