package dev.gatehouse.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A peer's processes, and what the kernel says of them. */
final class Running implements AutoCloseable {
    /** The peer that is measured has this core to itself. */
    static final String MEASURED = "0";
    /** The EHR and the clients. */
    static final String OTHERS = "1";

    static final String ANY = "0,1";

    /** Of what the kernel counts processor time in. */
    private static final long TICKS_PER_SECOND = 100;
    /** Up to here the head of a stat line holds the command, which may have spaces. */
    private static final Pattern AFTER_COMMAND = Pattern.compile(".*\\) ");

    final Peer peer;
    final int port;
    private final Process process;

    private Running(Peer peer, int port, Process process) {
        this.peer = peer;
        this.port = port;
        this.process = process;
    }

    static Running start(Peer peer, int port, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(peer.command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(peer.environment());
        return new Running(peer, port, builder.start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    private long sum(ToLongFunction<Path> figure) {
        return processes()
                .mapToLong(each -> figure.applyAsLong(Path.of("/proc", Long.toString(each.pid()))))
                .sum();
    }

    /** User and system time so far, in microseconds. */
    double cpuMicros() {
        return sum(Running::ticks) * 1e6 / TICKS_PER_SECOND;
    }

    /** The same of a JVM's compiler threads alone. */
    double compilerMicros() {
        return sum(process -> threads(process).stream()
                        .filter(thread -> text(thread.resolve("comm")).matches("C[12] Compiler.*\\s*"))
                        .mapToLong(Running::ticks)
                        .sum())
                * 1e6
                / TICKS_PER_SECOND;
    }

    double residentMb() {
        return sum(process -> status(process, "VmRSS")) / 1024.0;
    }

    /** Since the start or {@link #forgetPeak()}. */
    double peakMb() {
        return sum(process -> status(process, "VmHWM")) / 1024.0;
    }

    void forgetPeak() {
        processes().forEach(each -> {
            try {
                Files.writeString(Path.of("/proc", Long.toString(each.pid()), "clear_refs"), "5");
            } catch (IOException e) {
                throw new UncheckedIOException("peaks can only be reset by root or the processes' owner", e);
            }
        });
    }

    void pin(String cores) throws InterruptedException {
        for (ProcessHandle each : processes().toList()) {
            pin(each.pid(), cores);
        }
    }

    static void pin(long process, String cores) throws InterruptedException {
        try {
            Process pinned = new ProcessBuilder("taskset", "-a", "-c", "-p", cores, Long.toString(process))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (pinned.waitFor() != 0) {
                throw new IOException("process " + process + " can't be pinned to " + cores);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long ticks(Path processOrThread) {
        String[] fields = AFTER_COMMAND
                .matcher(text(processOrThread.resolve("stat")))
                .replaceFirst("")
                .split(" ", -1);
        return fields.length < 13 ? 0 : Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long status(Path process, String field) {
        Matcher found = Pattern.compile(field + ":\\s+(\\d+)").matcher(text(process.resolve("status")));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    private static List<Path> threads(Path process) {
        List<Path> threads = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(process.resolve("task"))) {
            found.forEach(threads::add);
        } catch (IOException gone) {
            return threads;
        }
        return threads;
    }

    /** Empty for what has ended meanwhile. */
    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException gone) {
            return "";
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = processes().toList();
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
