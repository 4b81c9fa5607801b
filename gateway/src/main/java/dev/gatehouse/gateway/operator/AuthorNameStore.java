package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.database.Transaction;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Names of people and of keys in the database. */
final class AuthorNameStore {

    Future<Map<String, String>> people(Transaction tx, List<String> ids) {
        return names(tx, "select id, displayName from OperatorRow where id in (:ids)", ids);
    }

    Future<Map<String, String>> keys(Transaction tx, List<String> ids) {
        return names(tx, "select id, name from ApiKeyRow where id in (:ids)", ids);
    }

    private static Future<Map<String, String>> names(Transaction tx, String query, List<String> ids) {
        return ids.isEmpty()
                ? Future.succeededFuture(Map.of())
                : tx.run(session -> session.createSelectionQuery(query, Object[].class)
                                .setParameter("ids", ids)
                                .getResultList())
                        .map(rows -> rows.stream()
                                .collect(Collectors.toMap(row -> (String) row[0], row -> (String) row[1])));
    }
}
