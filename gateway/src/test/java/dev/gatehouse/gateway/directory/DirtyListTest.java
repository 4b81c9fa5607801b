package dev.gatehouse.gateway.directory;

import static dev.gatehouse.gateway.directory.Bundles.FMH;
import static dev.gatehouse.gateway.directory.Bundles.PATIENTS;
import static dev.gatehouse.gateway.directory.Bundles.PROVIDERS;
import static dev.gatehouse.gateway.directory.Bundles.bundle;
import static dev.gatehouse.gateway.directory.Bundles.endpoint;
import static dev.gatehouse.gateway.directory.Bundles.guid;
import static dev.gatehouse.gateway.directory.Bundles.organization;
import static dev.gatehouse.gateway.directory.Bundles.patientEndpoint;
import static dev.gatehouse.gateway.directory.Bundles.practice;
import static dev.gatehouse.gateway.directory.Bundles.providerEndpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Smart;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DirtyListTest {
    private static final int ALL = 1000;

    /** What comes out of a file: its practices, and what was left out. */
    private record Read(List<ListedPractice> practices, List<ImportReport.Rejected> rejected, Listing listing) {
        ListedPractice only() {
            assertThat(practices).hasSize(1);
            return practices.get(0);
        }

        String reason() {
            assertThat(rejected).hasSize(1);
            return rejected.get(0).entry() + ": " + rejected.get(0).reason();
        }
    }

    private static Read read(String file, String... allowedPrivate) throws IOException {
        try (Listing listing = new Listing(new ListingRules(Bundles.profile("pf"), Set.of(allowedPrivate)))) {
            try (InputStream in = Bundles.source(file).open()) {
                BundleReader.read(in, listing);
            }
            List<ListedPractice> practices = listing.practices().next(ALL);
            return new Read(practices, listing.rejections.first(), listing);
        }
    }

    private static String withAddress(String address) {
        return bundle(
                organization(1, "Elm"),
                endpoint("PatientAccess-" + guid(1), "Patient Access", address, guid(1)),
                providerEndpoint(1));
    }

    @Test
    @Smart(7)
    void aCleanPracticeKeepsEverythingItSays() throws IOException {
        ListedPractice practice = read(bundle(practice(1, "Elm Street Clinic"))).only();

        assertThat(practice.externalKey()).isEqualTo(guid(1));
        assertThat(practice.name()).isEqualTo("Elm Street Clinic");
        assertThat(practice.npi()).isEqualTo("2900000001");
        assertThat(practice.ein()).isEqualTo("00-0000001");
        assertThat(practice.guid()).isEqualTo(guid(1));
        assertThat(practice.place()).isEqualTo(new Practice.Place("1 Main St", "Tulsa", "OK", "74101"));
        assertThat(practice.endpoints())
                .extracting(ListedPractice.ListedEndpoint::kind, ListedPractice.ListedEndpoint::raw)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(EndpointKind.PATIENT, PATIENTS + guid(1)),
                        org.assertj.core.groups.Tuple.tuple(EndpointKind.PROVIDER_SYSTEM, PROVIDERS + guid(1)));
    }

    @Test
    void theOrderOfEntriesDoesNotMatter() throws IOException {
        List<String> orders = List.of(
                bundle(
                        organization(1, "A"),
                        organization(2, "B"),
                        patientEndpoint(2),
                        patientEndpoint(1),
                        providerEndpoint(1),
                        providerEndpoint(2)),
                bundle(
                        providerEndpoint(1),
                        patientEndpoint(2),
                        providerEndpoint(2),
                        patientEndpoint(1),
                        organization(1, "A"),
                        organization(2, "B")),
                bundle(
                        patientEndpoint(1),
                        organization(1, "A"),
                        providerEndpoint(2),
                        organization(2, "B"),
                        providerEndpoint(1),
                        patientEndpoint(2)));

        for (String file : orders) {
            Read read = read(file);
            assertThat(read.rejected()).isEmpty();
            assertThat(read.practices()).extracting(ListedPractice::name).containsExactly("A", "B");
            assertThat(read.practices())
                    .allSatisfy(each -> assertThat(each.endpoints()).hasSize(2));
        }
    }

    @ParameterizedTest
    @Smart(7)
    @ValueSource(
            strings = {
                "Endpoint/e-1",
                "endpoint/e-1",
                "e-1",
                "E-1",
                "urn:uuid:e-1",
                "https://x.example/fhir/Endpoint/e-1",
                "Endpoint/e-1/_history/3",
                "https://api.patientfusion.com/fhir/r4/v1/9"
            })
    void anOrganizationMayReferInAnyOfTheseWays(String reference) throws IOException {
        String file = bundle(
                "{\"resource\":{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"Elm\",\"endpoint\":[{\"reference\":\""
                        + reference + "\"}]}}",
                "{\"fullUrl\":\"https://api.patientfusion.com/fhir/r4/v1/9\",\"resource\":{\"resourceType\":\"Endpoint\",\"id\":\"e-1\",\"name\":\"Patient"
                        + " Access\",\"address\":\"https://api.patientfusion.com/fhir/r4/v1/9\"}}");

        assertThat(read(file).only().endpoints()).hasSize(1);
    }

    @Test
    void aFullUrlThatIsNotTheIdIsFoundToo() throws IOException {
        String file = bundle(
                "{\"resource\":{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"Elm\",\"endpoint\":[{\"reference\":\"urn:uuid:77\"}]}}",
                "{\"fullUrl\":\"urn:uuid:77\",\"resource\":{\"resourceType\":\"Endpoint\",\"id\":\"other\",\"name\":\"Patient"
                        + " Access\",\"address\":\""
                        + PATIENTS + "9\"}}");

        assertThat(read(file).only().endpoints()).hasSize(1);
    }

    @Test
    void anEndpointMayNameItsOrganizationInstead() throws IOException {
        String file = bundle(
                patientEndpoint(1),
                "{\"resource\":{\"resourceType\":\"Organization\",\"id\":\"" + guid(1) + "\",\"name\":\"Elm\"}}");

        assertThat(read(file).only().endpoints()).hasSize(1);
    }

    @Test
    void containedResourcesBelongToTheirEntry() throws IOException {
        String inside = bundle(
                "{\"resource\":{\"resourceType\":\"Endpoint\",\"id\":\"a\",\"name\":\"Patient Access\",\"address\":\""
                        + PATIENTS
                        + "1\",\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"org\",\"name\":\"Elm\"}],"
                        + "\"managingOrganization\":{\"reference\":\"#org\"}}}",
                "{\"resource\":{\"resourceType\":\"Endpoint\",\"id\":\"b\",\"name\":\"Patient Access\",\"address\":\""
                        + PATIENTS
                        + "2\",\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"org\",\"name\":\"Oak\"}],"
                        + "\"managingOrganization\":{\"reference\":\"#org\"}}}",
                "{\"resource\":{\"resourceType\":\"Organization\",\"id\":\"c\",\"name\":\"Ash\",\"endpoint\":[{\"reference\":\"#e\"}],\"contained\":[{\"resourceType\":\"Endpoint\",\"id\":\"e\",\"name\":\"Patient"
                        + " Access\",\"address\":\""
                        + PATIENTS + "3\"}]}}");

        assertThat(read(inside).practices())
                .extracting(each -> each.name() + " " + each.endpoints().get(0).raw())
                .containsExactlyInAnyOrder("Elm " + PATIENTS + "1", "Oak " + PATIENTS + "2", "Ash " + PATIENTS + "3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.patientfusion.com/fhir/r4/v1/1",
                "https://127.0.0.1/fhir",
                "https://10.0.0.5/fhir",
                "https://127.1/fhir",
                "https://2130706433/fhir",
                "https://0x7f.1/fhir",
                "https://[::1]/fhir",
                "https://169.254.169.254/latest",
                "https://ehr.local/fhir",
                "https://localhost/fhir",
                "https://ehr.internal/fhir",
                "https://intranet/fhir",
                "https://evil.example/fhir",
                "https://api.patientfusion.com.evil.example/fhir",
                "https://api.patientfusion.com@evil.example/fhir",
                "https://user:pw@api.patientfusion.com/fhir",
                "https://api.patientfusion.com/fhir#x",
                "https://api.patientfusion.com/fhir?x=1",
                "https://api.patientfusion.com/a/../b",
                "https://api.patientfusion.com/a/%2e%2e/b",
                "https://api.patientfusion.com//b",
                "https://api.patientfusion.com./fhir",
                "https://api.patientfusion.com:8443/fhir",
                "ftp://api.patientfusion.com/",
                "not an address",
                "api.patientfusion.com/fhir",
                "javascript:alert(1)",
                "https:///fhir",
                "file:///etc/passwd",
                "https://api.patientfusion.com/f\\u00fchir"
            })
    void anAddressThatMustNotBeCalledIsRejectedByName(String address) throws IOException {
        Read read = read(withAddress(address));

        assertThat(read.only().endpoints())
                .extracting(ListedPractice.ListedEndpoint::kind)
                .containsExactly(EndpointKind.PROVIDER_SYSTEM);
        assertThat(read.reason()).startsWith("entry[1] Endpoint/PatientAccess-" + guid(1) + ": The endpoint has ");
    }

    @Test
    void aPrivateHostMayEnterOnlyWhenTheOperatorNamedIt() throws IOException {
        String file = withAddress("http://127.0.0.1:9080/fhir/1");

        assertThat(read(file, "127.0.0.1:9080").only().endpoints()).hasSize(2);
        assertThat(read(file, "127.0.0.1").only().endpoints()).hasSize(2);
        assertThat(read(file, "127.0.0.1:9081").only().endpoints()).hasSize(1);
        assertThat(read(file, "localhost").only().endpoints()).hasSize(1);
    }

    @Test
    void fullUrlCountsOnlyWithoutAnAddress() throws IOException {
        String open =
                "{\"fullUrl\":\"" + PATIENTS + "7\",\"resource\":{\"resourceType\":\"Endpoint\",\"id\":\"PatientAccess-"
                        + guid(1) + "\",\"name\":\"Patient Access\"";
        Read absent = read(bundle(organization(1, "Elm"), open + "}}", providerEndpoint(1)));
        Read blank = read(bundle(organization(1, "Elm"), open + ",\"address\":\" \"}}", providerEndpoint(1)));
        Read both = read(bundle(organization(1, "Elm"), open + ",\"address\":\"" + FMH + "8\"}}", providerEndpoint(1)));

        assertThat(absent.only().endpoints().get(0).raw()).isEqualTo(PATIENTS + "7");
        assertThat(blank.only().endpoints().get(0).raw()).isEqualTo(PATIENTS + "7");
        assertThat(both.only().endpoints().get(0).raw()).isEqualTo(FMH + "8");
        assertThat(both.only().endpoints().get(0).disputed()).isTrue();
        assertThat(both.listing().disputed()).isEqualTo(1);
    }

    @Test
    void rawAddressesStayAsTheyAreAndCompareCanonically() throws IOException {
        var endpoint = read(withAddress(" HTTPS://API.PatientFusion.com:443/fhir/R4/ "))
                .only()
                .endpoints()
                .get(0);

        assertThat(endpoint.raw()).isEqualTo("HTTPS://API.PatientFusion.com:443/fhir/R4/");
        assertThat(endpoint.canonical()).isEqualTo("https://api.patientfusion.com/fhir/R4");
    }

    @Test
    void theSameAddressTwiceIsRejectedWhereItComesSecond() throws IOException {
        Read read = read(bundle(
                practice(1, "Elm"),
                organization(2, "Oak"),
                endpoint("PatientAccess-" + guid(2), "Patient Access", PATIENTS + guid(1) + "/", guid(2)),
                providerEndpoint(2)));

        assertThat(read.practices()).hasSize(2);
        assertThat(read.reason()).contains("entry[4] Endpoint/PatientAccess-").contains("same address as entry 1");
    }

    @Test
    void unknownEndpointNamesAreRejected() throws IOException {
        Read read = read(bundle(
                organization(1, "Elm"),
                endpoint("PatientAccess-" + guid(1), "Bulk Access", PATIENTS + "1", guid(1)),
                providerEndpoint(1)));

        assertThat(read.reason()).contains("none of those this EHR uses (\"Bulk Access\")");
    }

    @Test
    void orphansAreRejectedBothWays() throws IOException {
        Read read = read(bundle(
                organization(1, "Elm"),
                providerEndpoint(1),
                endpoint("stray", "Patient Access", PATIENTS + "5", "nobody")));

        assertThat(read.only().endpoints()).hasSize(1);
        assertThat(read.rejected())
                .extracting(each -> each.entry() + ": " + each.reason())
                .containsExactly(
                        "entry[0] Organization/" + guid(1) + ": It refers to Endpoint/PatientAccess-" + guid(1)
                                + ", which is not in the file.",
                        "entry[2] Endpoint/stray: It belongs to Organization/nobody, which is not in the file.");
    }

    @Test
    void aPracticeWithoutNameOrWithAHugeOneIsRejected() throws IOException {
        Read read = read(bundle(
                practice(1, "Elm"), practice(2, " "), practice(3, "x".repeat(8193)), practice(4, "y".repeat(8192))));

        assertThat(read.practices()).extracting(ListedPractice::entry).containsExactly(0, 9);
        assertThat(read.rejected())
                .extracting(ImportReport.Rejected::reason)
                .containsExactly("The practice has no name.", "The name is longer than 8 KB.");
    }

    @Test
    @Smart(7)
    void aPracticeThatStandsThereTwiceCountsOnce() throws IOException {
        Read read = read(bundle(practice(1, "Elm"), practice(1, "Elm")));

        assertThat(read.practices()).hasSize(1);
        assertThat(read.rejected()).hasSize(3);
    }

    @Test
    void otherEntriesAreIgnoredAndCounted() throws IOException {
        Read read = read(bundle(
                practice(1, "Elm"),
                "{\"resource\":{\"resourceType\":\"Location\",\"id\":\"x\"}}",
                "{\"search\":{\"mode\":\"outcome\"}}",
                "null",
                "7"));

        assertThat(read.practices()).hasSize(1);
        assertThat(read.rejected()).isEmpty();
        assertThat(read.listing().ignored()).isEqualTo(4);
    }

    @Test
    void dirtyNamesAllComeIn() throws IOException {
        List<String> names = List.of(
                "TWIN PRACTICE",
                "TWIN PRACTICE",
                "Double  Space  Clinic",
                "Clínica Ñandú",
                "123 Main St, Tulsa OK 74101",
                "A",
                "Smith & Jones, M.D., P.A.",
                "Keali\u2019i Health\u00ae");
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            file.append(i == 0 ? "" : ",").append(practice(i + 1, names.get(i)));
        }

        assertThat(read(bundle(file.toString())).practices())
                .extracting(ListedPractice::name)
                .containsExactlyElementsOf(names);
    }

    @Test
    void controlCharactersAndHalfPairsDoNotReachTheDatabase() throws IOException {
        assertThat(read(bundle(practice(1, "Elm\\u0000Street\\ud800 \\t")))
                        .only()
                        .name())
                .isEqualTo("Elm Street\ufffd");
    }

    @Test
    void theMisspeltNpiSystemCountsToo() throws IOException {
        String file =
                bundle(practice(1, "Elm")).replace("http://hl7.org/fhir/sid/us-npi", "http://hl7.org.fhir/sid/us-npi");

        assertThat(read(file).only().npi()).isEqualTo("2900000001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "[]",
                "7",
                "{}",
                "nonsense",
                "{\"resourceType\":\"Patient\"}",
                "{\"resourceType\":\"Bundle\"}",
                "{\"resourceType\":\"Bundle\",\"entry\":{}}",
                "<!doctype html><html></html>",
                "{\"resourceType\":7,\"entry\":[]}",
                "{\"resourceType\":\"Bundle\",\"entry\":[]} more"
            })
    void aFileThatIsNoDirectoryIsRefused(String file) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DirectoryUnreadable.class)
                .hasMessageContaining("Nothing was changed");
    }

    @Test
    void aFileThatWasCutShortSaysWhere() {
        String whole = bundle(practice(1, "Elm"), practice(2, "Oak"));
        String cut = whole.substring(0, whole.lastIndexOf("Oak"));

        assertThatThrownBy(() -> read(cut))
                .isInstanceOf(DirectoryUnreadable.class)
                .hasMessageMatching(
                        "The JSON is broken or ends too early\\. It was found in entry 3, line \\d+, column \\d+\\."
                                + " Nothing was changed\\.");
    }

    @Test
    void nestingThatIsTooDeepIsRefused() {
        String deep = "{\"resourceType\":\"Bundle\",\"x\":" + "[".repeat(70) + "]".repeat(70) + ",\"entry\":[]}";

        assertThatThrownBy(() -> read(deep))
                .isInstanceOf(DirectoryUnreadable.class)
                .hasMessageContaining("nested deeper than 64");
    }

    @Test
    void tooManyPracticesAreRefused() {
        StringBuilder file = new StringBuilder("{\"resourceType\":\"Bundle\",\"entry\":[");
        for (int i = 0; i <= Listing.MOST_PRACTICES; i++) {
            file.append(i == 0 ? "" : ",").append("{\"resource\":{\"resourceType\":\"Organization\"}}");
        }
        file.append("]}");

        assertThatThrownBy(() -> read(file.toString()))
                .isInstanceOfSatisfying(
                        Failure.TooLarge.class, each -> assertThat(each.code()).isEqualTo("directory-too-large"));
    }
}
