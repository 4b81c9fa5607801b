package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.Failure;
import java.util.Locale;

/** A row with this key is there already: 409 {@code already-exists}. The same on H2 and PostgreSQL. */
public final class UniqueViolation extends Failure.Conflict {
    private final String constraint;

    UniqueViolation(String driversName) {
        super("already-exists", "Something with the same key exists already.");
        this.constraint = plain(driversName);
    }

    /** The constraint's name in the schema, in lower case: {@code uq_tenant_name}. Empty if the driver gave none. */
    public String constraint() {
        return constraint;
    }

    /** True if it was this constraint of the schema, for example {@code uq_tenant_name}. */
    public boolean violates(String name) {
        return constraint.equalsIgnoreCase(name);
    }

    /** PostgreSQL says {@code uq_x}; H2 says {@code PUBLIC.UQ_X INDEX PUBLIC.UQ_X_INDEX_4 ON …}. */
    private static String plain(String driversName) {
        String first = driversName.replace("\"", "").strip().split("\\s", 2)[0];
        return first.substring(first.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
