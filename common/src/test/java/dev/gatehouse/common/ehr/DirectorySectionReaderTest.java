package dev.gatehouse.common.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DirectorySectionReaderTest {
    private final List<String> mistakes = new ArrayList<>();
    private final DirectorySectionReader reader =
            new DirectorySectionReader((path, message) -> mistakes.add(path + " " + message));

    private DirectorySection read(String yaml) throws JsonProcessingException {
        return reader.read(new YAMLMapper().readTree(yaml));
    }

    @Test
    void noNodeMeansByHand() {
        assertThat(reader.read(MissingNode.getInstance())).isEqualTo(DirectorySection.NONE);
        assertThat(DirectorySection.NONE.form()).isEqualTo(DirectoryForm.MANUAL);
    }

    @Test
    void aNodeWithoutKindIsABundle() throws JsonProcessingException {
        DirectorySection section = read("""
                url: https://lists.example/a.json
                every: P1D
                endpointNames: {Patient Access: patient}
                """);

        assertThat(mistakes).isEmpty();
        assertThat(section)
                .isEqualTo(DirectorySection.bundle(
                        URI.create("https://lists.example/a.json"),
                        Map.of("Patient Access", EndpointKind.PATIENT),
                        Duration.ofDays(1)));
    }

    @Test
    void aTableTellsItsColumnsByNameOrNumber() throws JsonProcessingException {
        DirectorySection section = read("""
                kind: csv
                endpointKind: patient
                sharedEndpoints: true
                testNames: [Play, zz*]
                csv: {delimiter: ';', encoding: windows-1252}
                fields: {name: Practice Name, npi: 3, url: Base}
                """);

        assertThat(mistakes).isEmpty();
        assertThat(section.form()).isEqualTo(DirectoryForm.CSV);
        assertThat(section.sharedEndpoints()).isTrue();
        assertThat(section.testNames()).containsExactlyInAnyOrder("play", "zz*");
        assertThat(section.csv().delimiter()).isEqualTo(';');
        assertThat(section.csv().header()).isTrue();
        assertThat(section.csv().encoding()).isNotEqualTo(StandardCharsets.UTF_8);
        assertThat(section.fields())
                .containsEntry(ListField.NAME, DirectorySection.Source.named("Practice Name"))
                .containsEntry(ListField.NPI, DirectorySection.Source.column(3));
    }

    @Test
    void brandsShareTheirEndpoints() throws JsonProcessingException {
        assertThat(read("{kind: smart-brands, endpointKind: patient}").sharedEndpoints())
                .isTrue();
    }

    @Test
    void nameHostAddressAndDefaultAreTriedInThatOrder() throws JsonProcessingException {
        EndpointKinds kinds = read("""
                        endpointNames: {Staff: provider_system}
                        endpointHosts: {Staff.Example.com: provider_system}
                        endpointUrls: {'https://*/open/*': patient, 'https://*/a*b*c': provider_system}
                        endpointKind: patient
                        """).kinds();

        assertThat(mistakes).isEmpty();
        assertThat(kinds.of("Staff", URI.create("https://x.example/open/1"))).contains(EndpointKind.PROVIDER_SYSTEM);
        assertThat(kinds.of("?", URI.create("https://STAFF.example.com/open/1")))
                .contains(EndpointKind.PROVIDER_SYSTEM);
        assertThat(kinds.of(null, URI.create("https://x.example/open/1"))).contains(EndpointKind.PATIENT);
        assertThat(kinds.of(null, URI.create("https://x.example/aXbXbc"))).contains(EndpointKind.PROVIDER_SYSTEM);
        assertThat(kinds.of(null, URI.create("https://x.example/aXbXb"))).contains(EndpointKind.PATIENT);
        assertThat(kinds.of(null, null)).contains(EndpointKind.PATIENT);
        assertThat(EndpointKinds.byName(Map.of()).of("Staff", URI.create("https://x.example/")))
                .isEmpty();
    }

    @Test
    void everyMistakeIsNamed() throws JsonProcessingException {
        DirectorySection section = read("""
                kind: telex
                colour: blue
                url: http://plain.example/x
                every: soon
                endpointNames: {Staff: somebody}
                endpointKind: nobody
                hostOfKind: {patient: not a host, moon: a.example}
                sharedEndpoints: maybe
                testNames: ['two words']
                fields: {name: 0, telex: 3}
                csv: {delimiter: ';;', encoding: telegraph, quote: x}
                """);

        assertThat(section.form()).isEqualTo(DirectoryForm.FHIR_BUNDLE);
        assertThat(mistakes)
                .extracting(each -> each.split(" ", 2)[0])
                .containsExactlyInAnyOrder(
                        "directory.kind",
                        "directory.colour",
                        "directory.url",
                        "directory.every",
                        "directory.endpointNames.Staff",
                        "directory.endpointKind",
                        "directory.hostOfKind.patient",
                        "directory.hostOfKind.moon",
                        "directory.sharedEndpoints",
                        "directory.testNames",
                        "directory.fields.name",
                        "directory.fields.telex",
                        "directory.fields",
                        "directory.csv.delimiter",
                        "directory.csv.encoding",
                        "directory.csv.quote");
    }

    @Test
    void namesAndNumbersMustFitTheForm() throws JsonProcessingException {
        DirectorySection table = read("{kind: csv, csv: {header: false}, fields: {name: Practice, url: 2}}");
        DirectorySection objects = read("{kind: json-array, fields: {name: 1, url: base}}");
        DirectorySection bare = read("{kind: csv, csv: {header: false}}");

        assertThat(List.of(table.form(), objects.form(), bare.form()))
                .containsExactly(DirectoryForm.CSV, DirectoryForm.JSON_ARRAY, DirectoryForm.CSV);
        assertThat(mistakes)
                .containsExactly(
                        "directory.fields.name should be a number, since the table has no header",
                        "directory.fields.name should be a name, since objects have no columns",
                        "directory.fields is needed for a table without a header");
    }
}
