package dev.gatehouse.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** docs/metrics.md, the sources and a running gateway name the same metrics. */
final class MetricsPageTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static final Pattern BUILT =
            Pattern.compile("(?:Timer|Gauge|Counter)\\s*\\.builder\\(\\s*\"(gatehouse\\.[a-z.]+)\"");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(gatehouse_[a-z_]+)` \\|");
    private static final Pattern SHOWN = Pattern.compile("(?m)^# TYPE (gatehouse_[a-z_]+) ");

    private static Set<String> page() throws IOException {
        Path docs = Stream.of(Path.of("docs"), Path.of("..", "docs"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
        return found(ROW, Files.readString(docs.resolve("metrics.md")));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void whatIsShownIsOnThePage() throws Exception {
        ConnectedPractice connected = gateway.aConnectedPractice();
        connected.read().need(200);
        gateway.ehr().control().tokens().expireAccessTokens(connected.practice().guid());
        connected.read().need(200);

        String metrics = new Api("http://127.0.0.1:" + gateway.gateway().managementPort(), null)
                .get("/metrics")
                .need(200)
                .body();

        Set<String> page = page();
        assertThat(found(SHOWN, metrics))
                .allSatisfy(name -> assertThat(page).contains(name.replaceFirst("_max$", "")))
                .contains("gatehouse_proxy_calls_seconds", "gatehouse_event_loop_lag_seconds");
        assertThat(metrics).contains("jvm_memory_used_bytes", "process_uptime_seconds");
    }

    @Test
    void whatIsOnThePageIsInTheSourcesAndTheOtherWayRound() throws Exception {
        Path sources = Stream.of(Path.of("src/main/java"), Path.of("gateway/src/main/java"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
        Set<String> built = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                built.addAll(found(BUILT, Files.readString(file)));
            }
        }
        Set<String> named = page().stream()
                .map(name -> name.replaceFirst("_(seconds|total)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(built.stream().map(name -> name.replace('.', '_')).toList())
                .containsExactlyElementsOf(List.copyOf(named));
    }
}
