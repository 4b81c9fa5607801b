package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.DirectoryForm;
import dev.gatehouse.common.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * How a list is to be imported.
 *
 * @param form of the file; null for the one the EHR's profile names
 * @param preview true to tell what would change, and to change nothing
 * @param asking whose connections are counted where a host has moved; null for everybody's
 */
public record ImportOptions(
        @Nullable DirectoryForm form,
        boolean preview,
        @Nullable TenantId asking) {
    public static final ImportOptions USUAL = new ImportOptions(null, false, null);
}
