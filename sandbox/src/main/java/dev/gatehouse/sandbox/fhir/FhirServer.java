package dev.gatehouse.sandbox.fhir;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.sandbox.authorization.Chart;
import dev.gatehouse.sandbox.authorization.Grants;
import dev.gatehouse.sandbox.authorization.Secrets;
import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.fault.RequestKind;
import dev.gatehouse.sandbox.fault.Violations;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The FHIR side of all bases: read, versions and search of five synthetic resource types, create and update of Observation
 * and Patient, large binaries. Practice Fusion itself is read-only; writing is there because other EHRs are not.
 */
public final class FhirServer {

    private static final Set<String> WRITABLE = Set.of("Observation", "Patient");
    private static final String LAST_MODIFIED = "Sat, 15 Aug 2026 09:30:00 GMT";

    private final SyntheticChart chart = new SyntheticChart();
    private final CreatedResources created;
    private final Records records;
    private final Search search;
    private final Binaries binaries = new Binaries();
    private final BearerCheck bearers;
    private final BulkExports exports;
    private final Behaviour behaviour;

    public FhirServer(Grants grants, Behaviour behaviour, Violations violations, Secrets secrets, Clock clock) {
        this.created = new CreatedResources(clock);
        this.records = new Records(chart, created);
        this.search = new Search(records);
        this.bearers = new BearerCheck(grants, violations, clock);
        this.exports = new BulkExports(records, behaviour.bulk(), violations, secrets, clock);
        this.behaviour = behaviour;
    }

    /** The people of all practices. */
    public Chart chart() {
        return chart;
    }

    public Answer capability(Base base) {
        return Answer.of(200, FhirJson.TYPE, FhirJson.write(Capability.of(base)));
    }

    /** Whether the request is an upload, whose body must be streamed and not read. */
    public static boolean isUpload(HttpMethod method, String rest) {
        return HttpMethod.PUT.equals(method) && rest.equals("Binary/sink");
    }

    /** Takes an upload; the request must be paused. */
    public Future<Answer> receive(Base base, HttpServerRequest upload, Call call) {
        try {
            Access unused = bearers.check(base, call);
            return binaries.receive(upload);
        } catch (FhirRefusal refusal) {
            upload.resume();
            return Future.succeededFuture(refusal.answer());
        }
    }

    /**
     * Answers a request.
     *
     * @param rest the path after the base and its slash
     * @param context on which a streamed body is made
     * @param otherOrigin for links that lead away, if a test wants them
     */
    public Answer answer(
            Base base, String rest, @Nullable String rawQuery, Call call, Context context, String otherOrigin) {
        try {
            Access access = bearers.check(base, call);
            String linkBase = behaviour.foreignNextLinks() ? otherOrigin + "/fhir/elsewhere" : base.url();
            return route(new Asked(base, rest, rawQuery == null ? "" : rawQuery, call, access, linkBase), context);
        } catch (FhirRefusal refusal) {
            return refusal.answer();
        }
    }

    /** What a path below a base has to do with bulk export; null if nothing. */
    public static @Nullable RequestKind exportKind(String rest) {
        if (BulkExports.isKickOff(rest)) {
            return RequestKind.EXPORT;
        }
        if (BulkExports.isStatus(rest)) {
            return RequestKind.EXPORT_STATUS;
        }
        return BulkExports.isFile(rest) ? RequestKind.EXPORT_FILE : null;
    }

    /** Whether the path leads to export files that lie outside of all bases. */
    public static boolean isStorage(String path) {
        return path.startsWith(BulkExports.STORAGE);
    }

    /** The id of the one group of patients that the practice has. */
    public static String group(String practice) {
        return BulkExports.group(practice);
    }

    /** An export's beginning, status or file. */
    public Answer export(Base base, String rest, Call call, String origin, String otherOrigin) {
        try {
            if (BulkExports.isFile(rest)) {
                return exports.file(base, rest, call, otherOrigin, bearers::check);
            }
            Access access = bearers.check(base, call);
            return BulkExports.isStatus(rest)
                    ? exports.status(base, rest, call, origin, otherOrigin)
                    : exports.begin(base, rest, call, access);
        } catch (FhirRefusal refusal) {
            return refusal.answer();
        }
    }

