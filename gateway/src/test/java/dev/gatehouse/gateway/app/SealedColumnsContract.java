package dev.gatehouse.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.vault.SealedColumn;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A column of bytes that nobody registered would be left behind by a change of keys, and lost with the old key. */
abstract class SealedColumnsContract extends DatabaseContract {
    /** Bytes that are not sealed by the ring's sealing keys, each with the reason. */
    private static final Set<String> NOT_SEALED = Set.of(
            "api_key.mac", // a fingerprint: can't be made anew, its old keys stay
            "audit_event.mac", // the chain: entries are never written anew, its old keys stay
            "audit_event.prev",
            "audit_head.mac",
            "call_block.body", // packed records of calls
            "call_block.holds",
            "call_summary.took", // histograms of times
            "call_summary.waited",
            "instance.key_check", // sealed by the master key
            "instance.wrapped_keyset"); // the ring itself, wrapped by the master key

    private Set<String> columns(String type) throws SQLException {
        Set<String> found = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection(
                        settings().jdbcUrl(), settings().user(), settings().password());
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("select lower(table_name), lower(column_name), lower(data_type)"
                                + " from information_schema.columns where lower(table_schema) = 'public'")) {
            while (rows.next()) {
                if (rows.getString(3).matches(type)) {
                    found.add(rows.getString(1) + "." + rows.getString(2));
                }
            }
        }
        return found;
    }

    @Guards("SEC-2")
    @Test
    void everyColumnOfBytesIsRegisteredOrKnownAsNotSealed() throws Exception {
        Set<String> known = new TreeSet<>(NOT_SEALED);
        for (SealedColumn each : Storage.sealedColumns()) {
            assertThat(known.add(each.name())).as("%s once", each.name()).isTrue();
        }

        assertThat(columns("bytea|binary.*")).isEqualTo(known);
    }

    @Test
    void theColumnsByWhichPlacesAreFoundExist() throws Exception {
        Set<String> all = columns(".*");

        for (SealedColumn each : Storage.sealedColumns()) {
            assertThat(all).contains(each.table() + ".tenant_id", each.table() + "." + each.id());
            if (each.generation() != null) {
                assertThat(all).contains(each.table() + "." + each.generation());
            }
        }
    }
}
