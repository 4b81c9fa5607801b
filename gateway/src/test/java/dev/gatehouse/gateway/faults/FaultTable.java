package dev.gatehouse.gateway.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One row for each {@link Scenario} of all classes, printed when the last has ended and kept in {@code
 * target/faults.txt}. Gives each scenario its {@link Findings}; a breach in them fails the test.
 */
final class FaultTable implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace HERE = Namespace.create(FaultTable.class);

    private record Row(
            String id, String fault, String rounds, String expected, String seen, boolean ok, Duration took) {}

    /** All rows; closed, and so printed, with the whole run. */
    private static final class Rows implements AutoCloseable {
        private final List<Row> rows = new ArrayList<>();
        private final long begun = System.nanoTime();

        synchronized void add(Row row) {
            rows.add(row);
            System.out.println(line(row));
        }

        @Override
        public synchronized void close() {
            StringBuilder text = new StringBuilder("\n| id | fault | rounds | expected | seen | time | ok |\n")
                    .append("|---|---|---|---|---|---|---|\n");
            rows.forEach(each -> text.append(line(each)).append('\n'));
            text.append(String.format(
                    "seed %d (-Dfaults.seed), %d of %d as expected, %d s%n",
                    Findings.SEED,
                    rows.stream().filter(Row::ok).count(),
                    rows.size(),
                    Duration.ofNanos(System.nanoTime() - begun).toSeconds()));
            System.out.print(text);
            try {
                Files.writeString(Files.createDirectories(Path.of("target")).resolve("faults.txt"), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String line(Row row) {
            return String.format(
                    "| %s | %s | %s | %s | %s | %.1f s | %s |",
                    row.id,
                    row.fault,
                    row.rounds,
                    row.expected,
                    row.seen.replace('\n', ' '),
                    row.took.toMillis() / 1000.0,
                    row.ok ? "ok" : "NO");
        }
    }

    private static Optional<Scenario> scenario(ExtensionContext context) {
        return context.getTestMethod().map(method -> method.getAnnotation(Scenario.class));
    }

    private static Findings findings(ExtensionContext context) {
        return context.getStore(HERE)
                .getOrComputeIfAbsent(
                        Findings.class,
                        type -> new Findings(scenario(context).map(Scenario::id).orElse("")),
                        Findings.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(HERE).put("begun", System.nanoTime());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Rows rows = context.getRoot().getStore(HERE).getOrComputeIfAbsent(Rows.class, type -> new Rows(), Rows.class);
        Findings findings = findings(context);
        Optional<Throwable> thrown = context.getExecutionException();
        boolean ok = thrown.isEmpty() && findings.breaches().isEmpty();
        long begun = context.getStore(HERE).get("begun", Long.class);
        scenario(context)
                .ifPresent(each -> rows.add(new Row(
                        each.id(),
                        each.fault(),
                        findings.rounds(),
                        each.expected(),
                        findings.seenText()
                                + thrown.map(failure -> " ! " + failure).orElse(""),
                        ok,
                        Duration.ofNanos(System.nanoTime() - begun))));
        if (thrown.isEmpty() && !ok) {
            throw new AssertionError(String.join("\n", findings.breaches()));
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Findings.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return findings(context);
    }
}
