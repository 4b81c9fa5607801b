package dev.gatehouse.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/problems.md} against the sources and the contract: programs compare these codes, so none may slip in or away. */
class ProblemCodesTest {
    private static final Path ROOT = root();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");
    private static final Pattern LITERAL = Pattern.compile("\"([a-z0-9]+(?:-[a-z0-9]+)+|unauthorized)\"");
    /** The one-word causes, which no pattern could tell from other words. */
    private static final Set<String> ONE_WORD =
            Set.of("connected", "reconnected", "imported", "refreshed", "disconnected", "paused", "resumed");
    /** Lines whose words with hyphens are names of headers, threads, files or commands. */
    private static final Pattern OTHER_LINES = Pattern.compile(
            "Header|createOptimized|IgnoreCase|new Thread|createTemp|createSharedWorker|OAUTH|ROUTES_BELOW");
    /** Words with hyphens that are no codes. Whoever adds one here says that no client will ever see it as one. */
    private static final Set<String> NO_CODES = Set.of(
            "no-store", // Cache-Control
            "no-cache",
            "x-gzip", // Content-Encoding
            "auto-generated", // Auto-Submitted of mails
            "same-origin", // Sec-Fetch-Site
            "permission-offline", // SMART capabilities
            "launch-ehr",
            "authorize-post",
            "permission-v1",
            "permission-v2",
            "token-endpoint", // audiences of assertions
            "fhir-base",
            "state-changed", // kind of a connection's event
            "not-found", // FHIR's issue types
            "not-supported",
            "too-long",
            "fhir-bundle", // forms of a directory
            "smart-brands",
            "fhir-search",
            "json-array",
            "generate-directory", // commands
            "import-directory",
            "credential-upkeep", // author in the audit
            "rotate-sealing",
            "rotate-fingerprints",
            "rotate-audit",
            "rotate-master",
            "give-up",
            "connection-id", // headers of Nango's clients
            "provider-config-key",
            "retry-on",
            "base-url-override",
            "forward-headers-on-redirect",
            "demo-user",
            "partner-registration", // steps of a registration
            "partner-application",
            "api-key", // what is announced to other nodes
            "authorization-server",
            "key-ring",
            "gatehouse-listening", // the connection that hears it
            "gatehouse-session", // cookies
            "gatehouse-oidc",
            "missing-kid", // how Vert.x Auth says that it lacks a key
            "first-owner-token", // a file
            "gatehouse-stop", // threads
            "gatehouse-demo-stop");

    @Test
    void theTableHasEveryCodeOfTheSourcesAndNoOther() throws IOException {
        Set<String> documented = documented(text("docs/problems.md"));
        documented.removeAll(ONE_WORD);

        assertThat(documented).isEqualTo(inSources());
    }

    @Test
    void theContractNamesEveryProblemOfTheTableAndNoOther() throws IOException {
        ApiContract contract = ApiContract.read();
        Set<String> promised = new TreeSet<>(contract.problemsEverywhere());
        contract.operations().forEach(operation -> promised.addAll(operation.problems()));
        String table = text("docs/problems.md");
        int from = table.indexOf("\n## Problems\n");
        int to = table.indexOf("\n## Causes");

        assertThat(documented(table.substring(from, to))).isEqualTo(promised);
    }

    private static Set<String> documented(String markdown) {
        Set<String> codes = new TreeSet<>();
        Matcher row = ROW.matcher(markdown);
        while (row.find()) {
            assertThat(codes.add(row.group(1))).as("%s once", row.group(1)).isTrue();
        }
        return codes;
    }

    private static Set<String> inSources() throws IOException {
        Set<String> codes = new TreeSet<>();
        for (String module : List.of("common", "registration", "gateway")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .flatMap(ProblemCodesTest::lines)
                        .filter(line -> !OTHER_LINES.matcher(line).find())
                        .forEach(line -> {
                            Matcher literal = LITERAL.matcher(line);
                            while (literal.find()) {
                                codes.add(literal.group(1));
                            }
                        });
            }
        }
        codes.removeAll(NO_CODES);
        return codes;
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    /** Maven runs tests in their module's directory, an IDE perhaps in the root. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("docs/problems.md")) ? here : here.getParent();
    }
}
