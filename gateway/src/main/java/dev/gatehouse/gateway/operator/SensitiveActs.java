package dev.gatehouse.gateway.operator;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Acts that a browser left open must not be enough for: taking secrets out, replacing them, ending what practices gave. */
final class SensitiveActs {
    private record Act(String method, Pattern path) {}

    private static final List<Act> ALL = List.of(
            act("POST", "applications/[^/]+/credentials/[^/]+/(reveal|activate|revoke)"),
            act("POST", "applications/[^/]+/credentials"),
            act("POST", "connections/[^/]+/token"),
            act("GET", "connections/[^/]+/doubtful-answer"),
            act("POST", "key-rotations(/.*)?"),
            act("GET", "backups/[^/]+/file"),
            act("POST", "webhook-endpoints/[^/]+/rotate-secret"),
            act("POST", "(api-keys|operators)"),
            act("POST", "api-keys/[^/]+/roll"),
            act("POST", "operators/[^/]+/invitation"),
            act("PATCH", "operators/[^/]+"),
            act("DELETE", "(operators|applications|api-keys|connections|registrations|webhook-endpoints)/[^/]+"));

    private SensitiveActs() {}

    private static Act act(String method, String path) {
        return new Act(method, Pattern.compile("/api/v1/" + path + "/?"));
    }

    /** @param path as the router reads it, with escapes undone; else an escaped letter would lead past this list */
    static boolean include(HttpMethod method, @Nullable String path) {
        return path != null
                && ALL.stream()
                        .anyMatch(each -> each.method().equals(method.name())
                                && each.path().matcher(path).matches());
    }
}
