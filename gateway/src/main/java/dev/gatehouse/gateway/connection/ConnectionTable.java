package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Json;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list of connections as CSV (RFC 4180), for spreadsheets. Nothing of end users or patients is in it, and no cell is a
 * formula.
 */
final class ConnectionTable {
    private static final int PAGE = 500;
    private static final int MOST = 20_000;
    private static final String HEAD = row(
            "id",
            "practice",
            "application",
            "ehr",
            "kind",
            "state",
            "paused",
            "cause",
            "cause_text",
            "since",
            "token_renewed_at",
            "next_renewal_at",
            "token_ends_at",
            "created_at");

    private final ConnectionLists lists;
    private final Grants grants;

    ConnectionTable(ConnectionLists lists, Grants grants) {
        this.lists = lists;
        this.grants = grants;
    }

    /** Up to 20,000 rows in the order of the list. */
    Future<String> of(TenantId tenant, ConnectionQuery query) {
        return more(tenant, query, "", new StringBuilder(HEAD), 0).map(StringBuilder::toString);
    }

    private Future<StringBuilder> more(
            TenantId tenant, ConnectionQuery query, String after, StringBuilder written, int rows) {
        return lists.page(tenant, query, after, PAGE)
                .compose(page -> grants.views(
                                tenant,
                                page.stream()
                                        .map(each -> each.connection().id())
                                        .toList())
                        .compose(views -> {
                            page.forEach(each -> written.append(row(each, views)));
                            int total = rows + page.size();
                            return page.size() < PAGE || total >= MOST
                                    ? Future.succeededFuture(written)
                                    : more(tenant, query, page.get(PAGE - 1).cursor(), written, total);
                        }));
    }

    private static String row(ConnectionLists.Listed listed, Map<ConnectionId, Grants.View> views) {
        Connection connection = listed.connection();
        Grants.View grant = views.get(connection.id());
        return row(
                connection.id().value(),
                connection.practiceName(),
                listed.application(),
                connection.ehr(),
                connection.endpointKind().text(),
                connection.state().text(),
                connection.pausedAt() == null ? "no" : "yes",
                connection.cause().code(),
                connection.cause().text(),
                Json.time(connection.stateSince()),
                grant == null ? null : Json.time(grant.refreshedAt()),
                grant == null || connection.pausedAt() != null ? null : Json.time(grant.dueAt()),
                grant == null ? null : Json.time(grant.expiresAt()),
                Json.time(connection.createdAt()));
    }

    private static String row(@Nullable String... cells) {
        return Stream.of(cells).map(ConnectionTable::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    /** A spreadsheet would run what begins like a formula. */
    static String cell(@Nullable String text) {
        String value = Objects.requireNonNullElse(text, "");
        String safe =
                !value.isEmpty() && List.of('=', '+', '-', '@', '\t', '\r').contains(value.charAt(0))
                        ? "'" + value
                        : value;
        return safe.matches("[^\",\r\n]*") ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}
