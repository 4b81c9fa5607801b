package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code GET /connections}; permission {@code connections}. */
public final class ConnectionListRoutes {
    private static final int MOST = 10_000;
    private static final int MOST_A_PAGE = 2_000;
    private static final int MOST_PAGES = 100_000;
    private static final int LONGEST = 255;
    private static final String TAG = "tags[";

    private final NangoConnections connections;

    public ConnectionListRoutes(NangoConnections connections) {
        this.connections = connections;
    }

    public void mount(Router router) {
        router.get("/connections").handler(this::list);
        router.get("/connection").handler(this::list);
    }

    private void list(RoutingContext ctx) {
        TenantId tenant = NangoAccessHandler.with(ctx, Permission.CONNECTIONS).tenant();
        StrictInput query = NangoBodyHandler.query(ctx);
        int limit = query.number("limit", MOST, 1, MOST_A_PAGE);
        int page = query.number("page", 0, 0, MOST_PAGES);
        List<String> keys = query.optionalText("integrationId", 1, 4096)
                .map(text -> Arrays.stream(text.split(",", -1))
                        .filter(each -> !each.isEmpty())
                        .toList())
                .orElse(List.of());
        NangoStore.Filter filter = new NangoStore.Filter(
                query.optionalText("connectionId", 1, LONGEST).orElse(null),
                query.optionalText("search", 0, LONGEST)
                        .filter(text -> !text.isEmpty())
                        .orElse(null),
                query.optionalText("endUserId", 1, LONGEST).orElse(null),
                query.optionalText("endUserOrganizationId", 1, LONGEST).orElse(null),
                null,
                tags(query));
        query.refuseMistakes();
        connections
                .list(tenant, filter, keys, limit * page, limit)
                .onSuccess(found -> Json.ok(
                        ctx,
                        new JsonObject()
                                .put(
                                        "connections",
                                        new JsonArray(found.stream()
                                                .map(NangoConnection::listed)
                                                .toList()))))
                .onFailure(ctx::fail);
    }

    private static Map<String, String> tags(StrictInput query) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String name : List.copyOf(query.names())) {
            if (name.startsWith(TAG) && name.endsWith("]") && tags.size() < Tags.MOST) {
                query.optionalText(name, 1, LONGEST)
                        .ifPresent(value -> tags.put(
                                name.substring(TAG.length(), name.length() - 1).toLowerCase(Locale.ROOT), value));
            }
        }
        return tags;
    }
}
