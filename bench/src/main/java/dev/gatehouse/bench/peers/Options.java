package dev.gatehouse.bench.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long and what to measure.
 *
 * @param rounds of the closed loop; the open loop and the start have half as many, rounded up
 * @param seconds of one closed loop with small bodies; the others take three quarters of it
 * @param warmUpSeconds at most for a JVM with each body
 * @param connections written into the database for the last phase
 * @param only peers, all if empty
 * @param phases all if empty
 */
record Options(
        int rounds,
        int seconds,
        int warmUpSeconds,
        int connections,
        Set<String> only,
        Set<String> phases,
        String heap) {
    static final List<String> PHASES = List.of("start", "closed", "rate", "big", "tls", "huge", "many");
    static final int CLIENTS = 32;
    static final int RATE = 500;
    static final int RATE_SECONDS = 6;

    Options {
        only = Set.copyOf(only);
        phases = Set.copyOf(phases);
    }

    static Options read(String[] arguments) {
        Map<String, String> given = new HashMap<>(Map.of(
                "rounds", "4",
                "seconds", "3",
                "warm-up", "20",
                "connections", "100000",
                "only", "",
                "phases", "",
                "heap", "512m"));
        for (String each : arguments) {
            int equals = each.indexOf('=');
            if (!each.startsWith("--")
                    || equals < 0
                    || given.put(each.substring(2, equals), each.substring(equals + 1)) == null) {
                throw new IllegalArgumentException("unknown: " + each + "; there are " + given.keySet());
            }
        }
        return new Options(
                Integer.parseInt(given.get("rounds")),
                Integer.parseInt(given.get("seconds")),
                Integer.parseInt(given.get("warm-up")),
                Integer.parseInt(given.get("connections")),
                set(given.getOrDefault("only", "")),
                set(given.getOrDefault("phases", "")),
                "-Xmx" + given.get("heap"));
    }

    private static Set<String> set(String text) {
        return text.isEmpty() ? Set.of() : Set.copyOf(new ArrayList<>(Arrays.asList(text.split(",", -1))));
    }

    boolean includes(Peer peer) {
        return only.isEmpty() || only.contains(peer.name()) || peer.name().equals(Peer.GATEHOUSE);
    }

    boolean has(String phase) {
        return phases.isEmpty() || phases.contains(phase);
    }

    int halfRounds() {
        return (rounds + 1) / 2;
    }
}
