package dev.gatehouse.common.ehr;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where and how one EHR lists its practices: the node {@code directory} of its profile.
 *
 * @param form of the published list
 * @param url of the published list; null if there is none
 * @param every how often to read the list again; null for never by itself
 * @param kinds which endpoint is whose
 * @param sharedEndpoints true if several practices may have the same address, as where the practice is chosen at sign-in
 * @param testNames words of names that only test practices have, lower case; with {@code *} at the end for beginnings
 * @param list where the list is in a JSON object, names joined by full stops; null to take the only list there is
 * @param fields of lists of objects and of tables; empty to take our own names for them
 */
public record DirectorySection(
        DirectoryForm form,
        @Nullable URI url,
        @Nullable Duration every,
        EndpointKinds kinds,
        boolean sharedEndpoints,
        Set<String> testNames,
        @Nullable String list,
        Map<ListField, Source> fields,
        Csv csv) {

    /** Words of test practices where a profile names none. */
    public static final Set<String> TEST_NAMES = Set.of("test", "train", "training", "demo", "sandbox", "zz*");

    /** No published list. */
    public static final DirectorySection NONE = of(DirectoryForm.MANUAL, null, null, EndpointKinds.byName(Map.of()));

    public DirectorySection {
        testNames = Set.copyOf(testNames);
        fields = Map.copyOf(fields);
    }

    /** A Bundle whose endpoints have names. */
    public static DirectorySection bundle(
            @Nullable URI url, Map<String, EndpointKind> endpointNames, @Nullable Duration every) {
        return of(DirectoryForm.FHIR_BUNDLE, url, every, EndpointKinds.byName(endpointNames));
    }

    private static DirectorySection of(
            DirectoryForm form, @Nullable URI url, @Nullable Duration every, EndpointKinds kinds) {
        return new DirectorySection(form, url, every, kinds, false, TEST_NAMES, null, Map.of(), Csv.USUAL);
    }

    /**
     * Where a field stands.
     *
     * @param name of the column, or of the member, with full stops for members of members; empty if it has a column's number
     * @param column from 1; 0 if it has a name
     */
    public record Source(String name, int column) {
        public static Source named(String name) {
            return new Source(name, 0);
        }

        public static Source column(int number) {
            return new Source("", number);
        }
    }

    /**
     * @param header true if the first row names the columns
     * @param encoding unless the file begins with a byte order mark
     */
    public record Csv(char delimiter, boolean header, Charset encoding) {
        public static final Csv USUAL = new Csv(',', true, StandardCharsets.UTF_8);
    }
}
