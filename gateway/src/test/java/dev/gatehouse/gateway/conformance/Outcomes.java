package dev.gatehouse.gateway.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How the marked tests ended when they last ran here, as {@link dev.gatehouse.common.testing.MarkOutcomes} noted it. */
final class Outcomes {
    static final String PASSED = "passed";
    static final String NOT_RUN = "not run";
    private static final List<String> FROM_BEST = List.of(PASSED, "skipped", "failed");

    private final Map<String, String> byTest = new HashMap<>();

    /** Of all modules; an IDE runs tests in the root, and the newer of two notes of a class counts. */
    static Outcomes in(Path root) throws IOException {
        Map<String, Path> newest = new HashMap<>();
        for (String module : List.of("", "common", "registration", "gateway")) {
            Path folder = root.resolve(module).resolve("target/marks");
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.forEach(file -> newest.merge(file.getFileName().toString(), file, Outcomes::newer));
                }
            }
        }
        Outcomes outcomes = new Outcomes();
        for (Path file : newest.values()) {
            Files.readAllLines(file).forEach(outcomes::add);
        }
        return outcomes;
    }

    /** A contract that passed on one database and failed on the other has failed. */
    void add(String line) {
        String[] parts = line.split(" ", 2);
        byTest.merge(
                parts[0], parts[1], (one, other) -> FROM_BEST.indexOf(one) > FROM_BEST.indexOf(other) ? one : other);
    }

    String of(MarkedTest test) {
        return byTest.getOrDefault(test.name(), NOT_RUN);
    }

    private static Path newer(Path one, Path other) {
        return time(one).compareTo(time(other)) > 0 ? one : other;
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
