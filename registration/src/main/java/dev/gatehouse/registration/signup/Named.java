package dev.gatehouse.registration.signup;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Puts beside an answer how those are called who stand in it: its member {@code people}, by author. */
public final class Named {
    /** The members that hold an author. */
    private static final Set<String> AUTHORS = Set.of("by", "completedBy", "changedBy", "addedBy");

    /** Knows names; those it does not know are missing in its answer. */
    @FunctionalInterface
    public interface Names {
        /** @param authors kind and id, for example {@code operator:opr_3v8k…} */
        Future<Map<String, String>> of(Set<String> authors);
    }

    private final Names names;

    public Named(Names names) {
        this.names = names;
    }

    public Future<JsonObject> with(JsonObject answer) {
        Set<String> authors = new TreeSet<>();
        collect(answer, authors);
        return names.of(authors).map(known -> {
            JsonObject people = new JsonObject();
            known.forEach(people::put);
            return answer.put("people", people);
        });
    }

    private static void collect(JsonObject object, Set<String> authors) {
        object.forEach(member -> {
            if (AUTHORS.contains(member.getKey()) && member.getValue() instanceof String author) {
                authors.add(author);
            }
            within(member.getValue(), authors);
        });
    }

    private static void within(Object value, Set<String> authors) {
        if (value instanceof JsonObject object) {
            collect(object, authors);
        } else if (value instanceof JsonArray array) {
            array.forEach(each -> within(each, authors));
        }
    }
}
