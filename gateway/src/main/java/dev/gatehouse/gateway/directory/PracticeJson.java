package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.web.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Practices and reports as the API shows them. */
final class PracticeJson {
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
                .put("test", practice.looksLikeTest())
                .put("endpoints", endpoints);
        if (practice.removedAt() != null) {
            json.put("removedAt", Json.time(practice.removedAt()));
        }
        return json;
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

    static JsonObject status(DirectoryStatus status) {
        return new JsonObject()
                .put("ehr", status.ehr())
                .put("importedAt", Json.time(status.importedAt()))
                .put("practices", status.practices())
                .put("endpoints", status.endpoints())
                .put("failedAt", Json.time(status.failedAt()))
                .put("failure", status.failure());
    }

    static JsonObject report(ImportReport report) {
        JsonArray rejected = new JsonArray();
        report.rejected()
                .forEach(each ->
                        rejected.add(new JsonObject().put("entry", each.entry()).put("reason", each.reason())));
        return new JsonObject()
                .put("practices", report.practices())
                .put("endpoints", report.endpoints())
                .put("added", report.added())
                .put("changed", report.changed())
                .put("moved", report.moved())
                .put("removed", report.removed())
                .put("ignored", report.ignored())
                .put("disputed", report.disputed())
                .put("rejected", rejected)
                .put("rejectedTotal", report.rejectedTotal());
    }
}
