package dev.gatehouse.sandbox.directory;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The text of a {@code ServiceBaseURLs.json}: a FHIR Bundle with an Organization and two Endpoints for each practice,
 * about 2 KB a practice, made piece by piece.
 */
public final class DirectoryBundle {

    private static final int PIECE = 32 * 1024;
    private static final List<String> BAD_ADDRESSES = List.of(
            "http://ehr.example.com/fhir", "https://10.0.0.5/fhir", "not an address", "", "https://ehr.local/fhir");

    private final PracticeGenerator practices;
    private final DirectoryShape shape;
    private final Hosts hosts;
    private final Permutation shuffle;

    public DirectoryBundle(PracticeGenerator practices, Hosts hosts) {
        this.practices = practices;
        this.shape = practices.shape();
        this.hosts = hosts;
        this.shuffle = new Permutation(3L * shape.practices(), shape.seed());
    }

    /** The file from its beginning, each piece some 32 KB, null after the last. Each call starts a new one. */
    public Supplier<@Nullable Buffer> pieces() {
        return new Supplier<>() {
            private final long entries = 3L * shape.practices();
            private long next;
            private boolean first = true;
            private boolean ended;
            private @Nullable Practice last;

            @Override
            public @Nullable Buffer get() {
                if (ended) {
                    return null;
                }
                Buffer piece = Buffer.buffer(PIECE + 4096);
                if (next == 0) {
                    piece.appendString(
                            "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"timestamp\":\"2026-09-01T00:00:00Z\",\"entry\":[");
                }
                while (next < entries && piece.length() < PIECE) {
                    append(piece, next++);
                }
                if (next == entries) {
                    piece.appendString("\n]}\n");
                    ended = true;
                }
                return piece;
            }

            /** The three entries of a practice mostly follow each other. */
            private Practice practice(int index) {
                Practice known = last;
                if (known == null || known.index() != index) {
                    known = practices.practice(index);
                    last = known;
                }
                return known;
            }

            private void append(Buffer piece, long position) {
                for (JsonObject entry : entriesAt(position, this::practice)) {
                    piece.appendString(first ? "\n" : ",\n");
                    piece.appendString(shape.indent() ? entry.encodePrettily() : entry.encode());
                    first = false;
                }
            }
        };
    }

    private List<JsonObject> entriesAt(long position, IntFunction<Practice> made) {
        long count = shape.practices();
        long slot = shape.order() == DirectoryShape.Order.SHUFFLED ? shuffle.at(position) : position;
        boolean grouped = shape.order() == DirectoryShape.Order.TYPES_GROUPED;
        int index = (int) (grouped ? slot % count : slot / 3);
        int part = (int) (grouped ? slot / count : slot % 3);
        if (practices.removed(index)) {
            return List.of();
        }
        JsonObject entry = entry(made.apply(index), part);
        return injected(DirectoryShape.Damage.DUPLICATES, index, 100) ? List.of(entry, entry) : List.of(entry);
    }

    private JsonObject entry(Practice practice, int part) {
        boolean patientFirst = shape.order() != DirectoryShape.Order.PROVIDER_FIRST;
        return switch (part) {
            case 0 -> organization(practice);
            case 1 -> endpoint(practice, patientFirst);
            default -> endpoint(practice, !patientFirst);
        };
    }

    private boolean injected(DirectoryShape.Damage damage, int index, int every) {
        return shape.injected().contains(damage) && index % every == every - 1;
    }

    private JsonObject organization(Practice practice) {
        String suffix = injected(DirectoryShape.Damage.ORPHANS, practice.index(), 100) ? "-gone" : "";
        String name = injected(DirectoryShape.Damage.HUGE_NAME, practice.index(), 500)
                ? "Long ".repeat(20_000)
                : practice.name();
        JsonArray identifiers = new JsonArray();
        if (practice.npi() != null) {
            identifiers.add(identifier("http://hl7.org/fhir/sid/us-npi", practice.npi()));
        }
        if (practice.ein() != null) {
            identifiers.add(identifier("urn:oid:2.16.840.1.113883.4.4", practice.ein()));
        }
        identifiers.add(identifier("https://www.practicefusion.com/organization-guid", practice.guid()));
        JsonObject resource = new JsonObject()
                .put("resourceType", "Organization")
                .put("id", practice.guid())
                .put("identifier", identifiers)
                .put("active", true)
                .put("name", name)
                .put(
                        "address",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("use", "work")
                                        .put("type", "physical")
                                        .put("line", new JsonArray().add(practice.street()))
                                        .put("city", practice.city())
                                        .put("state", practice.state())
                                        .put("postalCode", practice.postalCode())
                                        .put("country", "US")))
                .put(
                        "endpoint",
                        new JsonArray()
                                .add(reference("Endpoint/" + endpointId(practice, true) + suffix))
                                .add(reference("Endpoint/" + endpointId(practice, false) + suffix)));
        return new JsonObject()
                .put("fullUrl", "https://www.practicefusion.com/Organization/" + practice.guid())
                .put("resource", resource);
    }

    private JsonObject endpoint(Practice practice, boolean patient) {
        String address = address(practice, patient);
        String id = endpointId(practice, patient);
        JsonObject resource = new JsonObject()
                .put("resourceType", "Endpoint")
                .put("id", id)
                .put("status", "active")
                .put(
                        "connectionType",
                        new JsonObject()
                                .put("system", "http://terminology.hl7.org/CodeSystem/endpoint-connection-type")
                                .put("code", "hl7-fhir-rest"))
                .put("name", patient ? "Patient Access" : "Provider / System Access")
                .put("managingOrganization", reference("Organization/" + practice.guid()))
                .put(
                        "payloadType",
                        new JsonArray()
                                .add(concept(
                                        "http://terminology.hl7.org/CodeSystem/endpoint-payload-type", "any", "Any")))
                .put("payloadMimeType", new JsonArray().add("application/fhir+json"))
                .put("address", address);
        String fullUrl = switch (shape.fullUrl()) {
            case ADDRESS -> address;
            case URN -> "urn:uuid:" + UUID.nameUUIDFromBytes(Buffer.buffer(id).getBytes());
            case TYPE_ID -> "Endpoint/" + id;
        };
        return new JsonObject().put("fullUrl", fullUrl).put("resource", resource);
    }

    private String address(Practice practice, boolean patient) {
        if (injected(DirectoryShape.Damage.BAD_URL, practice.index(), 100)) {
            return BAD_ADDRESSES.get(practice.index() / 100 % BAD_ADDRESSES.size());
        }
        return hosts.base(patient ? practice.patientSurface() : Surface.PROVIDER, practice.guid());
    }

    private static String endpointId(Practice practice, boolean patient) {
        return (patient ? "PatientAccess-" : "ProviderSystemAccess-") + practice.guid();
    }

    private static JsonObject identifier(String system, String value) {
        return new JsonObject().put("use", "official").put("system", system).put("value", value);
    }

    private static JsonObject concept(String system, String code, String display) {
        return new JsonObject()
                .put(
                        "coding",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("system", system)
                                        .put("code", code)
                                        .put("display", display)));
    }

    private static JsonObject reference(String to) {
        return new JsonObject().put("reference", to);
    }
}
