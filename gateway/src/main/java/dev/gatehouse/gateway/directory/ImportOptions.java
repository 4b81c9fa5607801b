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
 * @param mode what is done with it
 * @param asking whose connections are counted where a host has moved or a practice vanished; null for everybody's
 * @param source the address it comes from; null for a file
 */
public record ImportOptions(
        Author by,
        @Nullable DirectoryForm form,
        Mode mode,
        @Nullable TenantId asking,
        @Nullable String source) {

    /** What is done with a list. */
    public enum Mode {
        /** It counts when all of it is written. */
        NOW,
        /** It is compared with what we have, and nothing is kept. */
        COMPARE,
        /** It is written, and waits until somebody says yes. */
        STAGE
    }

    /** In the form of the EHR's profile, at once. */
    public static ImportOptions usual(Author by) {
        return new ImportOptions(by, null, Mode.NOW, null, null);
    }

    ImportOptions from(String address) {
        return new ImportOptions(by, form, mode, asking, address);
    }

    boolean preview() {
        return mode == Mode.COMPARE;
    }
}
