package dev.gatehouse.gateway.faults;

import dev.gatehouse.gateway.testing.Browser;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * oidc-provider (npm, by its own authors certified for OpenID Connect) as the authorization server of one practice, in a
 * Node process; {@code server.mjs} among the test resources gives it SMART's metadata and one FHIR answer.
 */
public final class ForeignServer implements AutoCloseable {
    private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");

    private final Process process;
    private final Path log;
    private final int port;

    private ForeignServer(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Why it can't be started here; empty if it can. */
    public static String missing() {
        if (!Files.isDirectory(folder().resolve("node_modules"))) {
            return "oidc-provider is not installed: run 'npm ci' in " + folder();
        }
        try {
            Process node = new ProcessBuilder("node", "--version").start();
            return node.waitFor() == 0 ? "" : "node does not run";
        } catch (IOException e) {
            return "there is no node";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(ForeignServer.class.getResource("/oidc/server.mjs"))
                            .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param clients as oidc-provider takes their metadata */
    public static ForeignServer start(int port, JsonArray clients, Path directory) {
        return start(port, port, clients, directory);
    }

    /** @param tokenPort through which its token endpoint is said to be reached */
    static ForeignServer start(int port, int tokenPort, JsonArray clients, Path directory) {
        Path log = directory.resolve("oidc-provider-" + port + ".log");
        try {
            Process process = new ProcessBuilder(
                            "node", "server.mjs", Integer.toString(port), Integer.toString(tokenPort))
                    .directory(folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try (var in = process.getOutputStream()) {
                in.write(clients.encode().getBytes(StandardCharsets.UTF_8));
            }
            ForeignServer server = new ForeignServer(process, log, port);
            Eventually.so(
                    Duration.ofSeconds(20),
                    "oidc-provider: " + server.log(),
                    () -> server.log().contains("ready"));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String base(int port) {
        return "http://127.0.0.1:" + port + "/fhir";
    }

    /** How often it told of something, such as {@code grant.revoked}. */
    long events(String name) {
        return log().lines().filter(each -> each.equals("event " + name)).count();
    }

    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Signs a person in and agrees, in the server's own forms; answers the address that leads back to the gateway. */
    String consent(Browser browser, String connectUrl) {
        Browser.Page page = browser.open(connectUrl);
        for (int step = 0; step < 12; step++) {
            if (page.redirects()) {
                String next = page.next().toString();
                if (next.contains("/oauth/callback")) {
                    return next;
                }
                page = browser.open(next);
                continue;
            }
            Matcher form = FORM.matcher(page.body());
            if (page.status() != 200 || !form.find()) {
                throw new AssertionError(page.at().getPath() + " answered " + page.status() + ": " + log());
            }
            String action = page.at().resolve(form.group(1)).toString();
            page = browser.submit(
                    action,
                    page.body().contains("name=\"login\"")
                            ? Map.of("prompt", "login", "login", "dr-jones", "password", "any")
                            : Map.of("prompt", "consent"));
        }
        throw new AssertionError("twelve pages of oidc-provider and no way back");
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
