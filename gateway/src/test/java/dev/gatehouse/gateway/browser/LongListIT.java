package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A list that is longer than a page of the API and much longer than the window. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LongListIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private static final int CONNECTIONS = 250;
    /** What a window shows, twice the rows kept beside it, and some. */
    private static final int MOST_DRAWN = 45;

    /** Less than a window further down, and what is drawn there. */
    private static final String SCROLLED = """
            () => new Promise(done => {
              scrollBy(0, 400);
              requestAnimationFrame(() => requestAnimationFrame(() =>
                done([...document.querySelectorAll('tr[data-index]')].map(row => Number(row.dataset.index)))));
            })""";

    private ConnectFixture gateway;

    @BeforeAll
    void start(@TempDir Path folder) {
        setDefaultAssertionTimeout(20_000);
        if (visitors.canCome()) {
            gateway = new ConnectFixture(folder);
            new TakenOver(gateway).makes(CONNECTIONS);
        }
    }

    @AfterAll
    void stop() {
        if (visitors.canCome()) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "PHONE"})
    void everyRowIsReachedByScrollingAndFewAreDrawn(Look look) {
        Page page = atConnections(look);
        Set<Integer> seen = new HashSet<>();
        for (int turn = 0; turn < 600 && seen.size() < CONNECTIONS; turn++) {
            List<Integer> drawn = scrolled(page);
            assertThat(drawn).hasSizeLessThanOrEqualTo(MOST_DRAWN);
            seen.addAll(drawn);
        }
        assertThat(seen).hasSize(CONNECTIONS);
        assertThat(row(page, CONNECTIONS - 1)).isVisible();
        assertThat(row(page, CONNECTIONS - 1)).hasAttribute("aria-rowindex", Integer.toString(CONNECTIONS + 1));
        assertThat(page.getByRole(AriaRole.TABLE)).hasAttribute("aria-rowcount", Integer.toString(CONNECTIONS + 1));
    }

    @ParameterizedTest
    @EnumSource(names = "DESK")
    void theKeysWalkBeyondWhatTheWindowShowsAndOpen(Look look) {
        Page page = atConnections(look);
        for (int at = 0; at < 40; at++) {
            page.keyboard().press("j");
            assertThat(row(page, at).getByRole(AriaRole.LINK)).isFocused();
        }
        page.keyboard().press("k");
        assertThat(row(page, 38).getByRole(AriaRole.LINK)).isFocused();
        assertThat(row(page, 38)).isInViewport();
        String name = row(page, 38).getByRole(AriaRole.LINK).innerText();
        page.keyboard().press("Enter");
        assertThat(page.getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName(name).setLevel(1)))
                .isVisible();
        assertThat(page).hasURL(Pattern.compile(".*/console/connections/.+"));
    }

    private Page atConnections(Look look) {
        Person person = visitors.somebody(look)
                .signedIn(gateway.url(), gateway.owner())
                .opens(gateway.url() + "/console/connections?sort=practice")
                .sees("Connections");
        assertThat(row(person.page, 0)).isVisible();
        return person.page;
    }

    @SuppressWarnings("unchecked")
    private static List<Integer> scrolled(Page page) {
        return (List<Integer>) page.evaluate(SCROLLED);
    }

    private static Locator row(Page page, int index) {
        return page.locator("tr[data-index='" + index + "']");
    }
}
