package dev.gatehouse.gateway.calls;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;

/** What callers are called: people and API keys, by kind and id ({@code key:key_9x8y}). Those nobody knows are missing. */
@FunctionalInterface
public interface Names {
    Future<Map<String, String>> of(Set<String> authors);
}
