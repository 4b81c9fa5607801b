package dev.gatehouse.sandbox.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.sandbox.authorization.Secrets;
import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.BulkSwitches;
import dev.gatehouse.sandbox.fault.Violations;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import dev.gatehouse.sandbox.web.Parameters;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Bulk export (FHIR Bulk Data Access 2.0) at three levels. Addresses are Practice Fusion's, as its pages document them
 * (2026-09): the status at {@code Export/…}, files at {@code Binary/export/…}. Each practice has one group of nine patients.
 */
final class BulkExports {

    /** Where files lie that are not below a base. */
    static final String STORAGE = "/storage/";

    private static final int GROUP_SIZE = 9;
    private static final Set<String> FORMATS = Set.of("application/fhir+ndjson", "application/ndjson", "ndjson");

    private final Map<String, BulkExport> exports = new ConcurrentHashMap<>();
    private final Records records;
    private final BulkSwitches switches;
    private final Violations violations;
    private final Secrets secrets;
    private final Clock clock;

    BulkExports(Records records, BulkSwitches switches, Violations violations, Secrets secrets, Clock clock) {
        this.records = records;
        this.switches = switches;
        this.violations = violations;
        this.secrets = secrets;
        this.clock = clock;
    }

    void forget() {
        exports.clear();
    }

    static boolean isKickOff(String rest) {
        return rest.equals("$export") || rest.equals("Patient/$export") || rest.matches("Group/[^/]+/\\$export");
    }

    static boolean isStatus(String rest) {
        return rest.startsWith("Export/");
    }

    static boolean isFile(String rest) {
        return rest.startsWith("Binary/export/");
    }

    /** Begins an export: 202 with the address of its status. */
    Answer begin(Base base, String rest, Call call, Access access) throws FhirRefusal {
        Asked asked = asked(call);
        String prefer = call.header("prefer");
        if (prefer == null || !prefer.contains("respond-async")) {
            violations.note("export-prefer", "an export is begun with Prefer: respond-async", call.sequence());
            throw FhirRefusal.outcome(400, "invalid", "Prefer: respond-async is needed");
        }
        if (!FORMATS.contains(asked.format())) {
            throw FhirRefusal.outcome(400, "not-supported", "Only NDJSON is supported");
        }
        Set<String> patients = patients(base, rest);
        Instant now = clock.instant();
        String id = secrets.next("");
        BulkExport export = new BulkExport(
                id,
                base,
                base.url() + "/" + rest,
                now,
                now.plus(switches.takes()),
                switches.fileToken(),
                switches.filePlace(),
                switches.prettyFiles(),
                switches.counts(),
                switches.failure(),
                parts(base, asked, access, patients, !rest.equals("$export")));
        exports.put(id, export);
        return Answer.empty(202).with("content-location", base.url() + "/Export/" + id);
    }

    private record Asked(Set<String> types, @Nullable Instant since, String format) {}

    private static Asked asked(Call call) throws FhirRefusal {
        List<String> types = new ArrayList<>();
        String since = "";
        String format = "";
        if (call.isPost()) {
            ObjectNode body = FhirJson.read(call.body());
            if (body == null || !body.path("resourceType").asText().equals("Parameters")) {
                throw FhirRefusal.outcome(400, "invalid", "The body is not a Parameters resource");
            }
            for (JsonNode each : body.path("parameter")) {
                String value = each.path("valueString")
                        .asText(each.path("valueInstant").asText());
                switch (each.path("name").asText()) {
                    case "_type" -> types.addAll(Arrays.asList(value.split(",")));
                    case "_since" -> since = value;
                    case "_outputFormat" -> format = value;
                    default -> {
                        // ignored, as the specification allows
                    }
                }
            }
        } else if (call.isGet()) {
            Parameters query = call.query();
            query.all("_type").forEach(each -> types.addAll(Arrays.asList(each.split(","))));
            since = query.text("_since");
            format = query.text("_outputFormat");
        } else {
            throw FhirRefusal.outcome(405, "not-supported", "An export is begun with GET or POST");
        }
        return new Asked(Set.copyOf(types), instant(since), format.isEmpty() ? "ndjson" : format);
    }

