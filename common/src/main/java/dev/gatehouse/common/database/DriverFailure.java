package dev.gatehouse.common.database;

import java.sql.SQLException;
import org.hibernate.JDBCException;
import org.jspecify.annotations.Nullable;

/**
 * What a driver said, without its message: H2 and PostgreSQL put the offending values into theirs, and this may be
 * logged. Keeps the type, the SQL state, the statement with its question marks, and the stack.
 */
final class DriverFailure extends RuntimeException {
    private DriverFailure(String message, StackTraceElement[] stack) {
        super(message);
        setStackTrace(stack);
    }

    static DriverFailure of(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.getClass().getSimpleName());
        if (failure instanceof JDBCException jdbc) {
            append(text, "state", jdbc.getSQLState());
            append(text, "code", Integer.toString(jdbc.getErrorCode()));
            append(text, "statement", jdbc.getSQL());
        } else if (failure instanceof SQLException sql) {
            append(text, "state", sql.getSQLState());
            append(text, "code", Integer.toString(sql.getErrorCode()));
        } else if (failure instanceof io.vertx.sqlclient.DatabaseException database) {
            append(text, "state", database.getSqlState());
        }
        return new DriverFailure(text.toString(), failure.getStackTrace());
    }

    private static void append(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(' ').append(name).append(' ').append(value);
        }
    }
}
