package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long the page stands still while somebody works in a list of ten thousand connections: a measurement, run by
 * {@code bench/console} and never with the tests. Prints a table; fails if a task took more than 100 ms.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LongListTimings {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private static final int CONNECTIONS = Integer.getInteger("gatehouse.connections", 10_000);
    private static final int SCROLLED = Math.min(5_000, CONNECTIONS - 100);
    private static final double MOST = 100;
    private static final String WATCH = """
            window.stills = [];
            new PerformanceObserver(seen => seen.getEntries().forEach(task =>
              stills.push({at: task.startTime, took: task.duration}))).observe({type: 'longtask', buffered: true});
            """;
    /** What a busy machine does to tasks that are short by themselves: two seconds of 5 ms each. */
    private static final String CONTROL = """
            () => new Promise(done => {
              let longest = 0, left = 400;
              const one = () => {
                const start = performance.now();
                while (performance.now() - start < 5);
                longest = Math.max(longest, performance.now() - start);
                if (--left > 0) setTimeout(one); else done(longest);
              };
              one();
            })""";

    private static final String DRAWN = "() => new Promise(done => requestAnimationFrame(() =>"
            + " requestAnimationFrame(() => done(Math.max(0, ...[...document.querySelectorAll('tbody tr[data-index]')]"
            + ".map(row => Number(row.dataset.index)))))))";

    private final Map<String, List<Double>> answers = Collections.synchronizedMap(new TreeMap<>());
    private final List<String> lines = new ArrayList<>();
    private ConnectFixture gateway;
    private double longest;

    @BeforeAll
    void start(@TempDir Path folder) {
        setDefaultAssertionTimeout(60_000);
        if (visitors.canCome()) {
            gateway = new ConnectFixture(folder);
            gateway.owner();
            new TakenOver(gateway).makes(CONNECTIONS);
        }
    }

    @AfterAll
    void stop() {
        if (visitors.canCome()) {
            gateway.close();
        }
    }

    @Test
    void thePageNeverStandsStill() {
        Person dana = visitors.somebody(Look.DESK).signedIn(gateway.url(), gateway.owner());
        Page page = dana.page;
        page.context().addInitScript(WATCH);
        page.context().onRequestFinished(this::note);
        Locator links = page.getByRole(AriaRole.TABLE).getByRole(AriaRole.LINK);

        page.navigate("about:blank");
        lines.add(String.format(
                Locale.ROOT,
                "tasks of 5 ms on a blank page: longest %.0f ms",
                ((Number) page.evaluate(CONTROL)).doubleValue()));
        step(page, "open the list", () -> {
            page.navigate(gateway.url() + "/console/connections");
            assertThat(links.first()).isVisible();
        });
        step(page, "scroll over " + SCROLLED + " rows", () -> scrolls(page));
        step(page, "back to the top by the Home key", () -> {
            page.keyboard().press("Home");
            assertThat(page.locator("tr[data-index='0']")).isVisible();
        });
        step(page, "walk 40 rows with j and select each", () -> {
            for (int at = 0; at < 40; at++) {
                page.keyboard().press("j");
                page.keyboard().press("x");
            }
            assertThat(page.getByText("40 connections selected")).isVisible();
        });
        String name = links.nth(15).innerText();
        step(page, "narrow by typing a name", () -> {
            page.keyboard().press("/");
            page.keyboard().type(name);
            assertThat(page).hasURL(Pattern.compile("q="));
            assertThat(links.first()).hasText(name);
        });
        step(page, "clear the filter", () -> {
            page.getByLabel("Practice or EHR").fill("");
            assertThat(page).not().hasURL(Pattern.compile("q="));
            assertThat(page.getByText(String.format(Locale.US, "%,d connections", CONNECTIONS))
                            .first())
                    .isVisible();
        });
        step(page, "order by the name of the practice", () -> {
            page.getByLabel("Order").first().click();
            page.waitForResponse(
                    Pattern.compile(".*/api/v1/connections\\?.*sort=practice.*"),
                    () -> page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("By practice"))
                            .click());
        });
        step(page, "open a connection", () -> {
            links.first().click();
            assertThat(page.getByText("Authorized", new Page.GetByTextOptions().setExact(true))
                            .first())
                    .isVisible();
        });
        tell();
        assertThat(longest).as("the longest task, ms").isLessThanOrEqualTo(MOST);
    }

    private void note(Request request) {
        String path = URI.create(request.url()).getPath();
        if (path.startsWith("/api/v1/connection")) {
            String place = path.replaceAll("/[0-9a-f-]{36}", "/{id}");
            answers.computeIfAbsent(place, none -> Collections.synchronizedList(new ArrayList<>()))
                    .add(request.timing().responseStart - request.timing().requestStart);
        }
    }

    private static void scrolls(Page page) {
        page.mouse().move(600, 500);
        int seen = 0;
        for (int turn = 0; turn < 5_000 && seen < SCROLLED; turn++) {
            page.mouse().wheel(0, 900);
            seen = ((Number) page.evaluate(DRAWN)).intValue();
        }
        assertThat(seen).isGreaterThanOrEqualTo(SCROLLED);
    }

    private void step(Page page, String what, Runnable work) {
        double from = now(page);
        work.run();
        // a task is told after its end
        page.evaluate("() => new Promise(done => setTimeout(done, 300))");
        double since = what.startsWith("open the list") ? 0 : from;
        List<Double> stills = stills(page, since);
        double most = stills.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        longest = Math.max(longest, most);
        lines.add(String.format(
                Locale.ROOT,
                "| %s | %s | %d | %d |",
                what,
                most == 0 ? "under 50 ms" : String.format(Locale.ROOT, "%.0f ms", most),
                stills.size(),
                stills.stream().filter(took -> took > MOST).count()));
    }

    private static double now(Page page) {
        return ((Number) page.evaluate("() => performance.now()")).doubleValue();
    }

    private static List<Double> stills(Page page, double since) {
        List<?> found = (List<?>)
                page.evaluate("since => stills.filter(task => task.at >= since).map(task => task.took)", since);
        return found.stream().map(each -> ((Number) each).doubleValue()).toList();
    }

    private void tell() {
        System.out.printf(
                Locale.ROOT,
                "%n%,d connections, load average %.1f, %d processors%n",
                CONNECTIONS,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
        System.out.println(lines.get(0));
        System.out.println("| what somebody does | longest task | over 50 ms | over 100 ms |\n|---|---|---|---|");
        lines.stream().skip(1).forEach(System.out::println);
        System.out.println("| the gateway's answers | how many | p50 | slowest |\n|---|---|---|---|");
        answers.forEach((path, times) -> {
            List<Double> sorted = times.stream().sorted().toList();
            System.out.printf(
                    Locale.ROOT,
                    "| `%s` | %d | %.0f ms | %.0f ms |%n",
                    path,
                    sorted.size(),
                    sorted.get(sorted.size() / 2),
                    sorted.get(sorted.size() - 1));
        });
    }
}