    private static @Nullable Instant instant(String text) throws FhirRefusal {
        try {
            return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException unreadable) {
            throw FhirRefusal.outcome(400, "invalid", "_since is not an instant");
        }
    }

    private static Set<String> patients(Base base, String rest) throws FhirRefusal {
        if (!rest.startsWith("Group/")) {
            return Set.of();
        }
        if (!rest.equals("Group/" + group(base.guid()) + "/$export")) {
            throw FhirRefusal.outcome(404, "not-found", "There is no such Group");
        }
        List<String> ids = new ArrayList<>();
        for (int number = 0; number < GROUP_SIZE; number++) {
            ids.add(SyntheticType.PATIENT.id(base.guid(), number));
        }
        return Set.copyOf(ids);
    }

    /** The id of a practice's one group. */
    static String group(String practice) {
        return practice.substring(0, 8) + "-nine";
    }

    private List<BulkExport.Part> parts(Base base, Asked asked, Access access, Set<String> patients, boolean ofPatients)
            throws FhirRefusal {
        List<BulkExport.Part> parts = new ArrayList<>();
        boolean any = false;
        for (SyntheticType type : SyntheticType.values()) {
            boolean wanted = asked.types().isEmpty() || asked.types().contains(type.fhirName());
            boolean allowed = access.reach(type.fhirName(), 's') == Access.Reach.EVERYTHING;
            if (wanted && !allowed && !asked.types().isEmpty()) {
                throw FhirRefusal.forbidden("The token has no scope to export " + type.fhirName());
            }
            if (!wanted || !allowed || (ofPatients && !patients.isEmpty() && isOfNobody(type))) {
                continue;
            }
            any = true;
            List<ObjectNode> found = records.all(base.guid(), type.fhirName()).stream()
                    .filter(each -> patients.isEmpty() || patients.contains(SearchParameters.patientOf(each)))
                    .filter(each -> isSince(each, asked.since()))
                    .toList();
            split(parts, type.fhirName(), found);
        }
        if (!any) {
            throw FhirRefusal.forbidden("The token has no scope for what is asked for");
        }
        if (switches.errorFile()) {
            parts.add(new BulkExport.Part(
                    "OperationOutcome",
                    1,
                    true,
                    List.of(FhirRefusal.issue("processing", "One resource was left out"))));
        }
        return parts;
    }

    private static boolean isOfNobody(SyntheticType type) {
        return type == SyntheticType.PRACTITIONER || type == SyntheticType.ORGANIZATION;
    }

    private static boolean isSince(ObjectNode resource, @Nullable Instant since) {
        String updated = resource.at("/meta/lastUpdated").asText();
        return since == null
                || updated.isEmpty()
                || !OffsetDateTime.parse(updated).toInstant().isBefore(since);
    }

    private void split(List<BulkExport.Part> parts, String type, List<ObjectNode> found) {
        int size = switches.linesPerFile() == 0 ? Math.max(1, found.size()) : switches.linesPerFile();
        for (int from = 0; from < found.size(); from += size) {
            parts.add(new BulkExport.Part(
                    type, from / size + 1, false, found.subList(from, Math.min(found.size(), from + size))));
        }
    }

    /** A poll, or the end of it by DELETE. */
    Answer status(Base base, String rest, Call call, String origin, String otherOrigin) throws FhirRefusal {
        BulkExport export = exports.get(rest.substring("Export/".length()));
        if (export == null || !export.base().url().equals(base.url())) {
            throw FhirRefusal.outcome(404, "not-found", "There is no such export");
        }
        if (call.method().name().equals("DELETE")) {
            exports.remove(export.id());
            return Answer.empty(202);
        }
        Instant now = clock.instant();
        if (!export.isReady(now)) {
            Answer waiting = Answer.empty(202);
            return switches.quiet()
                    ? waiting
                    : waiting.with("retry-after", Integer.toString(switches.retryAfterSeconds()))
                            .with("x-progress", export.percent(now) + "% complete");
        }
        if (export.failure() != null) {
            throw FhirRefusal.outcome(500, export.failure(), "The export has failed");
        }
        return Answer.of(200, "application/json", FhirJson.write(manifest(export, origin, otherOrigin)))
                .with(
                        "expires",
                        DateTimeFormatter.RFC_1123_DATE_TIME
                                .withLocale(Locale.ROOT)
                                .format(now.plusSeconds(86_400).atOffset(ZoneOffset.UTC)));
    }

