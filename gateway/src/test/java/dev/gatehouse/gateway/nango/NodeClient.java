package dev.gatehouse.gateway.nango;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Nango's published Node client in a Node process, called from here. Where there is no Node, or {@code npm ci} was not run in
 * its folder, tests are skipped; with {@code GATEHOUSE_REQUIRE_BROWSER=true} they fail.
 */
final class NodeClient implements AutoCloseable {
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;
    private int calls;

    private NodeClient(Process process) {
        this.process = process;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    static NodeClient at(String host) throws IOException {
        String missing = missing();
        if (!missing.isEmpty() && "true".equals(System.getenv("GATEHOUSE_REQUIRE_BROWSER"))) {
            throw new AssertionError(missing);
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing);
        NodeClient client = new NodeClient(new ProcessBuilder("node", "client.mjs", host)
                .directory(folder().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        assertThat(client.out.readLine()).isEqualTo("ready");
        return client;
    }

    /** Why it can't run here; empty if it can. */
    private static String missing() {
        if (!Files.isDirectory(folder().resolve("node_modules"))) {
            return "Nango's client is not installed: run 'npm ci' in gateway/src/test/node/nango";
        }
        try {
            Process node = new ProcessBuilder("node", "--version").start();
            return node.waitFor(1, TimeUnit.MINUTES) && node.exitValue() == 0 ? "" : "node does not run";
        } catch (IOException e) {
            return "there is no node";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** From the module's folder, as Maven has it, or the repository's. */
    private static Path folder() {
        Path here = Path.of("src/test/node/nango");
        return Files.isDirectory(here) ? here : Path.of("gateway").resolve(here);
    }

    /** The client of whoever has this key. */
    As as(String key) {
        return with(key, new JsonObject());
    }

    /** The same, made with more options. */
    As with(String key, JsonObject defaults) {
        return new As(key, defaults);
    }

    private synchronized JsonObject send(String key, JsonObject defaults, String method, @Nullable Object... args) {
        JsonArray sent = new JsonArray();
        for (@Nullable Object each : args) {
            sent.add(each);
        }
        String id = Integer.toString(++calls);
        try {
            in.write(new JsonObject()
                    .put("id", id)
                    .put("key", key)
                    .put("defaults", defaults)
                    .put("call", method)
                    .put("args", sent)
                    .encode());
            in.newLine();
            in.flush();
            String line = out.readLine();
            if (line == null) {
                throw new AssertionError("the Node process ended");
            }
            JsonObject answer = new JsonObject(line);
            assertThat(answer.getString("id")).isEqualTo(id);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** Calls of one client. */
    final class As {
        private final String key;
        private final JsonObject defaults;

        private As(String key, JsonObject defaults) {
            this.key = key;
            this.defaults = defaults;
        }

        /** What the promise resolved with. */
        @CanIgnoreReturnValue
        Object call(String method, @Nullable Object... args) {
            JsonObject answer = send(key, defaults, method, args);
            assertThat(answer.containsKey("error")).as(answer.encode()).isFalse();
            return answer.getValue("value");
        }

        /** The same where it is an object. */
        @CanIgnoreReturnValue
        JsonObject object(String method, @Nullable Object... args) {
            return (JsonObject) call(method, args);
        }

        /** What it was rejected with: {@code status} and {@code data} of the answer. */
        Refused refused(String method, @Nullable Object... args) {
            JsonObject answer = send(key, defaults, method, args);
            assertThat(answer.containsKey("error")).as(answer.encode()).isTrue();
            return new Refused(answer.getJsonObject("error"));
        }
    }

    /** How a call failed, as the caller sees it. */
    record Refused(JsonObject error) {
        int status() {
            return error.getInteger("status");
        }

        /** {@code err.response.data.error}. */
        JsonObject body() {
            return error.getJsonObject("data").getJsonObject("error");
        }

        String code() {
            return body().getString("code");
        }
    }
}
