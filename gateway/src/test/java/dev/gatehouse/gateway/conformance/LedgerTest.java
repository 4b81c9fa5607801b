package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerTest {
    private static final List<Requirement> TWO =
            Requirement.all(List.of("A Things", "1 | must | Do it.", "2 | should | Do it well."));
    private static final MarkedTest FIRST = new MarkedTest("ThingTest.itIsDone", Set.of("1"));
    private static final MarkedTest BOTH = new MarkedTest("ThingTest.itIsDoneWell", Set.of("1", "2"));

    @Test
    void theListHasAllNumbersOnce() throws IOException {
        List<Requirement> all = Ledger.read(Ledger.root(), Book.SMART).requirements();

        assertThat(all.stream().map(Requirement::id))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 106).mapToObj(String::valueOf).toList());
        assertThat(all).allMatch(each -> each.section().matches("[A-M] .+"));
    }

    @ParameterizedTest
    @EnumSource
    void noLineOfABookIsWithoutProofAndNoProofWithoutALine(Book book) throws IOException {
        Ledger ledger = Ledger.read(Ledger.root(), book);

        assertThat(ledger.gaps()).isEmpty();
        assertThat(ledger.requirements().stream().map(Requirement::id)).doesNotHaveDuplicates();
    }

    @Test
    void everyReasonStandsInTheRationaleToo() throws IOException {
        Path root = Ledger.root();
        String rationale = Files.readString(root.resolve("gateway/RATIONALE.md"));

        assertThat(Ledger.read(root, Book.SMART).reasons())
                .allSatisfy((id, reason) -> assertThat(rationale).contains(reason));
    }

    @Test
    void aMustNeedsATestAndAShouldATestOrAReason() {
        assertThat(ledger(Map.of(), List.of(), "").gaps())
                .containsExactly("must 1 has no test", "should 2 has no test and no reason");
        assertThat(ledger(Map.of("1", "Too hard.", "2", "Nobody asked."), List.of(), "")
                        .gaps())
                .containsExactly("must 1 has no test");
        assertThat(ledger(Map.of("2", "Nobody asked."), List.of(FIRST), "").gaps())
                .isEmpty();
        assertThat(ledger(Map.of("2", "Nobody asked."), List.of(BOTH), "").gaps())
                .containsExactly("2 has both tests and a reason why not");
        assertThat(ledger(Map.of("2", "Nobody asked."), List.of(new MarkedTest("ThingFaults.x", Set.of("1", "3"))), "")
                        .gaps())
                .containsExactly("must 1 has no test", "ThingFaults.x names requirement 3, which is none");
    }

    @Test
    void aTestProvesNothingUnlessItRan() {
        assertThat(ledger(Map.of(), List.of(BOTH), "").unproven()).containsExactly("ThingTest.itIsDoneWell: not run");
        assertThat(ledger(Map.of(), List.of(BOTH), "ThingTest.itIsDoneWell passed")
                        .unproven())
                .isEmpty();
        assertThat(ledger(
                                Map.of(),
                                List.of(BOTH),
                                "ThingTest.itIsDoneWell passed",
                                "ThingTest.itIsDoneWell failed",
                                "ThingTest.itIsDoneWell passed")
                        .unproven())
                .containsExactly("ThingTest.itIsDoneWell: failed");
    }

    @Test
    void thePageSaysWhatProvesWhat() {
        assertThat(ledger(Map.of("2", "Nobody asked."), List.of(FIRST), "ThingTest.itIsDone passed")
                        .document())
                .startsWith("# Things\n\n| | must | should |\n|---|---|---|\n")
                .contains("| proven by tests | 1 | 0 |")
                .contains("| not proven, with a reason | 0 | 1 |")
                .contains("## A Things")
                .contains("| 1 | must | Do it. | `ThingTest.itIsDone` passed |")
                .contains("| 2 | should | Do it well. | None: Nobody asked. |");
    }

    @Test
    void marksAreReadFromSources() {
        String source = """
                class ThingTest {
                    /** Not this: @Mark(99). */
                    @Mark(7)
                    @ParameterizedTest
                    @ValueSource(strings = {"a", "b"})
                    void oneThing(String value) throws Exception {}

                    @Test
                    void nothingToSeeHere() {}

                    @Test
                    @Mark({24, 25})
                    void twoThings() {}
                }
                """;

        assertThat(MarkedTest.in("Smart", "ThingTest", source.replace("@Mark", "@Smart")))
                .containsExactly(
                        new MarkedTest("ThingTest.oneThing", Set.of("7")),
                        new MarkedTest("ThingTest.twoThings", Set.of("24", "25")));
        assertThat(MarkedTest.in("Guards", "ThingTest", """
                        @Mark({"KEY-1", "KEY-2"})
                        @Test
                        void aKeyIsAKey() {}
                """.replace("@Mark", "@Guards")))
                .containsExactly(new MarkedTest("ThingTest.aKeyIsAKey", Set.of("KEY-1", "KEY-2")));
    }

    private static Ledger ledger(Map<String, String> reasons, List<MarkedTest> tests, String... outcomes) {
        Outcomes seen = new Outcomes();
        List.of(outcomes).stream().filter(line -> !line.isEmpty()).forEach(seen::add);
        return new Ledger("# Things\n\n", TWO, reasons, tests, seen);
    }
}
