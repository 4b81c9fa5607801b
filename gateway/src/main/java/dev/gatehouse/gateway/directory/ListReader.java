package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.DirectoryForm;
import dev.gatehouse.common.ehr.DirectorySection;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads one published form of list as it streams by, one entry in memory at a time. Blocking; for a worker thread. Fails
 * with {@link DirectoryUnreadable}, which says where.
 */
interface ListReader {
    /** Reads a file to its end; the next page of a list that has pages, if it is called again. */
    void read(InputStream file) throws IOException;

    /** The one for this form. A list that somebody sends for an EHR that publishes none is taken for a Bundle. */
    static ListReader of(DirectoryForm form, DirectorySection section, ListEntries entries) {
        return switch (form) {
            case FHIR_BUNDLE, SMART_BRANDS, MANUAL -> new BundleReader(entries, false);
            case FHIR_SEARCH -> new BundleReader(entries, true);
            case JSON_ARRAY -> new JsonListReader(section, entries);
            case CSV -> new CsvListReader(section, entries);
        };
    }
}
