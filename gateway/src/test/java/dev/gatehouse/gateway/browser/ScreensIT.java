package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every place of the console's menu and what is behind their first rows, of a partner in the middle of their work: asked
 * about with axe, and never wider than the window. With {@code -Dgatehouse.pictures=folder} it keeps the pictures.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScreensIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private ConnectFixture gateway;
    private Northwind northwind;

    @BeforeAll
    void start(@TempDir Path folder) {
        if (visitors.canCome()) {
            gateway = new ConnectFixture(folder);
            gateway.owner();
            northwind = new Northwind(gateway);
            northwind.settles();
        }
    }

    @AfterAll
    void stop() {
        if (visitors.canCome()) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void everyScreenIsInOrder(Look look) {
        Person person = visitors.somebody(look);
        person.signedIn(gateway.url(), gateway.owner()).opens(gateway.url() + "/console");
        person.sees("Overview");
        List<String> places = places(person);
        assertThat(places).hasSize(12);
        places.forEach(place -> looksAt(person, look, place, named(place)));
        looksAt(person, look, "/console/connections/" + northwind.connections().get(0), "connection-healthy");
        looksAt(person, look, "/console/connections/" + northwind.connections().get(2), "connection-ended");
        looksAt(person, look, "/console/ehr-apps/" + northwind.registration(), "registration");
    }

    @SuppressWarnings("unchecked")
    private static List<String> places(Person person) {
        return (List<String>) person.page
                .locator("nav[aria-label=Main] a")
                .evaluateAll("links => links.map(link => link.getAttribute('href'))");
    }

    private static String named(String place) {
        String name = place.replaceFirst("/console/?", "").replaceAll("\\W+", "-");
        return name.isEmpty() ? "overview" : name;
    }

    /** A screen is there when its heading is, and when nothing on it waits. */
    private void looksAt(Person person, Look look, String place, String name) {
        person.opens(gateway.url() + place);
        Locator heading = person.page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
        assertThat(heading).isVisible();
        assertThat(person.page.locator("[aria-busy=true]")).hasCount(0);
        person.page.waitForLoadState(LoadState.LOAD);
        person.check(place);
        keepsPicture(person, look, name);
    }

    private static void keepsPicture(Person person, Look look, String name) {
        String folder = System.getProperty("gatehouse.pictures");
        if (folder != null && look != Look.PHONE) {
            String file = name + (look == Look.DESK ? "-light.png" : "-dark.png");
            person.page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder, file)));
        }
    }
}