    private static ObjectNode manifest(BulkExport export, String origin, String otherOrigin) {
        ObjectNode manifest = FhirJson.object()
                .put("transactionTime", export.begun().toString())
                .put("request", export.request())
                .put("requiresAccessToken", export.fileToken() == BulkSwitches.FileToken.NEEDED);
        ArrayNode output = manifest.putArray("output");
        ArrayNode error = manifest.putArray("error");
        for (BulkExport.Part part : export.parts()) {
            ObjectNode entry = (part.error() ? error : output)
                    .addObject()
                    .put("type", part.type())
                    .put("url", address(export, part, origin, otherOrigin));
            if (export.counts()) {
                entry.put("count", part.resources().size());
            }
        }
        return manifest;
    }

    private static String address(BulkExport export, BulkExport.Part part, String origin, String otherOrigin) {
        String path = export.id() + "/" + part.type() + "/" + part.number();
        return switch (export.filePlace()) {
            case BASE, REDIRECTED -> export.base().url() + "/Binary/export/" + path;
            case BESIDE -> origin + STORAGE + path;
            case ELSEWHERE -> otherOrigin + STORAGE + path;
        };
    }

    /**
     * A file below a base.
     *
     * @param check lets the caller in, or fails
     */
    Answer file(Base base, String rest, Call call, String otherOrigin, Check check) throws FhirRefusal {
        String path = rest.substring("Binary/export/".length());
        BulkExport export = of(path);
        if (!export.base().url().equals(base.url())) {
            throw unknown();
        }
        checkToken(export, call, check);
        return export.filePlace() == BulkSwitches.FilePlace.REDIRECTED
                ? Answer.redirect(otherOrigin + STORAGE + path)
                : content(export, path);
    }

    /** A file outside of all bases. */
    Answer stored(String path, Call call, boolean second, Check check) {
        try {
            String rest = path.substring(STORAGE.length());
            BulkExport export = of(rest);
            if (second && call.header("authorization") != null) {
                violations.note("token-to-storage", "a token was sent to another origin", call.sequence());
            }
            if (!second) {
                checkToken(export, call, check);
            }
            return content(export, rest);
        } catch (FhirRefusal refusal) {
            return refusal.answer();
        }
    }

    /** What lets the bearer of a good token for a base in. */
    @FunctionalInterface
    interface Check {
        Access of(Base base, Call call) throws FhirRefusal;
    }

    private void checkToken(BulkExport export, Call call, Check check) throws FhirRefusal {
        if (export.fileToken() == BulkSwitches.FileToken.NEEDED) {
            Access unused = check.of(export.base(), call);
        } else if (call.header("authorization") != null) {
            violations.note("token-to-storage", "the manifest says that no token is needed", call.sequence());
        }
    }

    private BulkExport of(String path) throws FhirRefusal {
        int slash = path.indexOf('/');
        BulkExport export = slash < 0 ? null : exports.get(path.substring(0, slash));
        if (export == null) {
            throw unknown();
        }
        return export;
    }

    private static Answer content(BulkExport export, String path) throws FhirRefusal {
        BulkExport.Part part = export.parts().stream()
                .filter(each -> path.equals(export.id() + "/" + each.type() + "/" + each.number()))
                .findFirst()
                .orElseThrow(BulkExports::unknown);
        if (export.pretty()) {
            String text =
                    part.resources().stream().map(JsonNode::toPrettyString).collect(Collectors.joining("\n"));
            return Answer.of(200, "application/json", Buffer.buffer(text.getBytes(StandardCharsets.UTF_8)));
        }
        Buffer lines = Buffer.buffer();
        part.resources()
                .forEach(each -> lines.appendBuffer(FhirJson.write(each)).appendByte((byte) '\n'));
        return Answer.of(200, "application/fhir+ndjson", lines);
    }

    private static FhirRefusal unknown() {
        return FhirRefusal.outcome(404, "not-found", "There is no such file");
    }
}
