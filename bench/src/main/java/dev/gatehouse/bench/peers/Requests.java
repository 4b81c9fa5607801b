package dev.gatehouse.bench.peers;

import dev.gatehouse.bench.gateway.ConnectionRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The requests each peer is sent, as files of whole HTTP messages: the same to all, but for where connection and key stand. */
final class Requests {
    static final String SMALL = "Patient/small";
    static final String SEARCHSET = "Patient?_count=60";
    static final String MEDIUM = "Binary/medium";
    static final String BIG = "Binary/big";
    static final String HUGE = "Binary/huge";

    private static final String COMMON = "Host: 127.0.0.1\r\nAccept: application/fhir+json\r\nUser-Agent: bench\r\n";

    private final Path directory;
    private final Gatehouse.Filled filled;
    private final Map<String, Path> written = new HashMap<>();

    Requests(Path directory, Gatehouse.Filled filled) {
        this.directory = directory;
        this.filled = filled;
    }

    Path of(Peer peer, String target) throws IOException {
        return switch (peer.name()) {
            case Peer.GATEHOUSE -> gatehouse("plain", filled.plain(), target);
            case Peer.DIRECT -> write("direct", IntStream.range(0, 10).boxed().toList(), target, Requests::direct);
            default -> peer("/proxy/", target);
        };
    }

    Path overTls(Peer peer, String target) throws IOException {
        return peer.name().equals(Peer.GATEHOUSE)
                ? gatehouse("tls", filled.tls(), target)
                : peer("/proxy-tls/", target);
    }

    /** To the EHR that closes each connection after one answer. */
    Path overNewTls(Peer peer, String target) throws IOException {
        return peer.name().equals(Peer.GATEHOUSE)
                ? gatehouse("tls-once", filled.tlsOnce(), target)
                : peer("/proxy-tls-once/", target);
    }

    /** To Gatehouse, through connections that were written straight into its database, in a random order. */
    Path ofRows(int first, int end, String target) throws IOException {
        List<Integer> order =
                new ArrayList<>(IntStream.range(first, end).boxed().toList());
        java.util.Collections.shuffle(order, new Random(1));
        return gatehouse(
                "rows-" + first + "-" + end,
                order.stream().map(ConnectionRows::id).toList(),
                target);
    }

    private Path gatehouse(String name, List<String> ids, String target) throws IOException {
        return write(
                "gatehouse-" + name,
                ids,
                target,
                id -> "/fhir/" + id + "/\r\nAuthorization: Bearer " + filled.key() + "\r\n");
    }

    private Path peer(String prefix, String target) throws IOException {
        return write(
                prefix.replace("/", ""),
                IntStream.range(0, Ground.CONNECTIONS).mapToObj(Ground::id).toList(),
                target,
                id -> prefix + "\r\nX-Api-Key: " + Ground.KEY + "\r\nConnection-Id: " + id + "\r\n");
    }

    private static String direct(int number) {
        return "/fhir/\r\nAuthorization: Bearer tok-000" + number + "\r\n";
    }

    /** @param form base path and headers of one request, with a line break between them */
    private <T> Path write(String name, List<T> all, String target, Function<T, String> form) throws IOException {
        String file = name + "-" + target.replaceAll("[^A-Za-z]", "-") + ".requests";
        Path known = written.get(file);
        if (known != null) {
            return known;
        }
        StringBuilder text = new StringBuilder();
        for (T each : all) {
            String made = form.apply(each);
            int line = made.indexOf("\r\n");
            text.append("GET ")
                    .append(made, 0, line)
                    .append(target)
                    .append(" HTTP/1.1\r\n")
                    .append(COMMON)
                    .append(made, line + 2, made.length())
                    .append("\r\n");
        }
        Path path = Files.writeString(directory.resolve(file), text);
        written.put(file, path);
        return path;
    }
}
