package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.DirectoryForm;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * How a list is to be imported, and for whom.
 *
 * @param by who imports it
 * @param form of the file; null for the one the EHR's profile names
 * @param preview true to tell what would change, and to change nothing
 * @param asking whose connections are counted where a host has moved; null for everybody's
 */
public record ImportOptions(
        Author by,
        @Nullable DirectoryForm form,
        boolean preview,
        @Nullable TenantId asking) {
    /** In the form of the EHR's profile, at once. */
    public static ImportOptions usual(Author by) {
        return new ImportOptions(by, null, false, null);
    }
}
