package dev.gatehouse.gateway.faults;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A gateway that runs in a process of its own. */
final class Node implements AutoCloseable {
    private static final long LONGEST_STOP_SECONDS = 60;

    private final Process process;
    private final Path log;
    private final long logBegins;

    Node(Process process, Path log, long logBegins) {
        this.process = process;
        this.log = log;
        this.logBegins = logBegins;
    }

    /** The port it listens at. */
    int awaitReady(Duration longest) {
        String line = Eventually.value(longest, "the gateway to get ready", () -> {
            String said = line("ready ");
            if (said.isEmpty() && !process.isAlive()) {
                throw new AssertionError("the gateway ended with " + process.exitValue() + ": " + printed());
            }
            return said.isEmpty() ? null : said;
        });
        return Integer.parseInt(line.split(" ", -1)[1]);
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, and its end. */
    @CanIgnoreReturnValue
    int stop() {
        resume();
        process.destroy();
        return awaitEnd();
    }

    /** SIGSTOP. */
    void pause() {
        signal("STOP");
    }

    /** True while a signal has stopped it. */
    boolean isPaused() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .anyMatch(each -> each.startsWith("State:\tT"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGCONT. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        if (!process.isAlive()) {
            return;
        }
        try {
            int ended = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (ended != 0 && process.isAlive()) {
                throw new AssertionError("kill -" + name + " ended with " + ended);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @CanIgnoreReturnValue
    int awaitEnd() {
        try {
            if (!process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the gateway did not end within a minute");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** How often a refresh had reached a step when the process halted itself. */
    int reached(String step) {
        String halted = line("halted ");
        if (halted.isEmpty()) {
            throw new AssertionError("the process did not halt: " + printed());
        }
        Matcher count = Pattern.compile("\\b" + step + "=(\\d+)").matcher(halted);
        return count.find() ? Integer.parseInt(count.group(1)) : 0;
    }

    long residentKib() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(each -> each.startsWith("VmRSS:"))
                    .mapToLong(each -> Long.parseLong(each.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files and sockets. */
    int openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line(String beginning) {
        return printed()
                .lines()
                .filter(each -> each.startsWith(beginning))
                .findFirst()
                .orElse("");
    }

    private String printed() {
        try {
            byte[] all = Files.readAllBytes(log);
            return new String(all, (int) logBegins, (int) (all.length - logBegins), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever is left of it. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
