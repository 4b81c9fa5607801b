package dev.gatehouse.common.audit;

import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.vault.AuditMac;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads the chain from one end to the other and says what does not fit: entries that were changed, removed, added or moved.
 * That the newest ones are gone, it can say only with an {@link AuditAnchor} from outside. Blocking JDBC, a page at a time and
 * all from one snapshot; other nodes may go on writing.
 */
public final class AuditCheck {
    private static final int PAGE = 5_000;
    private static final String COLUMNS = "seq, recorded_at, tenant_id, actor_kind, actor_id, request_id, address,"
            + " action, target, outcome, details, prev, mac";

    private final DatabaseSettings settings;
    private final AuditMac mac;

    public AuditCheck(DatabaseSettings settings, AuditMac mac) {
        this.settings = settings;
        this.mac = mac;
    }

    /**
     * What came of it.
     *
     * @param entries how many were read until the end or the first that does not fit
     * @param end the end of the chain; empty if there is no entry, or something does not fit
     * @param problem empty if all is well
     */
    public record Result(long entries, Optional<AuditAnchor> end, Optional<Finding> problem) {}

    /**
     * The first thing that does not fit.
     *
     * @param seq of the entry, or of the one that should be there
     */
    public record Finding(long seq, String text) {}

    /** All of it. */
    public Result run(Collection<AuditAnchor> anchors) {
        return run(1, Long.MAX_VALUE, anchors);
    }

    /**
     * A part of it. What the first entry says of the one before is believed, unless it is number 1; the end is compared with
     * what is noted of it only if {@code to} is {@link Long#MAX_VALUE}.
     *
     * @throws StartRefused if the database can't be read
     */
    public Result run(long from, long to, Collection<AuditAnchor> anchors) {
        try (Connection connection =
                DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password())) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            ChainReader chain = new ChainReader(mac, from, to, anchors);
            read(connection, chain, from, to);
            if (chain.problem().isEmpty()) {
                chain.end(count(connection, from, to), to == Long.MAX_VALUE ? head(connection) : null);
            }
            connection.rollback();
            return chain.result();
        } catch (SQLException e) {
            // The driver's message may hold values.
            throw new StartRefused("The audit can't be read from the database (state " + e.getSQLState() + ").");
        }
    }

    private static void read(Connection connection, ChainReader chain, long from, long to) throws SQLException {
        // The first page of a whole check also finds rows with numbers below 1.
        String pages = "select " + COLUMNS + " from audit_event where seq > ? and seq <= ? order by seq limit " + PAGE;
        try (PreparedStatement statement = connection.prepareStatement(pages)) {
            long after = from == 1 ? Long.MIN_VALUE : from - 1;
            boolean more = true;
            while (more && chain.problem().isEmpty()) {
                statement.setLong(1, after);
                statement.setLong(2, to);
                int rows = 0;
                try (ResultSet row = statement.executeQuery()) {
                    while (chain.problem().isEmpty() && row.next()) {
                        chain.take(row);
                        rows++;
                        after = row.getLong(1);
                    }
                }
                more = rows == PAGE;
            }
        }
    }

    /** Without its primary key the table may hold a number twice. */
    private static long count(Connection connection, long from, long to) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select count(*) from audit_event where seq between ? and ?")) {
            statement.setLong(1, from == 1 ? Long.MIN_VALUE : from);
            statement.setLong(2, to);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static List<ChainReader.Head> head(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select seq, mac from audit_head where id = 1")) {
            return row.next() ? List.of(new ChainReader.Head(row.getLong(1), row.getBytes(2))) : List.of();
        }
    }
}
