package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.ehr.DirectorySection;
import dev.gatehouse.common.ehr.EhrAnswers;
import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.ehr.Provenance;
import dev.gatehouse.common.ehr.ScopeRules;
import dev.gatehouse.sandbox.directory.DirectoryBundle;
import dev.gatehouse.sandbox.directory.DirectoryShape;
import dev.gatehouse.sandbox.directory.Hosts;
import dev.gatehouse.sandbox.directory.PracticeGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Lists as files, written by hand or generated, and the profile they are read with. */
final class Bundles {
    static final String PATIENTS = "https://api.patientfusion.com/fhir/r4/v1/";
    static final String PROVIDERS = "https://api.practicefusion.com/fhir/r4/v1/";
    static final String FMH = "https://api.practicefusion.com/fhir/fmh/r4/v1/";

    private Bundles() {}

    static EhrProfile profile(String key) {
        return profile(
                key,
                new HostRules(Set.of("api.patientfusion.com", "api.practicefusion.com"), false),
                DirectorySection.bundle(
                        null,
                        Map.of(
                                "Patient Access",
                                EndpointKind.PATIENT,
                                "Provider / System Access",
                                EndpointKind.PROVIDER_SYSTEM),
                        Duration.ofDays(7)));
    }

    static EhrProfile profile(String key, HostRules hosts, DirectorySection directory) {
        return new EhrProfile(
                key,
                "Practice Fusion",
                hosts,
                directory,
                true,
                Map.of(),
                ScopeRules.UNKNOWN,
                new EhrProfile.Tokens(Duration.ofMinutes(5), null, null, null),
                EhrAnswers.STANDARD,
                EhrFacts.UNKNOWN,
                Provenance.NONE,
                null);
    }

    /** A GUID with this number at its end. */
    static String guid(int number) {
        return "00000000-0000-4000-8000-%012d".formatted(number);
    }

    static String bundle(String... entries) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[" + String.join(",", entries) + "]}";
    }

    /** An Organization that refers to its two endpoints. */
    static String organization(int number, String name) {
        String guid = guid(number);
        return """
                {"fullUrl":"urn:uuid:%1$s","resource":{"resourceType":"Organization","id":"%1$s","active":true,
                "identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"29%3$08d"},
                {"system":"urn:oid:2.16.840.1.113883.4.4","value":"00-%3$07d"}],
                "name":"%2$s","address":[{"line":["1 Main St"],"city":"Tulsa","state":"OK","postalCode":"74101"}],
                "endpoint":[{"reference":"Endpoint/PatientAccess-%1$s"},
                {"reference":"Endpoint/ProviderSystemAccess-%1$s"}]}}""".formatted(guid, name, number);
    }

    static String patientEndpoint(int number) {
        return endpoint("PatientAccess-" + guid(number), "Patient Access", PATIENTS + guid(number), guid(number));
    }

    static String providerEndpoint(int number) {
        return endpoint(
                "ProviderSystemAccess-" + guid(number),
                "Provider / System Access",
                PROVIDERS + guid(number),
                guid(number));
    }

    static String endpoint(String id, String name, String address, String organization) {
        return """
                {"fullUrl":"%3$s","resource":{"resourceType":"Endpoint","id":"%1$s","status":"active","name":"%2$s",
                "address":"%3$s","managingOrganization":{"reference":"Organization/%4$s"}}}""".formatted(id, name, address, organization);
    }

    /** The three entries of one practice. */
    static String practice(int number, String name) {
        return organization(number, name) + "," + patientEndpoint(number) + "," + providerEndpoint(number);
    }

    static DirectorySource source(String text) {
        return () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    static DirectorySource generated(DirectoryShape shape) {
        Buffer file = Buffer.buffer();
        var pieces = new DirectoryBundle(new PracticeGenerator(shape), Hosts.practiceFusion()).pieces();
        for (Buffer piece = pieces.get(); piece != null; piece = pieces.get()) {
            file.appendBuffer(piece);
        }
        byte[] bytes = file.getBytes();
        return () -> new ByteArrayInputStream(bytes);
    }
}
