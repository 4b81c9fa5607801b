package dev.gatehouse.bench.peers;

import java.util.List;
import java.util.Map;

/**
 * One proxy as a program.
 *
 * @param command ends only when it is killed
 * @param environment beside our own
 */
record Peer(String name, List<String> command, Map<String, String> environment) {
    static final String GATEHOUSE = "Gatehouse";
    static final String NGINX = "nginx";
    static final String HAPROXY = "HAProxy";
    static final String PIPE = "Vert.x pipe";
    static final String SPRING = "Spring Cloud Gateway";
    static final String NODE = "Node, Express and axios";
    static final String DIRECT = "direct";

    Peer {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    boolean isJava() {
        return command.get(0).endsWith("java");
    }

    /** Terminates TLS to the EHR too. */
    boolean speaksTls() {
        return name.equals(GATEHOUSE) || name.equals(NGINX) || name.equals(PIPE);
    }
}
