package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.Failure;
import java.util.Locale;

/** A row with this key is there already: 409 {@code already-exists}. The same on H2 and PostgreSQL. */
public final class UniqueViolation extends Failure.Conflict {
    private final String constraint;

    UniqueViolation(String constraint) {
        super("already-exists", "Something with the same key exists already.");
        this.constraint = constraint.toLowerCase(Locale.ROOT);
    }

    /** True if it was this constraint of the schema, for example {@code uq_tenant_name}. */
    public boolean violates(String name) {
        return constraint.contains(name);
    }
}
