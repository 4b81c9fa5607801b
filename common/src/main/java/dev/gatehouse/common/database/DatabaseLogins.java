package dev.gatehouse.common.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Who may open the embedded database: the owner this process logged in as, and while one master key takes over from another
 * the owner of the other key. On PostgreSQL, whose logins are not ours, nothing happens. Blocking JDBC, never on an event
 * loop; what it changes is on disk when it returns.
 */
public final class DatabaseLogins {
    private final DatabaseSettings settings;

    DatabaseLogins(DatabaseSettings settings) {
        this.settings = settings;
    }

    /** Lets this user own the database too; nothing changes if he does. */
    public void admit(String user, String password) {
        if (!settings.isH2()) {
            return;
        }
        try (Connection connection = StartChecks.connect(settings)) {
            try (PreparedStatement create =
                    connection.prepareStatement("create user if not exists " + quoted(user) + " password ? admin")) {
                create.setString(1, password);
                create.execute();
            }
            sync(connection);
        } catch (SQLException e) {
            throw StartChecks.refusal(settings, e);
        }
    }

    /** Lets no other owner of ours in. */
    public void keepOnlyOwn() {
        if (!settings.isH2()) {
            return;
        }
        try (Connection connection = StartChecks.connect(settings)) {
            List<String> others = others(connection);
            try (Statement drop = connection.createStatement()) {
                for (String each : others) {
                    drop.execute("drop user if exists " + quoted(each));
                }
            }
            if (!others.isEmpty()) {
                sync(connection);
            }
        } catch (SQLException e) {
            throw StartChecks.refusal(settings, e);
        }
    }

    private static List<String> others(Connection connection) throws SQLException {
        List<String> others = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet users = statement.executeQuery(
                        "select user_name from information_schema.users where user_name <> current_user"
                                + " and user_name like 'GATEHOUSE%'")) {
            while (users.next()) {
                others.add(users.getString(1));
            }
        }
        return others;
    }

    private static void sync(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }

    private static String quoted(String user) {
        if (!user.matches("[A-Za-z0-9_]+")) {
            throw new IllegalArgumentException("user names have letters, digits and underscores only");
        }
        return '"' + user.toUpperCase(Locale.ROOT) + '"';
    }
}
