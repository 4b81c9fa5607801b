package dev.gatehouse.gateway.journey;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sample of every published form, through a whole gateway that knows an EHR for each. */
final class DirectoryFormsTest {
    private static final String FACILITIES =
            "fields: {name: facilityName, npi: npi, city: location.city, state: location.state, url: serviceBaseUrl}";

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2()
            .withProfiles(Map.ofEntries(
                    ehr("bundles", "kind: fhir-bundle", "endpointNames: {Patients: patient, Staff: provider_system}"),
                    ehr("brands", "kind: smart-brands", "endpointKind: patient"),
                    ehr("searches", "kind: fhir-search", "endpointKind: patient"),
                    ehr("arrays", "kind: json-array", "endpointUrls: {'*/open/*': patient}", FACILITIES),
                    ehr("objects", "kind: json-array", "endpointKind: patient", "list: data.facilities", FACILITIES),
                    ehr(
                            "tables",
                            "kind: csv",
                            "csv: {delimiter: ';'}",
                            "fields: {name: Facility, city: 2, npi: NPI, patientUrl: Patients at, providerUrl: Staff at,"
                                    + " alias: Also known as}"),
                    ehr(
                            "bare",
                            "kind: csv",
                            "endpointKind: provider_system",
                            "sharedEndpoints: true",
                            "csv: {header: false, encoding: windows-1252}",
                            "fields: {id: 1, name: 2, state: 3, url: 4}")));

    private static Map.Entry<String, String> ehr(String key, String... directory) {
        return entry(key, """
                key: %1$s
                name: EHR with %1$s
                hosts: ['*.ehr.example']
                directory:
                  %2$s
                applicationTypes:
                  provider:
                    scopes: [openid, fhirUser, user/Patient.rs]
                    clientAuthentication: [client_secret_post]
                sources:
                  guide: {title: Guide of the tests, read: 2026-10-01, confidence: high}
                knownFrom:
                  '*': [guide]
                """.formatted(key, String.join("\n  ", directory)));
    }

    private static byte[] sample(String name) throws IOException {
        try (InputStream file = DirectoryFormsTest.class.getResourceAsStream("/directories/" + name)) {
            assertThat(file).as(name).isNotNull();
            return file.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bundles |bundle.json     |application/fhir+json|3|riverside  |Elm Street Clinic|patient,provider_system",
                "bundles |bundle.json     |application/fhir+json|3|00D0000011 |Elm Street Clinic|patient,provider_system",
                "brands  |brands.json     |application/fhir+json|3|elm norman |Elm Street Clinic|patient",
                "brands  |brands.json     |application/json     |3|myelmportal|Elm Health System|patient",
                "searches|search-2.json   |application/fhir+json|1|oak        |Oak Clinic       |patient",
                "arrays  |array.json      |application/json     |4|2900000011 |Elm Street Clinic|patient",
                "objects |object.json     |application/json     |1|elm tulsa  |Elm Street Clinic|patient",
                "tables  |table.csv       |text/csv             |3|best austin|Oak \"Best\" Clinic|patient",
                "bare    |plain-table.csv |text/csv             |2|clinica nan|Clínica Ñandú    |provider_system",
            })
    void aSampleOfEveryFormIsImportedAndFound(
            String ehr, String file, String type, int practices, String query, String name, String kinds)
            throws IOException {
        Api api = gateway.platform();

        JsonObject report = api.upload("/api/v1/directories/" + ehr + "/imports", type, sample(file))
                .need(200)
                .json();

        assertThat(report.getInteger("practices")).isEqualTo(practices);
        JsonArray found = api.get("/api/v1/practices?ehr=" + ehr + "&q=" + query.replace(" ", "%20"))
                .need(200)
                .items();
        assertThat(found).hasSize(1);
        assertThat(found.getJsonObject(0).getString("name")).isEqualTo(name);
        assertThat(found.getJsonObject(0).getJsonArray("endpoints").stream()
                        .map(each -> ((JsonObject) each).getString("kind")))
                .containsExactly(kinds.split(",", -1));
    }

    @ParameterizedTest
    @CsvSource({
        "bundles,bundle.json,application/fhir+json",
        "brands,brands.json,application/fhir+json",
        "searches,search-2.json,application/fhir+json",
        "arrays,array.json,application/json",
        "tables,table.csv,text/csv"
    })
    void whateverElseComesTheLastGoodListStays(String ehr, String file, String type) throws IOException {
        Api api = gateway.platform();
        String imports = "/api/v1/directories/" + ehr + "/imports";
        byte[] good = sample(file);
        int practices = api.upload(imports, type, good).need(200).json().getInteger("practices");
        byte[] half = java.util.Arrays.copyOf(good, good.length / 2);
        byte[] zip = {'P', 'K', 3, 4, 20, 0, 0, 0};

        for (String bad :
                new String[] {"", "<!doctype html><title>Sign in</title>", "<?xml version=\"1.0\"?><Bundle/>"}) {
            assertThat(api.upload(imports, type, bad.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .need(422)
                            .code())
                    .isEqualTo("directory-unreadable");
        }
        assertThat(api.upload(imports, type, zip).need(422).json().getString("detail"))
                .contains("compressed");
        if (!ehr.equals("tables")) {
            assertThat(api.upload(imports, type, half).need(422).code()).isEqualTo("directory-unreadable");
        }

        assertThat(api.get("/api/v1/directories/" + ehr).need(200).json().getInteger("practices"))
                .isEqualTo(practices);
    }

    @Test
    void allPagesOfASearchAreFetched() throws IOException {
        byte[] first = sample("search-1.json");
        byte[] second = sample("search-2.json");
        gateway.scripted()
                .on("/Endpoint", request -> request.response().end(io.vertx.core.buffer.Buffer.buffer(first)));
        gateway.scripted()
                .on("/search-2", request -> request.response().end(io.vertx.core.buffer.Buffer.buffer(second)));

        JsonObject report = gateway.platform()
                .post(
                        "/api/v1/directories/searches/imports",
                        new JsonObject().put("url", gateway.scripted().url("/Endpoint")))
                .need(200)
                .json();

        assertThat(report.getInteger("practices")).isEqualTo(2);
        assertThat(report.getInteger("rejectedTotal")).isEqualTo(1);
    }
}