    /** An export file that lies outside of all bases. */
    public Answer stored(String path, Call call, boolean second) {
        return exports.stored(path, call, second, bearers::check);
    }

    private record Asked(Base base, String rest, String query, Call call, Access access, String linkBase) {}

    private Answer route(Asked asked, Context context) throws FhirRefusal {
        Call call = asked.call();
        String[] parts = asked.rest().split("/", -1);
        if (call.isGet() && asked.rest().isEmpty() && call.query().has("_getpages")) {
            return nextPage(asked);
        }
        if (call.isGet() && (parts[0].equals("Binary") || parts[0].equals("$stream"))) {
            return binaries.download(call, context, !asked.rest().matches("Binary/\\d+"));
        }
        if (call.isGet() && parts.length == 1) {
            return search(asked, parts[0], asked.query(), 0);
        }
        if (call.isPost() && parts.length == 2 && parts[1].equals("_search")) {
            String body = call.body().toString();
            return search(asked, parts[0], asked.query().isEmpty() ? body : asked.query() + "&" + body, 0);
        }
        if (call.isGet() && parts.length == 2) {
            return read(asked, parts[0], parts[1]);
        }
        if (call.isPost() && parts.length == 1 && WRITABLE.contains(parts[0])) {
            return create(asked, parts[0]);
        }
        if (HttpMethod.PUT.equals(call.method()) && parts.length == 2 && WRITABLE.contains(parts[0])) {
            return update(asked, parts[0], parts[1]);
        }
        if (call.isGet() && (parts.length == 3 || parts.length == 4) && parts[2].equals("_history")) {
            return parts.length == 3
                    ? history(asked, parts[0], parts[1])
                    : version(asked, parts[0], parts[1], parts[3]);
        }
        throw FhirRefusal.outcome(405, "not-supported", call.method() + " is not supported here");
    }

    private Answer nextPage(Asked asked) throws FhirRefusal {
        PageToken token = PageToken.parse(asked.call().query().text("_getpages"));
        if (token == null) {
            throw FhirRefusal.outcome(410, "not-found", "The page is no longer there");
        }
        return search(asked, token.type(), token.query(), token.offset());
    }

    private Answer search(Asked asked, String type, String query, int offset) throws FhirRefusal {
        Access.Reach reach = allowed(asked, type, 's');
        Base base = asked.base();
        String self = base.url() + (asked.rest().isEmpty() ? "" : "/" + type);
        String selfQuery = asked.rest().isEmpty() ? asked.query() : query;
        Search.Page page = new Search.Page(
                base, type, query, offset, selfQuery.isEmpty() ? self : self + "?" + selfQuery, asked.linkBase());
        return Answer.of(200, FhirJson.TYPE, FhirJson.write(search.run(page, asked.access(), reach)));
    }

    private Answer read(Asked asked, String type, String id) throws FhirRefusal {
        Access.Reach reach = allowed(asked, type, 'r');
        ObjectNode resource = records.find(asked.base().guid(), type, id)
                .orElseThrow(() -> FhirRefusal.outcome(404, "not-found", "There is no such " + type));
        if (reach == Access.Reach.ONE_PATIENT
                && !SearchParameters.patientOf(resource).equals(asked.access().patient())) {
            throw FhirRefusal.forbidden("Not about the patient in context");
        }
        if (isVersion(asked.call().header("if-none-match"), resource)) {
            return Answer.empty(304).with("etag", etag(resource));
        }
        return Answer.of(200, FhirJson.TYPE, FhirJson.write(resource))
                .with("etag", etag(resource))
                .with("last-modified", LAST_MODIFIED);
    }

    private Answer version(Asked asked, String type, String id, String number) throws FhirRefusal {
        for (ObjectNode each : versions(asked, type, id)) {
            if (etag(each).equals("W/\"" + number + "\"")) {
                return Answer.of(200, FhirJson.TYPE, FhirJson.write(each)).with("etag", etag(each));
            }
        }
        throw FhirRefusal.outcome(404, "not-found", "There is no such version");
    }

