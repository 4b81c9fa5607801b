package dev.gatehouse.common.vault;

import dev.gatehouse.common.tenant.TenantId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The place a sealed value belongs to. It is bound into the seal: a ciphertext moved to another tenant, table, column, row
 * or generation can't be opened there.
 *
 * @param tenant who owns the row
 * @param table name in the schema
 * @param column name in the schema
 * @param row the row's id
 * @param generation counts the versions of this value; 0 where it never changes
 */
public record SealedField(TenantId tenant, String table, String column, String row, long generation) {

    /** Canonical form: each part prefixed with its length, so that no two places share one. */
    byte[] associatedData() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String part : new String[] {"v1", tenant.value(), table, column, row, Long.toString(generation)}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            data.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
            data.writeBytes(bytes);
        }
        return data.toByteArray();
    }
}
