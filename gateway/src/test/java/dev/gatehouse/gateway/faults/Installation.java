package dev.gatehouse.gateway.faults;

import dev.gatehouse.gateway.testing.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One node of a gateway that is started, killed and started again in processes of its own, always at the port it got the
 * first time. Nodes that share a database share its directory's parent, where the master key is.
 */
final class Installation {
    /** So that storms of calls and large uploads are not refused. */
    static final Map<String, String> WITHOUT_LIMITS = Map.of(
            "GATEHOUSE_MAX_CALLS", "100000",
            "GATEHOUSE_MAX_CALLS_PER_EHR_HOST", "100000",
            "GATEHOUSE_MAX_CALLS_PER_TENANT", "100000",
            "GATEHOUSE_MAX_CALLS_PER_CONNECTION", "100000",
            "GATEHOUSE_MAX_API_CALLS", "100000",
            "GATEHOUSE_MAX_CONNECTIONS_PER_ADDRESS", "100000",
            "GATEHOUSE_BINARY_UPLOAD_MIB", "1024");

    static final String KEY = "bootstrap-key-of-the-faults";
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final Path directory;
    private final @Nullable String databaseUrl;
    private final List<String> options = new ArrayList<>();
    private int port;

    /**
     * @param directory of this node, its parent holding the master key
     * @param databaseUrl null for H2
     */
    Installation(Path directory, @Nullable String databaseUrl) {
        this.directory = directory;
        this.databaseUrl = databaseUrl;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refreshes go by this pace from the next start on: pauses between tries, before a confirmation, and the lease. */
    Installation pace(List<Duration> again, Duration confirm, Duration lease) {
        options.removeIf(each -> each.startsWith("-Dfault.pace"));
        options.add("-Dfault.pace="
                + again.stream().map(each -> "" + each.toMillis()).collect(Collectors.joining(","))
                + ";" + confirm.toMillis() + ";" + lease.toMillis());
        return this;
    }

    /** Further options of its virtual machine. */
    Installation options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    Path data() {
        return directory.resolve("data");
    }

    Path masterKey() {
        return directory.resolveSibling("gatehouse.key");
    }

    @Nullable
    String databaseUrl() {
        return databaseUrl;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The operator, with the platform key. */
    Api api() {
        return new Api(url(), KEY);
    }

    /** What its time is ahead of the system's. */
    void setClock(Duration offset) {
        OffsetClock.set(directory.resolve("clock"), offset);
    }

    /** The running process dies at a step of a refresh: {@code SENT@3} when the third from now on is sent. */
    void haltAt(String step, int count) {
        write(directory.resolve("halt"), step + "@" + count);
    }

    /** The same, but it only stops, until it is resumed. */
    void stopAt(String step, int count) {
        write(directory.resolve("halt"), "stop " + step + "@" + count);
    }

    private static void write(Path file, String text) {
        try {
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Node start() {
        write(directory.resolve("halt"), "");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dgatehouse.test.log=INFO",
                "-Dfault.clock=" + directory.resolve("clock"),
                "-Dfault.halt=" + directory.resolve("halt")));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), FaultNode.class.getName()));
        Path log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(each -> each.startsWith("GATEHOUSE_"));
        builder.environment().putAll(environment());
        try {
            Files.writeString(log, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            long size = Files.size(log);
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Node node = new Node(process, log, size);
            port = node.awaitReady(LONGEST_START);
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> environment() {
        Map<String, String> values = new HashMap<>(Map.of(
                "GATEHOUSE_PORT",
                Integer.toString(port),
                "GATEHOUSE_MANAGEMENT_PORT",
                "0",
                "GATEHOUSE_DATA_DIR",
                data().toString(),
                "GATEHOUSE_MASTER_KEY_FILE",
                masterKey().toString(),
                "GATEHOUSE_REFRESH_DIRECTORIES",
                "none",
                "GATEHOUSE_BOOTSTRAP_API_KEY",
                KEY,
                "GATEHOUSE_ALLOW_PRIVATE_EHR_HOSTS",
                "127.0.0.1",
                "GATEHOUSE_ALLOW_PRIVATE_WEBHOOK_HOSTS",
                "127.0.0.1"));
        values.putAll(WITHOUT_LIMITS);
        if (databaseUrl != null) {
            values.put("GATEHOUSE_DATABASE_URL", databaseUrl);
        }
        return values;
    }

    /** Everything its processes ever printed. */
    String log() {
        try {
            return Files.readString(directory.resolve("log"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of this JVM, wherever its runner put it. */
    private static String classPath() {
        ClassLoader loader = FaultNode.class.getClassLoader();
        Stream<String> told =
                Arrays.stream(System.getProperty("java.class.path").split(":", -1));
        Stream<String> loaded = loader instanceof URLClassLoader urls
                ? Arrays.stream(urls.getURLs()).map(Installation::path)
                : Stream.of();
        return Stream.concat(loaded, told).distinct().collect(Collectors.joining(":"));
    }

    private static String path(URL url) {
        return Paths.get(java.net.URI.create(url.toString())).toString();
    }
}
