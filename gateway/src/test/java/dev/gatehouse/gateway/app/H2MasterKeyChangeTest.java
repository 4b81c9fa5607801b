package dev.gatehouse.gateway.app;

import java.util.Map;

/** On a file, whose password follows from the master key. */
final class H2MasterKeyChangeTest extends MasterKeyChangeContract {
    @Override
    Map<String, String> database() {
        return Map.of();
    }
}
