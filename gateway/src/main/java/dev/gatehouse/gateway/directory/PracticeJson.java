package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.web.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Practices and reports as the API shows them. */
final class PracticeJson {
    private static final String PREVIEW = "imp_";

    private PracticeJson() {}

    static JsonObject practice(Practice practice) {
        JsonArray endpoints = new JsonArray();
        practice.endpoints().forEach(each -> endpoints.add(endpoint(each)));
        JsonObject json = new JsonObject()
                .put("id", practice.id())
                .put("ehr", practice.ehr())
                .put("name", practice.name())
                .put("npi", practice.npi())
                .put("ein", practice.ein())
                .put("guid", practice.guid())
                .put("line", practice.place().street())
                .put("city", practice.place().city())
                .put("state", practice.place().state())
                .put("postalCode", practice.place().postalCode())
                .put("addedByHand", practice.addedByHand())
                .put("test", practice.test())
                .put("endpoints", endpoints);
        addExtras(json, practice.extras());
        if (practice.removedAt() != null) {
            json.put("removedAt", Json.time(practice.removedAt()));
        }
        return json;
    }

    /** Each only where the list has it. */
    private static void addExtras(JsonObject json, PracticeExtras extras) {
        if (!extras.aliases().isEmpty()) {
            json.put("aliases", new JsonArray(extras.aliases()));
        }
        if (!extras.identifiers().isEmpty()) {
            json.put("identifiers", array(extras.identifiers(), PracticeExtras::identifier));
        }
        if (!extras.places().isEmpty()) {
            json.put("places", array(extras.places(), PracticeExtras::place));
        }
        if (extras.parent() != null) {
            json.put("partOf", extras.parent());
        }
    }

    private static <T> JsonArray array(List<T> items, Function<T, JsonObject> json) {
        JsonArray array = new JsonArray();
        items.forEach(each -> array.add(json.apply(each)));
        return array;
    }

    private static JsonObject endpoint(PracticeEndpoint endpoint) {
        JsonObject json = new JsonObject()
                .put("id", endpoint.id())
                .put("kind", endpoint.kind().text())
                .put("baseUrl", endpoint.baseUrl().toString());
        if (endpoint.disputed()) {
            json.put("disputed", true);
        }
        if (endpoint.removedAt() != null) {
            json.put("removedAt", Json.time(endpoint.removedAt()));
        }
        return json;
    }

    static JsonObject page(PracticePage page) {
        return Json.page(page.items().stream().map(PracticeJson::practice).toList(), page.nextCursor())
                .put("total", page.total());
    }

    /** @param nextAt when the list is read next; null if never by itself */
    static JsonObject status(DirectoryStatus status, @Nullable Instant nextAt) {
        DirectoryStatus.LastImport last = status.last();
        return new JsonObject()
                .put("ehr", status.ehr())
                .put("version", status.version())
                .put("importedAt", Json.time(status.importedAt()))
                .put("practices", status.practices())
                .put("endpoints", status.endpoints())
                .put("failedAt", Json.time(status.failedAt()))
                .put("failure", status.failure())
                .put("lastImport", last == null ? null : lastImport(last))
                .put("canUndo", status.undoable())
                .put(
                        "preview",
                        status.waiting().isEmpty()
                                ? null
                                : previewId(status.waiting().get(0)))
                .put("schedule", schedule(status, nextAt));
    }

    private static JsonObject schedule(DirectoryStatus status, @Nullable Instant nextAt) {
        Duration every = status.every();
        return new JsonObject()
                .put(
                        "address",
                        status.address() == null ? null : status.address().toString())
                .put("ownAddress", status.ownAddress())
                .put("everyHours", every == null ? null : Math.max(1, every.toHours()))
                .put("ownEvery", status.ownEvery())
                .put("paused", status.paused())
                .put("nextAt", Json.time(nextAt));
    }

    private static JsonObject lastImport(DirectoryStatus.LastImport last) {
        return new JsonObject()
                .put("at", Json.time(last.at()))
                .put("source", last.source())
                .put("by", last.byKind() == null ? null : last.byKind().name().toLowerCase(Locale.ROOT))
                .put("byId", last.byId())
                .put("added", last.added())
                .put("changed", last.changed())
                .put("removed", last.removed())
                .put("rejected", last.rejected())
                .put("undo", last.undo());
    }

    static JsonObject preview(DirectoryPreview preview) {
        return new JsonObject()
                .put("id", previewId(preview.snapshot()))
                .put("ehr", preview.ehr())
                .put("source", preview.source())
                .put("madeAt", Json.time(preview.madeAt()))
                .put("expiresAt", Json.time(preview.expiresAt()))
                .put("stale", preview.stale())
                .put("report", preview.report());
    }

    private static String previewId(long snapshot) {
        return PREVIEW + snapshot;
    }

    /** Empty for what is no preview's id. */
    static OptionalLong preview(String id) {
        String number = id.startsWith(PREVIEW) ? id.substring(PREVIEW.length()) : "";
        return number.matches("[1-9][0-9]{0,17}") ? OptionalLong.of(Long.parseLong(number)) : OptionalLong.empty();
    }

    /** With the number of the asking tenant's connections at each. */
    static JsonObject page(PracticePage page, Map<String, Integer> connections) {
        return Json.page(
                        page.items().stream()
                                .map(each -> practice(each).put("connections", connections.getOrDefault(each.id(), 0)))
                                .toList(),
                        page.nextCursor())
                .put("total", page.total());
    }

    static JsonObject report(ImportReport report) {
        JsonObject json = new JsonObject()
                .put("practices", report.practices())
                .put("endpoints", report.endpoints())
                .put("added", report.added())
                .put("changed", report.changed())
                .put("moved", report.moved())
                .put("removed", report.removed())
                .put("ignored", report.ignored())
                .put("disputed", report.disputed())
                .put("flaggedTests", report.flaggedTests())
                .put("movedHosts", array(report.movedHosts(), PracticeJson::movedHost))
                .put(
                        "removedInUse",
                        array(
                                report.removedInUse(),
                                each -> new JsonObject()
                                        .put("practiceId", each.practiceId())
                                        .put("practice", each.practice())
                                        .put("connections", each.connections())))
                .put("warnings", new JsonArray(report.warnings()))
                .put(
                        "rejected",
                        array(
                                report.rejected(),
                                each -> new JsonObject()
                                        .put("entry", each.entry())
                                        .put("reason", each.reason())))
                .put("rejectedTotal", report.rejectedTotal())
                .put("preview", report.changes() != null);
        if (report.changes() != null) {
            json.put("changes", array(report.changes(), PracticeJson::change));
        }
        return json;
    }

    private static JsonObject movedHost(ImportReport.MovedHost moved) {
        return new JsonObject()
                .put("practiceId", moved.practiceId())
                .put("practice", moved.practice())
                .put("endpointId", moved.endpointId())
                .put("kind", moved.kind().text())
                .put("from", moved.from())
                .put("to", moved.to())
                .put("connections", moved.connections());
    }

    private static JsonObject change(ImportReport.Change change) {
        return new JsonObject()
                .put("change", change.what())
                .put("practice", change.practice())
                .put("practiceId", change.practiceId())
                .put("from", change.from())
                .put("to", change.to());
    }
}
