package dev.gatehouse.common.audit;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/** Refuses to change or remove rows of {@code audit_event}; H2 makes one by its name. PostgreSQL has a function for it. */
public final class AddOnlyTrigger implements Trigger {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    @Override
    public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after) throws SQLException {
        throw new SQLException("audit_event takes new rows only", INSUFFICIENT_PRIVILEGE);
    }
}
