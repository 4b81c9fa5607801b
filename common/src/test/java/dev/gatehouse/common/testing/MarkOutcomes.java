package dev.gatehouse.common.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Notes how each test with a mark ({@link Smart}, {@link Guards}) ended, in {@code target/marks/} of the directory the tests run in: a file for each class
 * that ran, with lines such as {@code EhrLaunchTest.anUnknownIssuerIsRefused passed}. The class named is the one that holds
 * the test's text, so a contract's outcomes on both databases are found under the contract.
 */
public final class MarkOutcomes implements TestWatcher {
    private static final Path FOLDER = Path.of("target", "marks");
    /** The worst of a parameterized test's outcomes counts. */
    private static final List<String> FROM_BEST = List.of("passed", "skipped", "failed");

    @Override
    public void testSuccessful(ExtensionContext context) {
        note(context, "passed");
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        note(context, "failed");
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        note(context, "skipped");
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        note(context, "skipped");
    }

    private static void note(ExtensionContext context, String outcome) {
        Class<?> ran = context.getRequiredTestClass().getNestHost();
        Class<?> text = context.getRequiredTestMethod().getDeclaringClass().getNestHost();
        String test =
                text.getSimpleName() + "." + context.getRequiredTestMethod().getName();
        context.getRoot()
                .getStore(Namespace.create(MarkOutcomes.class))
                .getOrComputeIfAbsent(ran, each -> new OfOneClass(each), OfOneClass.class)
                .add(test, outcome);
    }

    private static final class OfOneClass {
        private final Path file;
        private final Map<String, String> outcomes = new TreeMap<>();

        OfOneClass(Class<?> ran) {
            this.file = FOLDER.resolve(ran.getName() + ".txt");
        }

        synchronized void add(String test, String outcome) {
            outcomes.merge(test, outcome, OfOneClass::worse);
            try {
                Files.createDirectories(FOLDER);
                Files.write(
                        file,
                        outcomes.entrySet().stream()
                                .map(each -> each.getKey() + " " + each.getValue())
                                .toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String worse(String one, String other) {
            return FROM_BEST.indexOf(one) > FROM_BEST.indexOf(other) ? one : other;
        }
    }
}
