package dev.gatehouse.gateway.conformance;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which test proves which SMART requirement. {@code main} is the last step of a build: it compares {@code
 * docs/smart-conformance.md} with the marks in the sources and with what just ran, and fails when they differ; with {@code
 * -Dsmart.conformance=write} it writes the document instead.
 */
public final class ConformanceLedger {
    private static final String DOCUMENT = "docs/smart-conformance.md";
    private static final String TO_WRITE = "mvn -B verify -Dsmart.conformance=write";
    /** Options of Maven with which a build leaves tests out; then it is no fault that some did not run. */
    private static final List<String> PARTIAL = List.of("test", "it.test", "skipTests", "skipITs");

    private final List<Requirement> requirements;
    private final Map<Integer, String> reasons;
    private final List<SmartTest> tests;
    private final Outcomes outcomes;

    ConformanceLedger(
            List<Requirement> requirements, Map<Integer, String> reasons, List<SmartTest> tests, Outcomes outcomes) {
        this.requirements = requirements;
        this.reasons = reasons;
        this.tests = tests;
        this.outcomes = outcomes;
    }

    public static void main(String... none) throws IOException {
        Path root = root();
        ConformanceLedger ledger = read(root);
        List<String> faults = new ArrayList<>(ledger.gaps());
        boolean write = "write".equals(System.getProperty("smart.conformance"));
        if (write || PARTIAL.stream().noneMatch(option -> System.getProperty(option) != null)) {
            faults.addAll(ledger.unproven());
        }
        Path document = root.resolve(DOCUMENT);
        if (write) {
            Files.writeString(document, ledger.document());
        } else if (!Files.exists(document) || !Files.readString(document).equals(ledger.document())) {
            faults.add(DOCUMENT + " is not what the tests say. Write it anew: " + TO_WRITE);
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException("SMART conformance:\n  " + String.join("\n  ", faults));
        }
    }

    static ConformanceLedger read(Path root) throws IOException {
        return new ConformanceLedger(
                Requirement.all(lines("requirements.txt")),
                lines("reasons.txt").stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(Requirement::parts)
                        .collect(toMap(parts -> Integer.valueOf(parts.get(0)), parts -> parts.get(1))),
                SmartTest.all(root),
                Outcomes.in(root));
    }

    List<Requirement> requirements() {
        return requirements;
    }

    Map<Integer, String> reasons() {
        return reasons;
    }

    /** What is missing, whatever ran: a must without a test, a should without test and reason, a mark without requirement. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        Set<Integer> known = new HashSet<>();
        for (Requirement each : requirements) {
            known.add(each.number());
            List<SmartTest> proofs = proofs(each);
            boolean excused = reasons.containsKey(each.number());
            if (proofs.stream().allMatch(SmartTest::ofFaults) && (each.level() == Requirement.Level.MUST || !excused)) {
                gaps.add(each.level().word() + " " + each.number() + " has no test"
                        + (each.level() == Requirement.Level.MUST ? "" : " and no reason"));
            }
            if (excused && !proofs.isEmpty()) {
                gaps.add(each.number() + " has both tests and a reason why not");
            }
        }
        for (SmartTest test : tests) {
            test.numbers().stream()
                    .filter(number -> !known.contains(number))
                    .forEach(number -> gaps.add(test.name() + " names requirement " + number + ", which is none"));
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
        StringBuilder text = new StringBuilder("""
                # SMART conformance

                What a SMART App Launch 2.2 client owes a server, and the tests that hold the gateway to it. Made from the
                marks `@Smart` in the tests by `%s`; the build fails when this page and
                the tests differ, when a test named here does not pass, when a *must* has no test, and when a *should* has
                neither test nor reason. Tests of classes named `…Faults` run with `-Pfaults`.

                | | must | should | nice |
                |---|---|---|---|
                """.formatted(TO_WRITE));
        text.append(row("proven by tests", true)).append(row("not proven, with a reason", false));
        String section = "";
        for (Requirement each : requirements) {
            if (!each.section().equals(section)) {
                section = each.section();
                text.append("\n## ").append(section).append("\n\n| | | requirement | proof |\n|---|---|---|---|\n");
            }
            text.append("| %d | %s | %s | %s |\n"
                    .formatted(each.number(), each.level().word(), each.sentence(), proof(each)));
        }
        return text.toString();
    }

    private String row(String title, boolean proven) {
        StringBuilder row = new StringBuilder("| ").append(title);
        for (Requirement.Level level : Requirement.Level.values()) {
            long count = requirements.stream()
                    .filter(each -> each.level() == level && proofs(each).isEmpty() != proven)
                    .count();
            row.append(" | ").append(count);
        }
        return row.append(" |\n").toString();
    }

    private String proof(Requirement requirement) {
        List<String> proofs = proofs(requirement).stream()
                .map(test -> "`" + test.name() + "`" + result(test))
                .toList();
        return proofs.isEmpty() ? "None: " + reasons.getOrDefault(requirement.number(), "") : String.join("<br>", proofs);
    }

    /** A test that did not run in this build is not said to have failed; {@link #unproven} decides about it. */
    private String result(SmartTest test) {
        return test.ofFaults() ? "" : outcomes.of(test).equals("failed") ? " failed" : " passed";
    }

    private List<SmartTest> proofs(Requirement requirement) {
        return tests.stream()
                .filter(test -> test.numbers().contains(requirement.number()))
                .toList();
    }

    private static List<String> lines(String resource) throws IOException {
        try (var in = ConformanceLedger.class.getResourceAsStream("/smart/" + resource)) {
            if (in == null) {
                throw new IOException("there is no " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
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
