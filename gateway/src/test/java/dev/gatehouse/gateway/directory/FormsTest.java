package dev.gatehouse.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.ehr.DirectoryForm;
import dev.gatehouse.common.ehr.DirectorySection;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.ehr.EndpointKinds;
import dev.gatehouse.common.ehr.ListField;
import dev.gatehouse.common.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each published form, from its file to its practices. */
final class FormsTest {
    private static final String BASE = "https://fhir.ehr.example/";
    private static final EndpointKinds BY_NAME =
            EndpointKinds.byName(Map.of("Patients", EndpointKind.PATIENT, "Staff", EndpointKind.PROVIDER_SYSTEM));
    private static final EndpointKinds ALL_PATIENT =
            new EndpointKinds(Map.of(), Map.of(), List.of(), EndpointKind.PATIENT, Map.of());

    private DirectorySection section = DirectorySection.NONE;

    private record Read(List<ListedPractice> practices, List<String> reasons, List<String> warnings, int ignored) {
        ListedPractice named(String name) {
            return practices.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is not among " + practices));
        }

        List<String> names() {
            return practices.stream().map(ListedPractice::name).sorted().toList();
        }
    }

    private static List<String> addresses(ListedPractice practice) {
        return practice.endpoints().stream()
                .map(each -> each.kind().text() + " " + each.raw())
                .toList();
    }

    private void form(
            DirectoryForm form,
            EndpointKinds kinds,
            Map<ListField, DirectorySection.Source> fields,
            DirectorySection.Csv csv) {
        section = new DirectorySection(
                form,
                null,
                null,
                kinds,
                form == DirectoryForm.SMART_BRANDS,
                DirectorySection.TEST_NAMES,
                null,
                fields,
                csv);
    }

    private void form(DirectoryForm form, EndpointKinds kinds) {
        form(form, kinds, Map.of(), DirectorySection.Csv.USUAL);
    }

    private void change(boolean shared, String list) {
        section = new DirectorySection(
                section.form(),
                null,
                null,
                section.kinds(),
                shared,
                section.testNames(),
                list,
                section.fields(),
                section.csv());
    }

    private static DirectorySection.Source at(String name) {
        return DirectorySection.Source.named(name);
    }

    private EhrProfile profile() {
        return Bundles.profile("ehr", new HostRules(Set.of("*.ehr.example"), false), section);
    }

    private static DirectorySource sample(String name) {
        return () -> {
            InputStream file = FormsTest.class.getResourceAsStream("/directories/" + name);
            if (file == null) {
                throw new IOException("no sample " + name);
            }
            return file;
        };
    }

    private Read read(DirectorySource... pages) throws IOException {
        try (Listing listing = new Listing(new ListingRules(profile(), Set.of()))) {
            ListReader reader = ListReader.of(section.form(), section, listing);
            for (DirectorySource page : pages) {
                try (InputStream in = page.open()) {
                    reader.read(in);
                }
            }
            PracticeJoin join = listing.practices();
            List<ListedPractice> all = new ArrayList<>();
            for (List<ListedPractice> some = join.next(2); !some.isEmpty(); some = join.next(2)) {
                all.addAll(some);
            }
            return new Read(
                    all,
                    listing.rejections.first().stream()
                            .map(each -> each.entry() + ": " + each.reason())
                            .toList(),
                    listing.warnings,
                    listing.ignored());
        }
    }

    private Read read(String text) throws IOException {
        return read(Bundles.source(text));
    }

