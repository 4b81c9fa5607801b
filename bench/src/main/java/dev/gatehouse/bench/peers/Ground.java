package dev.gatehouse.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What all peers share: a temporary directory with bodies, tokens and a certificate, ports, and the EHR behind them. */
final class Ground implements AutoCloseable {
    static final int CONNECTIONS = 1_000;
    static final String KEY = "key-of-the-peers-0123456789";

    final Path work;
    final Path peers;
    final int httpPort = freePort();
    final int tlsPort = freePort();
    final int tlsOncePort = freePort();
    private final Running ehr;

    /** @param peers the directory with the peers' configurations */
    Ground(Path peers) throws IOException, InterruptedException {
        this.peers = peers;
        this.work = Files.createTempDirectory("gatehouse-peers").toRealPath();
        Bodies.write(work.resolve("bodies/fhir"), "http://127.0.0.1:" + httpPort + "/fhir");
        Files.write(work.resolve("tokens"), tokens("%s tok-%04d"));
        Files.write(work.resolve("haproxy.tokens"), tokens("%s tok-%04d"));
        Files.write(work.resolve("nginx.tokens"), tokens("%s \"Bearer tok-%04d\";"));
        certify();
        // nginx gives its workers to somebody who must be able to look into it
        if (!work.toFile().setExecutable(true, false) || !work.toFile().setReadable(true, false)) {
            throw new IOException(work + " can't be opened for others");
        }
        this.ehr = Running.start(
                new Peer(
                        "direct",
                        List.of("nginx", "-c", configured("upstream.conf", 0), "-p", work.toString()),
                        Map.of()),
                httpPort,
                work.resolve("upstream.out"));
        ehr.pin(Running.OTHERS);
    }

    static String id(int number) {
        return String.format("conn-%04d", number);
    }

    private static List<String> tokens(String form) {
        return IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> String.format(form, id(i), i))
                .toList();
    }

    /** The EHR itself, as the peer that adds nothing. */
    Running ehr() {
        return ehr;
    }

    Map<String, String> settings(int port) {
        Map<String, String> settings = new HashMap<>();
        settings.put("WORK", work.toString());
        settings.put("PEER_PORT", Integer.toString(port));
        settings.put("PEER_KEY", KEY);
        settings.put("PEER_TOKENS", work.resolve("tokens").toString());
        settings.put("UPSTREAM_PORT", Integer.toString(httpPort));
        settings.put("TLS_PORT", Integer.toString(tlsPort));
        settings.put("TLS_ONCE_PORT", Integer.toString(tlsOncePort));
        settings.put("CERTIFICATE", work.resolve("certificate.pem").toString());
        return settings;
    }

    /** A copy of a configuration with its gaps filled. */
    String configured(String name, int port) throws IOException {
        String text = Files.readString(peers.resolve(name));
        for (Map.Entry<String, String> each : settings(port).entrySet()) {
            text = text.replace("${" + each.getKey() + "}", each.getValue());
        }
        return Files.writeString(work.resolve(name), text).toString();
    }

    private void certify() throws IOException, InterruptedException {
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                work.resolve("certificate.key").toString(),
                "-out",
                work.resolve("certificate.pem").toString());
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-importcert",
                "-noprompt",
                "-alias",
                "ehr",
                "-file",
                work.resolve("certificate.pem").toString(),
                "-keystore",
                work.resolve("trusted.p12").toString(),
                "-storepass",
                "changeit");
    }

    private void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command[0] + ": " + said);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many of the handshakes since the last look took up an old session, in per cent; -1 if there was none. */
    double resumedHandshakes() throws IOException, InterruptedException {
        Thread.sleep(1_200);
        Path log = work.resolve("handshakes.log");
        Map<String, Long> counts =
                Files.readAllLines(log).stream().collect(Collectors.groupingBy(line -> line, Collectors.counting()));
        Files.newByteChannel(log, java.nio.file.StandardOpenOption.WRITE)
                .truncate(0)
                .close();
        long resumed = counts.getOrDefault("r", 0L);
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        return all == 0 ? -1 : 100.0 * resumed / all;
    }

    @Override
    public void close() {
        ehr.close();
    }
}
