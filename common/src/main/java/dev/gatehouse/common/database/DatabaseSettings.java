package dev.gatehouse.common.database;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which database, and how to reach it.
 *
 * @param jdbcUrl what JDBC calls it
 * @param user the database user; on H2 the owner, who alone may force a sync
 * @param password never printed
 * @param poolSize connections; on H2 well under the 20 worker threads, since each statement holds one
 */
public record DatabaseSettings(String jdbcUrl, String user, String password, int poolSize) {
    private static final int H2_CONNECTIONS = 8;
    private static final int POSTGRES_CONNECTIONS = 16;
    private static final List<String> PARAMETERS = List.of("sslmode", "sslrootcert");

    /**
     * Embedded H2 in a file below {@code directory}. The background writer stays on and freed space is reused after ten
     * seconds, which keeps the file bounded; durability comes from {@link DurabilityGate}.
     */
    public static DatabaseSettings h2(Path directory, String password) {
        return new DatabaseSettings(
                "jdbc:h2:file:" + directory.resolve("gatehouse").toAbsolutePath()
                        + ";WRITE_DELAY=500;RETENTION_TIME=10000;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE"
                        // H2's own trace file would hold the values of statements that failed
                        + ";TRACE_LEVEL_FILE=0",
                "gatehouse",
                password,
                H2_CONNECTIONS);
    }

    /**
     * PostgreSQL 14 or later.
     *
     * @param url {@code postgresql://user:password@host:5432/database}; user and password percent-encoded. Of parameters
     *     it knows {@code sslmode} (disable, prefer, require, verify-ca, verify-full) and {@code sslrootcert} (a PEM file)
     * @throws IllegalArgumentException naming what is wrong, without the password
     */
    public static DatabaseSettings postgres(URI url) {
        String login = url.getRawUserInfo();
        if (!("postgresql".equals(url.getScheme()) || "postgres".equals(url.getScheme()))
                || url.getHost() == null
                || login == null
                || url.getPath() == null
                || url.getPath().length() < 2) {
            throw new IllegalArgumentException("expected postgresql://user:password@host:5432/database");
        }
        int colon = login.indexOf(':');
        String user = decode(colon < 0 ? login : login.substring(0, colon));
        String password = colon < 0 ? "" : decode(login.substring(colon + 1));
        int port = url.getPort() < 0 ? 5432 : url.getPort();
        for (String name : parameters(url).keySet()) {
            if (!PARAMETERS.contains(name)) {
                throw new IllegalArgumentException(
                        "does not know the parameter " + name + "; expected one of " + PARAMETERS);
            }
        }
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return new DatabaseSettings(
                "jdbc:postgresql://" + url.getHost() + ":" + port + url.getPath() + query,
                user,
                password,
                POSTGRES_CONNECTIONS);
    }

    /**
     * The same, or with this user if the H2 file knows the password from him and not from the usual owner. Blocking: opens
     * the file, if there is one, and closes it.
     */
    public DatabaseSettings orAs(String otherUser) {
        try (HeldOpen held = HeldOpen.of(this, otherUser)) {
            return held.settings();
        }
    }

    DatabaseSettings as(String otherUser) {
        return new DatabaseSettings(jdbcUrl, otherUser, password, poolSize);
    }

    /** The same, but an H2 file that is not there is an error and no new database. */
    DatabaseSettings existing() {
        return isH2() && !jdbcUrl.contains(";IFEXISTS=TRUE")
                ? new DatabaseSettings(jdbcUrl + ";IFEXISTS=TRUE", user, password, poolSize)
                : this;
    }

    static Map<String, String> parameters(URI url) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (url.getRawQuery() != null) {
            for (String each : url.getRawQuery().split("&", -1)) {
                int equals = each.indexOf('=');
                parameters.put(
                        decode(equals < 0 ? each : each.substring(0, equals)),
                        equals < 0 ? "" : decode(each.substring(equals + 1)));
            }
        }
        return parameters;
    }

    public boolean isH2() {
        return jdbcUrl.toLowerCase(Locale.ROOT).startsWith("jdbc:h2:");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return isH2() ? "embedded H2" : jdbcUrl.replaceFirst("\\?.*", "");
    }
}