    private Answer history(Asked asked, String type, String id) throws FhirRefusal {
        List<ObjectNode> versions = versions(asked, type, id);
        ObjectNode bundle = FhirJson.resource("Bundle").put("type", "history").put("total", versions.size());
        String self = asked.base().url() + "/" + type + "/" + id;
        bundle.putArray("link").addObject().put("relation", "self").put("url", self + "/_history");
        ArrayNode entries = bundle.putArray("entry");
        for (int i = versions.size() - 1; i >= 0; i--) {
            ObjectNode entry = entries.addObject().put("fullUrl", self);
            entry.set("resource", versions.get(i));
            entry.putObject("request").put("method", i == 0 ? "POST" : "PUT").put("url", type + "/" + id);
            entry.putObject("response").put("status", i == 0 ? "201" : "200").put("etag", etag(versions.get(i)));
        }
        return Answer.of(200, FhirJson.TYPE, FhirJson.write(bundle));
    }

    private List<ObjectNode> versions(Asked asked, String type, String id) throws FhirRefusal {
        if (allowed(asked, type, 'r') == Access.Reach.ONE_PATIENT) {
            throw FhirRefusal.forbidden("Versions are for users and systems");
        }
        List<ObjectNode> versions = records.versions(asked.base().guid(), type, id);
        if (versions.isEmpty()) {
            throw FhirRefusal.outcome(404, "not-found", "There is no such " + type);
        }
        return versions;
    }

    private Answer update(Asked asked, String type, String id) throws FhirRefusal {
        if (allowed(asked, type, 'u') == Access.Reach.ONE_PATIENT) {
            throw FhirRefusal.forbidden("Updates are for users and systems");
        }
        ObjectNode sent = sent(asked, type);
        ObjectNode old = created.find(asked.base().guid(), type, id);
        if (old == null) {
            throw FhirRefusal.outcome(405, "not-supported", "Only what an app has created can be updated");
        }
        String match = asked.call().header("if-match");
        if (match != null && !isVersion(match, old)) {
            throw FhirRefusal.outcome(412, "conflict", "There is a later version: " + etag(old));
        }
        ObjectNode kept = created.update(asked.base().guid(), type, id, sent);
        return Answer.of(200, FhirJson.TYPE, FhirJson.write(kept == null ? old : kept))
                .with("etag", etag(kept == null ? old : kept));
    }

    private static ObjectNode sent(Asked asked, String type) throws FhirRefusal {
        ObjectNode sent = FhirJson.read(asked.call().body());
        if (sent == null || !sent.path("resourceType").asText().equals(type)) {
            throw FhirRefusal.outcome(400, "invalid", "The body is not a " + type + " in JSON");
        }
        return sent;
    }

    /** Weakly, as FHIR wants it: {@code "1"} and {@code W/"1"} are the same. */
    private static boolean isVersion(@Nullable String tag, ObjectNode resource) {
        return tag != null && (tag.equals(etag(resource)) || ("W/" + tag).equals(etag(resource)));
    }

    private static String etag(ObjectNode resource) {
        return "W/\"" + resource.path("meta").path("versionId").asText("1") + "\"";
    }

    private Answer create(Asked asked, String type) throws FhirRefusal {
        Access.Reach reach = allowed(asked, type, 'c');
        ObjectNode sent = sent(asked, type);
        if (reach == Access.Reach.ONE_PATIENT
                && !SearchParameters.patientOf(sent).equals(asked.access().patient())) {
            throw FhirRefusal.forbidden("Not about the patient in context");
        }
        ObjectNode kept = created.create(asked.base().guid(), type, sent);
        String location =
                asked.base().url() + "/" + type + "/" + kept.path("id").asText() + "/_history/1";
        boolean minimal = "return=minimal".equals(asked.call().header("prefer"));
        Answer answer = minimal ? Answer.empty(201) : Answer.of(201, FhirJson.TYPE, FhirJson.write(kept));
        return answer.with("location", location).with("etag", etag(kept));
    }

    private static Access.Reach allowed(Asked asked, String type, char letter) throws FhirRefusal {
        Access.Reach reach = asked.access().reach(type, letter);
        if (reach == Access.Reach.NOTHING) {
            throw FhirRefusal.forbidden("The token has no scope for this use of " + type);
        }
        return reach;
    }

    /** Forgets what apps have written. */
    public void forget() {
        created.clear();
        exports.forget();
    }
}
