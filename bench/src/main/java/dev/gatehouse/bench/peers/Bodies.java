package dev.gatehouse.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The answers of the EHR: synthetic patients, alone and in Bundles, and bytes. */
final class Bodies {
    private static final int SMALL = 2 * 1024;
    private static final int MEDIUM = 49 * 1024;
    private static final int BIG = 10 * 1024 * 1024;
    private static final long HUGE = 1L << 30;

    private Bodies() {}

    /** @param base of the EHR; a searchset's links begin with it */
    static void write(Path fhir, String base) throws IOException {
        Files.createDirectories(fhir.resolve("Patient"));
        Files.createDirectories(fhir.resolve("Binary"));
        StringBuilder patient = new StringBuilder(patient(1));
        String note = "\"text\":{\"status\":\"generated\",\"div\":\"<div>" + "x".repeat(SMALL) + "</div>\"},";
        patient.insert(1, note.replace("x".repeat(SMALL), "x".repeat(Math.max(0, SMALL - patient.length() - 60))));
        Files.writeString(fhir.resolve("Patient/small"), patient);
        Files.write(fhir.resolve("searchset"), searchset(base));
        byte[] bytes = new byte[BIG];
        for (int i = 0; i < BIG; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        Files.write(fhir.resolve("Binary/big"), bytes);
        Files.write(fhir.resolve("Binary/medium"), Arrays.copyOf(bytes, MEDIUM));
        try (RandomAccessFile huge =
                new RandomAccessFile(fhir.resolve("Binary/huge").toFile(), "rw")) {
            huge.setLength(HUGE);
        }
    }

    private static byte[] searchset(String base) {
        StringBuilder json = new StringBuilder(MEDIUM + 2048)
                .append("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":60,\"link\":[")
                .append("{\"relation\":\"self\",\"url\":\"" + base + "/Patient?_count=60\"},")
                .append("{\"relation\":\"next\",\"url\":\"" + base
                        + "?_getpages=5f0c&_getpagesoffset=60\"}],\"entry\":[");
        for (int i = 0; json.length() < MEDIUM; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"fullUrl\":\"" + base + "/Patient/p" + i + "\",\"resource\":" + patient(i))
                    .append(",\"search\":{\"mode\":\"match\"}}");
        }
        return json.append("]}").toString().getBytes(UTF_8);
    }

    private static String patient(int i) {
        return "{\"resourceType\":\"Patient\",\"id\":\"p" + i + "\",\"meta\":{\"versionId\":\"3\",\"lastUpdated\":"
                + "\"2026-05-01T10:00:00.000+00:00\"},\"identifier\":[{\"use\":\"usual\",\"system\":\"urn:example:mrn\",\"value\":\""
                + (100_000 + i) + "\"}],\"active\":true,\"name\":[{\"use\":\"official\",\"family\":\"Family" + i
                + "\",\"given\":[\"Given\",\"Middle\"]}],\"telecom\":[{\"system\":\"phone\",\"value\":\"555-0100\",\"use\":\"home\"}],"
                + "\"gender\":\"unknown\",\"birthDate\":\"1980-01-01\",\"address\":[{\"use\":\"home\",\"line\":[\"1 Example Street\"],"
                + "\"city\":\"Exampleville\",\"postalCode\":\"00000\"}],\"managingOrganization\":{\"reference\":\"Organization/1\"}}";
    }
}
