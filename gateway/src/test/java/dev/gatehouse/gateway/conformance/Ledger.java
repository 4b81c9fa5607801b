package dev.gatehouse.gateway.conformance;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which test proves which line of a {@link Book}. {@code main} is the last step of a build: it compares the books' pages with the
 * marks in the sources and with what just ran, and fails when they differ; with {@code -Dledgers=write} it writes the pages
 * instead.
 */
public final class Ledger {
    private static final String TO_WRITE = "mvn -B verify -Dledgers=write";
    /** Options of Maven with which a build leaves tests out; then it is no fault that some did not run. */
    private static final List<String> PARTIAL = List.of("test", "it.test", "skipTests", "skipITs");

    private final String head;
    private final List<Requirement> requirements;
    private final Map<String, String> reasons;
    private final List<MarkedTest> tests;
    private final Outcomes outcomes;

    /** @param head of the page, before its tables */
    Ledger(
            String head,
            List<Requirement> requirements,
            Map<String, String> reasons,
            List<MarkedTest> tests,
            Outcomes outcomes) {
        this.head = head;
        this.requirements = requirements;
        this.reasons = reasons;
        this.tests = tests;
        this.outcomes = outcomes;
    }

    public static void main(String... none) throws IOException {
        Path root = root();
        boolean write = "write".equals(System.getProperty("ledgers"));
        boolean whole = PARTIAL.stream().noneMatch(option -> System.getProperty(option) != null);
        List<String> faults = new ArrayList<>();
        for (Book book : Book.values()) {
            Ledger ledger = read(root, book);
            faults.addAll(ledger.gaps());
            if (write || whole) {
                faults.addAll(ledger.unproven());
            }
            Path document = root.resolve(book.document());
            if (write) {
                Files.writeString(document, ledger.document());
            } else if (!Files.exists(document) || !Files.readString(document).equals(ledger.document())) {
                faults.add(book.document() + " is not what the tests say. Write it anew: " + TO_WRITE);
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException("what is promised and what is tested:\n  " + String.join("\n  ", faults));
        }
    }

    static Ledger read(Path root, Book book) throws IOException {
        return new Ledger(
                text(book, "head.md").formatted(TO_WRITE),
                Requirement.all(text(book, "requirements.txt").lines().toList()),
                text(book, "reasons.txt")
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(Requirement::parts)
                        .collect(toMap(parts -> parts.get(0), parts -> parts.get(1))),
                MarkedTest.all(root, book.mark()),
                Outcomes.in(root));
    }

    List<Requirement> requirements() {
        return requirements;
    }

    Map<String, String> reasons() {
        return reasons;
    }

    /** What is missing, whatever ran: a must without a test, a should without test and reason, a mark without requirement. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Requirement each : requirements) {
            known.add(each.id());
            List<MarkedTest> proofs = proofs(each);
            boolean excused = reasons.containsKey(each.id());
            if (proofs.stream().allMatch(MarkedTest::ofFaults)
                    && (each.level() == Requirement.Level.MUST || !excused)) {
                gaps.add(each.level().word() + " " + each.id() + " has no test"
                        + (each.level() == Requirement.Level.MUST ? "" : " and no reason"));
            }
            if (excused && !proofs.isEmpty()) {
                gaps.add(each.id() + " has both tests and a reason why not");
            }
        }
        for (MarkedTest test : tests) {
            test.ids().stream()
                    .filter(id -> !known.contains(id))
                    .forEach(id -> gaps.add(test.name() + " names requirement " + id + ", which is none"));
        }
        return gaps;
    }

    /** Tests that failed, or that a whole build did not run. One that was skipped lacked a browser or the like, and says so. */
    List<String> unproven() {
        return tests.stream()
                .filter(test -> !test.ofFaults())
                .filter(test -> !Set.of(Outcomes.PASSED, "skipped").contains(outcomes.of(test)))
                .map(test -> test.name() + ": " + outcomes.of(test))
                .toList();
    }

    String document() {
        List<Requirement.Level> levels = Arrays.stream(Requirement.Level.values())
                .filter(level -> requirements.stream().anyMatch(each -> each.level() == level))
                .toList();
        boolean placed = requirements.stream().anyMatch(each -> !each.place().isEmpty());
        StringBuilder text = new StringBuilder(head)
                .append(cells("", levels.stream().map(Requirement.Level::word)))
                .append(cells("---", levels.stream().map(level -> "---")).replace(" ", ""))
                .append(row("proven by tests", true, levels))
                .append(row("not proven, with a reason", false, levels));
        String section = "";
        for (Requirement each : requirements) {
            if (!each.section().equals(section)) {
                section = each.section();
                text.append("\n## ")
                        .append(section)
                        .append(
                                placed
                                        ? "\n\n| | | control | where | proof |\n|---|---|---|---|---|\n"
                                        : "\n\n| | | requirement | proof |\n|---|---|---|---|\n");
            }
            text.append("| %s | %s | %s |%s %s |\n"
                    .formatted(
                            each.id(),
                            each.level().word(),
                            each.sentence(),
                            placed ? " " + each.place() + " |" : "",
                            proof(each)));
        }
        return text.toString();
    }

    private String row(String title, boolean proven, List<Requirement.Level> levels) {
        return cells(
                title,
                levels.stream()
                        .map(level -> String.valueOf(requirements.stream()
                                .filter(each ->
                                        each.level() == level && proofs(each).isEmpty() != proven)
                                .count())));
    }

    private static String cells(String first, Stream<String> others) {
        return "|" + (first.isEmpty() ? "" : " " + first)
                + others.map(each -> " | " + each).collect(joining()) + " |\n";
    }

    private String proof(Requirement requirement) {
        List<String> proofs = proofs(requirement).stream()
                .map(test -> "`" + test.name() + "`" + result(test))
                .toList();
        return proofs.isEmpty() ? "None: " + reasons.getOrDefault(requirement.id(), "") : String.join("<br>", proofs);
    }

    /** A test that did not run in this build is not said to have failed; {@link #unproven} decides about it. */
    private String result(MarkedTest test) {
        return test.ofFaults() ? "" : outcomes.of(test).equals("failed") ? " failed" : " passed";
    }

    private List<MarkedTest> proofs(Requirement requirement) {
        return tests.stream()
                .filter(test -> test.ids().contains(requirement.id()))
                .toList();
    }

    private static String text(Book book, String name) throws IOException {
        try (var in = Ledger.class.getResourceAsStream(book.folder() + name)) {
            if (in == null) {
                throw new IOException("there is no " + book.folder() + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Maven runs tests in their module's directory and other steps where it was started. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docs/problems.md"))) {
            here = here.getParent();
        }
        return here;
    }
}
