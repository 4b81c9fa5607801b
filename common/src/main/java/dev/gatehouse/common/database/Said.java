package dev.gatehouse.common.database;

import java.util.Optional;

/**
 * One announcement as it travels between nodes: who says it, the topic, and the key, with a space between them.
 *
 * @param node who says it, so that it need not listen to itself
 */
record Said(String node, String topic, String key) {
    static String text(String node, String topic, String key) {
        return node + " " + topic + " " + key;
    }

    /** Empty for what no node of ours has said. */
    static Optional<Said> read(String payload) {
        String[] parts = payload.split(" ", -1);
        return parts.length == 3 ? Optional.of(new Said(parts[0], parts[1], parts[2])) : Optional.empty();
    }
}
