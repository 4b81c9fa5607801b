package dev.gatehouse.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told to stop by SIGTERM. */
final class StopTest {
    private static final String KEY = "bootstrap-key-of-this-test";
    private static final int TERMINATED = 128 + 15;
    private static final int LOOKS = 3_000;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private int port;
    private int managementPort;
    private Process process;

    @BeforeEach
    void start() throws Exception {
        port = freePort();
        managementPort = freePort();
        ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve");
        child.environment()
                .putAll(Map.of(
                        "GATEHOUSE_PORT",
                        Integer.toString(port),
                        "GATEHOUSE_MANAGEMENT_PORT",
                        Integer.toString(managementPort),
                        "GATEHOUSE_DATA_DIR",
                        directory.resolve("data").toString(),
                        "GATEHOUSE_REFRESH_DIRECTORIES",
                        "none",
                        "GATEHOUSE_BOOTSTRAP_API_KEY",
                        KEY,
                        "GATEHOUSE_STOP_GRACE_SECONDS",
                        "1"));
        process = child.redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        until(200);
    }

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Until it is ready, or not any more. */
    @CanIgnoreReturnValue
    private String until(int status) throws Exception {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        for (int i = 0; i < LOOKS; i++) {
            try {
                HttpResponse<String> answer = http.send(ready, BodyHandlers.ofString());
                if (answer.statusCode() == status) {
                    return answer.body();
                }
            } catch (IOException notYet) {
                // asked again
            }
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS))
                    .as("ended early")
                    .isFalse();
        }
        throw new AssertionError("readiness never became " + status);
    }

    /** A call whose body comes in two halves. */
    private final class SlowCall implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        private final byte[] body = new JsonObject()
                .put("id", "acme")
                .put("name", "Acme")
                .toString()
                .getBytes(StandardCharsets.UTF_8);

        SlowCall() throws IOException {
            send("POST /api/v1/tenants HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + KEY
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n");
            send(new String(body, 0, 5, StandardCharsets.UTF_8));
        }

        private void send(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Until the server closes. */
        String finish() throws IOException {
            send(new String(body, 5, body.length - 5, StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aRunningCallIsAnsweredAndNobodyNewIsSentHere() throws Exception {
        try (SlowCall slow = new SlowCall()) {
            process.destroy();

            assertThat(new JsonObject(until(503)).getJsonObject("checks").getString("process"))
                    .isEqualTo("leaving");
            HttpResponse<String> late = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/tenants"))
                            .header("Authorization", "Bearer " + KEY)
                            .build(),
                    BodyHandlers.ofString());
            assertThat(late.statusCode()).as("within the grace").isEqualTo(200);
            assertThat(late.headers().firstValue("Connection")).contains("close");
            untilRefused();

            assertThat(slow.finish()).startsWith("HTTP/1.1 201").contains("acme");
        }

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
    }

    /** Until nobody can connect any more. */
    private void untilRefused() throws InterruptedException {
        for (int i = 0; i < LOOKS; i++) {
            try (Socket another = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(process.waitFor(20, TimeUnit.MILLISECONDS))
                        .as("ended before the call, though %s was open", another)
                        .isFalse();
            } catch (IOException refused) {
                return;
            }
        }
        throw new AssertionError("it goes on accepting connections");
    }
}