    @Test
    void aBundleResolvesEveryWayOfReferring() throws IOException {
        form(DirectoryForm.FHIR_BUNDLE, BY_NAME);

        Read read = read(sample("bundle.json"));

        assertThat(read.names()).containsExactly("Ash Family Medicine", "Elm Street Clinic", "Oak TEST4711 Practice");
        ListedPractice elm = read.named("Elm Street Clinic");
        assertThat(addresses(elm))
                .containsExactly("patient " + BASE + "patient/elm", "provider_system " + BASE + "staff/elm");
        assertThat(elm.npi()).isEqualTo("2900000011");
        assertThat(elm.extras().aliases()).containsExactly("Riverside Walk-In");
        assertThat(elm.extras().identifiers())
                .extracting(each -> each.type() + " " + each.value())
                .containsExactly("npi 2900000012", "clia 00D0000011", "naic 90011");
        assertThat(elm.extras().places()).extracting(Practice.Place::city).containsExactly("Norman");
        assertThat(elm.test()).isFalse();
        assertThat(read.named("Oak TEST4711 Practice").test()).isTrue();
        assertThat(read.reasons())
                .containsExactlyInAnyOrder(
                        "entry[6] Endpoint/closed: The endpoint's status is not one of an endpoint in use.",
                        "entry[7] Endpoint/inside: The endpoint has a host that exists only in a private network"
                                + " (fhir.ehr.local).",
                        "entry[8] Endpoint/plain: The endpoint has an address that is not https.");
    }

    @Test
    void sitesOfABrandInheritItsEndpointsAndShareThem() throws IOException {
        form(DirectoryForm.SMART_BRANDS, ALL_PATIENT);

        Read read = read(sample("brands.json"));

        assertThat(read.names()).containsExactly("Elm Health System", "Elm Street Clinic", "Oak Affiliates");
        assertThat(read.practices())
                .allSatisfy(each -> assertThat(addresses(each)).containsExactly("patient " + BASE + "elm/R4/"));
        assertThat(read.named("Elm Health System").extras().aliases()).containsExactly("Elm Hospitals", "MyElmPortal");
        assertThat(read.named("Elm Street Clinic").extras().parent()).isEqualTo("Elm Health System");
        assertThat(read.named("Elm Street Clinic").place().city()).isEqualTo("Norman");
        assertThat(read.reasons())
                .containsExactlyInAnyOrder(
                        "entry[5] Endpoint/00000000-0000-4000-8000-0000000000e2: The endpoint has no FHIR R4.",
                        "entry[3] Organization/00000000-0000-4000-8000-0000000000b4: The practice has no usable endpoint.");
    }

    @Test
    void brandsThatArePartOfEachOtherEnd() throws IOException {
        form(DirectoryForm.SMART_BRANDS, ALL_PATIENT);

        Read read = read(
                Bundles.bundle(
                        "{\"resource\":{\"resourceType\":\"Organization\",\"id\":\"a\",\"name\":\"A\",\"partOf\":{\"reference\":\"Organization/b\"}}}",
                        "{\"resource\":{\"resourceType\":\"Organization\",\"id\":\"b\",\"name\":\"B\",\"partOf\":{\"reference\":\"Organization/a\"}}}"));

        assertThat(read.practices()).isEmpty();
        assertThat(read.reasons()).hasSize(2).allMatch(each -> each.endsWith("The practice has no usable endpoint."));
    }

    @Test
    void thePagesOfASearchAreOneList() throws IOException {
        form(DirectoryForm.FHIR_SEARCH, ALL_PATIENT);

        Read read = read(sample("search-1.json"), sample("search-2.json"));

        assertThat(read.names()).containsExactly("Elm Street Clinic", "Oak Clinic");
        assertThat(addresses(read.named("Elm Street Clinic"))).containsExactly("patient https://ELM.ehr.example/fhir");
        assertThat(read.reasons())
                .containsExactly("entry[1] Endpoint/2: The endpoint has the same address as entry 0.");
        assertThat(read.ignored())
                .as("the repeated Organization and the outcome")
                .isEqualTo(2);
    }

    private static final Map<ListField, DirectorySection.Source> FACILITIES = Map.of(
            ListField.NAME, at("facilityName"),
            ListField.NPI, at("npi"),
            ListField.CITY, at("location.city"),
            ListField.STATE, at("location.state"),
            ListField.URL, at("serviceBaseUrl"));

