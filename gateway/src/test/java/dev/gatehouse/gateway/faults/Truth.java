package dev.gatehouse.gateway.faults;

import dev.gatehouse.common.audit.AnchorFile;
import dev.gatehouse.common.audit.AuditCheck;
import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.common.vault.SealedField;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The invariants, looked up in the installation's own database and compared with what the {@link Oracle} knows. An H2 file
 * must not be open elsewhere.
 *
 * <p>I1: the refresh token in the database is the one that is good, or the connection says why not. I2: no spent token is
 * shown whose successor had arrived. I3: never two token requests at once for one grant. I4: the audit is whole. I5: no
 * token or secret in a log. I8: no lease and no request is left.
 */
final class Truth {
    private final DatabaseSettings settings;
    private final KeyRing ring;
    private final Path data;

    private Truth(DatabaseSettings settings, KeyRing ring, Path data) {
        this.settings = settings;
        this.ring = ring;
        this.data = data;
    }

    static Truth of(Path data, Path masterKey, @Nullable String databaseUrl) {
        MasterKey master = MasterKey.load(masterKey, data, false);
        DatabaseSettings settings = databaseUrl == null
                ? DatabaseSettings.h2(data, master.databasePassword().reveal()).orAs(master.databaseUser())
                : DatabaseSettings.postgres(URI.create(databaseUrl));
        byte[] wrapped = query(settings, "select wrapped_keyset from instance", rows -> {
            rows.next();
            return rows.getBytes(1);
        });
        return new Truth(settings, KeyRing.unwrap(wrapped, master), data);
    }

    static Truth of(Installation installation) {
        return of(installation.data(), installation.masterKey(), installation.databaseUrl());
    }

    /** What is kept of one connection. */
    record Kept(@Nullable String refreshToken, boolean leased, String state, String cause) {}

    private Map<String, Kept> kept() {
        return query(
                settings,
                "select g.connection_id, g.tenant_id, g.generation, g.refresh_token, c.state, c.cause_code, g.lease_attempt from token_grant g"
                        + " join practice_connection c on c.id = g.connection_id",
                row -> {
                    Map<String, Kept> kept = new HashMap<>();
                    while (row.next()) {
                        String id = row.getString(1);
                        long generation = row.getLong(3);
                        byte[] sealed = row.getBytes(4);
                        SealedField place = new SealedField(
                                new TenantId(row.getString(2)), "token_grant", "refresh_token", id, generation);
                        kept.put(
                                id,
                                new Kept(
                                        sealed == null
                                                ? null
                                                : ring.sealer()
                                                        .open(sealed, place)
                                                        .reveal(),
                                        row.getString(7) != null,
                                        row.getString(5),
                                        row.getString(6)));
                    }
                    return kept;
                });
    }

    private interface Reading<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private static <T> T query(DatabaseSettings settings, String sql, Reading<T> reading) {
        try (Connection connection =
                        DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return reading.read(rows);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * I1 to I4 and I8.
     *
     * @param causes for which a connection may have been given up
     */
    void check(Findings findings, Oracle oracle, Practices practices, Set<String> causes) {
        Map<String, Kept> kept = kept();
        practices.each().forEach(practice -> {
            boolean leased = kept.containsKey(practices.id(practice)) && kept.get(practices.id(practice)).leased;
            findings.need(!leased, "I8: connection %d is still leased", practice);
            Kept mine = kept.get(practices.id(practice));
            String good = oracle.current(practice);
            if (mine == null) {
                findings.breach("I1: connection %d is gone", practice);
            } else if (mine.state.equalsIgnoreCase("needs_reconnect")) {
                findings.need(causes.contains(mine.cause), "I1: connection %d was given up: %s", practice, mine.cause);
            } else {
                findings.need(
                        good != null && good.equals(mine.refreshToken),
                        "I1: connection %d is %s (%s) with a refresh token that is %s",
                        practice,
                        mine.state,
                        mine.cause,
                        good == null ? "of an ended grant" : "not the good one");
            }
        });
        checkOracle(findings, oracle);
        findings.need(audit().isEmpty(), "I4: %s", audit());
    }

    /** I2, I3 and I8, which the oracle alone can tell. */
    static void checkOracle(Findings findings, Oracle oracle) {
        long inexcusable = oracle.inexcusable();
        findings.need(inexcusable == 0, "I2: %d spent tokens were shown", inexcusable);
        int most = oracle.mostInFlight();
        findings.need(most <= 1, "I3: %d token requests at once for one grant", most);
        findings.need(oracle.inFlight() == 0, "I8: %d token requests are still open", oracle.inFlight());
        findings.need(
                oracle.strangeBearers().isEmpty(),
                "%d FHIR calls with what is no access token",
                oracle.strangeBearers().size());
    }

    /** The first thing that is wrong with the audit; empty if nothing is. */
    private String audit() {
        try {
            return new AuditCheck(settings, ring.audit())
                    .run(new AnchorFile(data.resolve(AnchorFile.NAME)).read())
                    .problem()
                    .map(problem -> "entry " + problem.seq() + ": " + problem.text())
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** I5. */
    static void checkLog(Findings findings, String log) {
        long leaks = log.lines().filter(each -> each.contains(Oracle.CANARY)).count();
        findings.need(leaks == 0, "I5: %d log lines with a token or secret", leaks);
    }
}
