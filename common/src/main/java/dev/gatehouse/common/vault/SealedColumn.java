package dev.gatehouse.common.vault;

import dev.gatehouse.common.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * A column of the schema that holds sealed values, and how the place of each is found, so that all of them can be sealed anew
 * with another key. Every store that seals names its columns; a test compares them with the schema. Names come from our own
 * code, never from outside.
 *
 * @param table with a column {@code tenant_id}
 * @param column of type {@code bytea}
 * @param id the column that holds the row's id in {@link SealedField}; unique in the table
 * @param generation the column that holds the generation; null where it is always 0
 */
public record SealedColumn(
        String table, String column, String id, @Nullable String generation) {

    /** A column of a table with an {@code id}, whose values never change their generation. */
    public SealedColumn(String table, String column) {
        this(table, column, "id", null);
    }

    /** {@code table.column}. */
    public String name() {
        return table + "." + column;
    }

    public SealedField place(String tenant, String row, long generationOfRow) {
        return new SealedField(new TenantId(tenant), table, column, row, generationOfRow);
    }
}
