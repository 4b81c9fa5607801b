package dev.gatehouse.sandbox.authorization;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The apps the EHR knows, by client id. */
public final class Clients {

    private final Map<String, Client> known = new ConcurrentHashMap<>();

    public void register(Client client) {
        known.put(client.id(), client);
    }

    public @Nullable Client find(@Nullable String id) {
        return id == null ? null : known.get(id);
    }
}
