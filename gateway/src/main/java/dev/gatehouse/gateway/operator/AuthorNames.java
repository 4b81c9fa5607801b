package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.database.Database;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How those are called who change something: people by their names, machines by the names of their keys. */
public final class AuthorNames {
    private static final String PERSON = "operator:";
    private static final String KEY = "key:";

    private final Database database;
    private final AuthorNameStore store = new AuthorNameStore();

    public AuthorNames(Database database) {
        this.database = database;
    }

    /**
     * By author; those nobody knows any more are missing.
     *
     * @param authors kind and id, for example {@code operator:opr_3v8k…}
     */
    public Future<Map<String, String>> of(Set<String> authors) {
        List<String> people = ids(authors, PERSON);
        List<String> keys = ids(authors, KEY);
        if (people.isEmpty() && keys.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return database.read(tx -> store.people(tx, people)
                .compose(named -> store.keys(tx, keys).map(machines -> {
                    Map<String, String> all = new HashMap<>();
                    named.forEach((id, name) -> all.put(PERSON + id, name));
                    machines.forEach((id, name) -> all.put(KEY + id, name));
                    return all;
                })));
    }

    private static List<String> ids(Set<String> authors, String kind) {
        return authors.stream()
                .filter(each -> each.startsWith(kind))
                .map(each -> each.substring(kind.length()))
                .toList();
    }
}