    @Test
    void plainObjectsAreReadByTheMapOfTheirMembers() throws IOException {
        form(DirectoryForm.JSON_ARRAY, ALL_PATIENT, FACILITIES, DirectorySection.Csv.USUAL);

        Read read = read(sample("array.json"));

        assertThat(read.names()).containsExactly("Elm Street Clinic", "Fir Clinic", "Oak Clinic", "Zztrain Clinic");
        ListedPractice elm = read.named("Elm Street Clinic");
        assertThat(elm.npi()).isEqualTo("2900000011");
        assertThat(elm.place().city()).isEqualTo("Tulsa");
        assertThat(addresses(elm)).containsExactly("patient " + BASE + "open/elm");
        assertThat(read.named("Zztrain Clinic").test()).isTrue();
        assertThat(read.reasons())
                .contains(
                        "entry[3] Endpoint/url: The endpoint has an IP address instead of a host name.",
                        "entry[5] Organization/without id: The practice has no name.",
                        "entry[6]: It says the same thing twice, differently.");
        assertThat(read.ignored()).isEqualTo(1);
    }

    @Test
    void theListMayStandInsideOfAnObject() throws IOException {
        form(DirectoryForm.JSON_ARRAY, ALL_PATIENT, FACILITIES, DirectorySection.Csv.USUAL);
        assertThatThrownBy(() -> read(sample("object.json")))
                .isInstanceOf(DirectoryUnreadable.class)
                .hasMessageContaining("has none at its top");
        assertThat(read("{\"x\":[1,[2]],\"y\":[{\"facilityName\":\"Elm\",\"serviceBaseUrl\":\"" + BASE + "1\"}]}")
                        .names())
                .containsExactly("Elm");
        assertThatThrownBy(() -> read("{\"x\":[{}],\"y\":[{}]}")).hasMessageContaining("more than one list");

        change(false, "data.facilities");

        assertThat(read(sample("object.json")).names()).containsExactly("Elm Street Clinic");
        assertThatThrownBy(() -> read("[{}]")).hasMessageContaining("no list at \"data.facilities\"");
    }

    private static final Map<ListField, DirectorySection.Source> COLUMNS = Map.of(
            ListField.NAME, at("facility"),
            ListField.CITY, DirectorySection.Source.column(2),
            ListField.NPI, at("NPI"),
            ListField.PATIENT_URL, at("Patients at"),
            ListField.PROVIDER_URL, at("Staff at"),
            ListField.ALIAS, at("Also known as"));

    @Test
    void aTableIsReadByTheMapOfItsColumns() throws IOException {
        DirectorySection.Csv semicolons = new DirectorySection.Csv(';', true, Charset.forName("windows-1252"));
        form(DirectoryForm.CSV, BY_NAME, COLUMNS, semicolons);

        Read read = read(sample("table.csv"));

        assertThat(read.names())
                .containsExactly("=HYPERLINK(\"https://bad.example\")", "Elm Street; Clinic", "Oak \"Best\" Clinic");
        ListedPractice elm = read.named("Elm Street; Clinic");
        assertThat(addresses(elm)).containsExactly("patient " + BASE + "p/elm", "provider_system " + BASE + "s/elm");
        assertThat(elm.extras().aliases()).containsExactly("Riverside Walk-In");
        assertThat(elm.place().city()).isEqualTo("Tulsa");
        assertThat(read.reasons()).contains("row[6] patientUrl: The endpoint has an address that is not https.");
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void aTableWithoutHeaderAndWithOneAddressForAll() throws IOException {
        Map<ListField, DirectorySection.Source> columns = Map.of(
                ListField.ID, DirectorySection.Source.column(1),
                ListField.NAME, DirectorySection.Source.column(2),
                ListField.STATE, DirectorySection.Source.column(3),
                ListField.URL, DirectorySection.Source.column(4));
        form(
                DirectoryForm.CSV,
                ALL_PATIENT,
                columns,
                new DirectorySection.Csv(',', false, Charset.forName("windows-1252")));
        change(true, "");

        Read read = read(sample("plain-table.csv"));

        assertThat(read.names()).containsExactly("Clínica Ñandú", "Oak Clinic");
        assertThat(read.practices())
                .allSatisfy(each -> assertThat(addresses(each)).containsExactly("patient " + BASE + "r4"));
        assertThat(read.reasons())
                .anyMatch(each -> each.startsWith("row[3] 18: The same organisation stands in entry 2"));
    }

    @Test
    void aTableWithoutMapUsesOurOwnNames() throws IOException {
        form(DirectoryForm.CSV, BY_NAME);

        Read read = read("name,postalCode,url,endpointName\nElm,74101," + BASE + "1,Staff\nOak,1," + BASE
                + "2,provider_system\nAsh,2," + BASE + "3,Nobody\n");

        assertThat(addresses(read.named("Elm"))).containsExactly("provider_system " + BASE + "1");
        assertThat(addresses(read.named("Oak"))).containsExactly("provider_system " + BASE + "2");
        assertThat(read.reasons())
                .contains("row[4] url: The endpoint's name is none of those this EHR uses (\"Nobody\").");
    }

    @Test
    void rowsWithoutAnIdAreKnownByWhatTellsThemApart() throws IOException {
        form(DirectoryForm.CSV, ALL_PATIENT);
        String table = "name,npi,postalCode,url\nElm,1,74101," + BASE + "x\nElm,1,74102," + BASE + "x\nElm,1,74102,"
                + BASE + "x\n";

        assertThat(read(table).practices())
                .extracting(ListedPractice::externalKey)
                .containsExactly("url:" + BASE + "x");
        change(true, "");
        assertThat(read(table).practices())
                .extracting(ListedPractice::externalKey)
                .containsExactly("row:1|74101|elm", "row:1|74102|elm");
    }

    @Test
    void aColumnThatIsGoneIsAFailureOrAWarning() throws IOException {
        form(DirectoryForm.CSV, BY_NAME, COLUMNS, DirectorySection.Csv.USUAL);

        assertThat(read("facility,city,patients at\nElm,Tulsa," + BASE + "1\n").warnings())
                .containsExactlyInAnyOrder(
                        "The table has no column \"NPI\" any more.",
                        "The table has no column \"Staff at\" any more.",
                        "The table has no column \"Also known as\" any more.");
        assertThatThrownBy(() -> read("name,city,patients at\nElm,Tulsa," + BASE + "1\n"))
                .isInstanceOf(DirectoryUnreadable.class)
                .hasMessageContaining("no column facility");
        assertThatThrownBy(() -> read("facility,facility,patients at\n"))
                .hasMessageContaining("column \"facility\" twice");
    }

    @Test
    void oneAddressStandsForAHostOfEachKind() throws IOException {
        form(
                DirectoryForm.FHIR_BUNDLE,
                new EndpointKinds(
                        Map.of(),
                        Map.of(),
                        List.of(),
                        null,
                        Map.of(
                                EndpointKind.PATIENT, "patients.ehr.example",
                                EndpointKind.PROVIDER_SYSTEM, "staff.ehr.example")));

        Read read = read(Bundles.bundle(
                Bundles.organization(1, "Elm"),
                Bundles.endpoint(
                        "PatientAccess-" + Bundles.guid(1),
                        "Anything",
                        "https://STAFF.ehr.example/r4/AB",
                        Bundles.guid(1))));

        assertThat(addresses(read.named("Elm")))
                .containsExactly(
                        "patient https://patients.ehr.example/r4/AB",
                        "provider_system https://staff.ehr.example/r4/AB");
    }

    @Test
    void anotherFormThanExpectedIsRefused() {
        form(DirectoryForm.CSV, BY_NAME);
        for (String file :
                List.of("", "<html>", " \n<?xml version=\"1.0\"?>", "[]", "{}", "PK\u0003\u0004zip", "name\n")) {
            assertThatThrownBy(() -> read(file)).as(file).isInstanceOf(DirectoryUnreadable.class);
        }
        form(DirectoryForm.JSON_ARRAY, BY_NAME);
        for (String file : List.of("", "<html>", "7", "{}", "{\"a\":[]}", "name,url\n", "[{},", "[{}] []")) {
            assertThatThrownBy(() -> read(file)).as(file).isInstanceOf(DirectoryUnreadable.class);
        }
    }

    @Test
    void hostileTablesEndEarly() throws IOException {
        form(DirectoryForm.CSV, ALL_PATIENT);
        String header = "name,url\n";
        assertThatThrownBy(() -> read(header + "\"Elm," + BASE + "\n" + "x".repeat(1 << 20)))
                .isInstanceOf(DirectoryUnreadable.class)
                .hasMessageContaining("closing quote");
        assertThatThrownBy(() -> read(header + "\"Elm\",\"" + BASE))
                .isInstanceOf(DirectoryUnreadable.class)
                .hasMessageContaining("not closed");
        assertThatThrownBy(() -> read(header + "x".repeat(1 << 20) + "," + BASE))
                .isInstanceOf(DirectoryUnreadable.class)
                .hasMessageContaining("64 KB");
        assertThatThrownBy(() -> read(header + ",".repeat(10_000) + "\n"))
                .isInstanceOf(DirectoryUnreadable.class)
                .hasMessageContaining("1000 columns");
        assertThatThrownBy(() -> read(() -> new java.io.ByteArrayInputStream(
                        (header + "Cl\u00ednica,x").getBytes(Charset.forName("windows-1252")))))
                .isInstanceOf(DirectoryUnreadable.class)
                .hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> read(header + "a,b\n".repeat(Listing.MOST_PRACTICES + 1)))
                .isInstanceOf(Failure.TooLarge.class);
        Read long8k = read(header + "y".repeat(8193) + "," + BASE + "1\nElm," + BASE + "2\n");
        assertThat(long8k.names()).containsExactly("Elm");
        assertThat(long8k.reasons()).anyMatch(each -> each.endsWith("The name is longer than 8 KB."));
    }

    @Test
    void hostileListsOfObjectsEndEarly() {
        form(DirectoryForm.JSON_ARRAY, ALL_PATIENT);
        for (String file : List.of(
                "[{\"name\":" + "[".repeat(70) + "]".repeat(70) + "}]",
                "[{\"name\":\"" + "x".repeat((4 << 20) + 1) + "\"}]",
                "[{\"name\":NaN}]",
                "[{\"npi\":" + "9".repeat(2000) + "}]",
                "[{\"" + "n".repeat(20_000) + "\":1}]",
                "[{\"name\":\"\u0001\"}]")) {
            assertThatThrownBy(() -> read(file)).as("%.30s", file).isInstanceOf(DirectoryUnreadable.class);
        }
        assertThatThrownBy(() -> read("[" + "{},".repeat(Listing.MOST_PRACTICES + 1) + "{}]"))
                .isInstanceOf(Failure.TooLarge.class);
        assertThatThrownBy(() -> read("[" + "1,".repeat(1_000_001) + "1]")).isInstanceOf(Failure.TooLarge.class);
        assertThatThrownBy(() -> read(() -> new java.io.ByteArrayInputStream(
                        new byte[] {'[', '{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xff, '"', '}', ']'})))
                .isInstanceOf(DirectoryUnreadable.class);
    }

    @Test
    void aHostileBundleCanNotMakeEverybodyShareEverything() throws IOException {
        form(DirectoryForm.SMART_BRANDS, ALL_PATIENT);
        StringBuilder references = new StringBuilder();
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            references.append(i == 0 ? "" : ",").append("{\"reference\":\"Endpoint/e" + i + "\"}");
            file.append(Bundles.endpoint("e" + i, "x", BASE + i, "none")).append(',');
        }
        file.append("{\"resource\":{\"resourceType\":\"Organization\",\"id\":\"a\",\"name\":\"A\",\"endpoint\":[")
                .append(references)
                .append("]}}");

        Read read = read(Bundles.bundle(file.toString()));

        assertThat(read.named("A").endpoints()).hasSize(100);
        assertThat(read.reasons())
                .containsExactly(
                        "entry[150] Organization/a: The practice has more than 100 endpoints; the rest is left out.");
    }
}
