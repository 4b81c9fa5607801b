package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every place of the menu, for people who may not see everything: it is there, or it says whom to ask. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RolesIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private ConnectFixture gateway;

    @BeforeAll
    void start(@TempDir Path folder) {
        setDefaultAssertionTimeout(20_000);
        if (visitors.canCome()) {
            gateway = new ConnectFixture(folder);
            gateway.owner();
        }
    }

    @AfterAll
    void stop() {
        if (visitors.canCome()) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "viewer, /console/api-keys /console/audit /console/team /console/webhooks",
        "auditor, ''",
        "operator, /console/api-keys /console/team"
    })
    void aPlaceIsThereOrSaysThatTheRoleCannotSeeIt(String role, String closed) {
        Person person = visitors.somebody(Look.DESK)
                .signedIn(gateway.url(), gateway.colleague(role, "Robin Berg"))
                .expecting(403);
        person.opens(gateway.url() + "/console").sees("Overview");
        Set<String> refused = new TreeSet<>();
        for (String place : places(person)) {
            person.opens(gateway.url() + place);
            assertThat(person.page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                    .isVisible();
            assertThat(person.page.locator("[aria-busy=true]")).hasCount(0);
            String words = person.page.locator("main").innerText();
            assertThat(words).as(place + " for a " + role).doesNotContain("This could not be done");
            if (words.contains("Your role cannot see this")) {
                assertThat(words).as(place + " names whom to ask").contains("Dana Ortiz");
                refused.add(place);
            }
            person.check(place + " for a " + role);
        }
        assertThat(refused).isEqualTo(closed.isEmpty() ? Set.of() : Set.of(closed.split(" ")));
    }

    @SuppressWarnings("unchecked")
    private static List<String> places(Person person) {
        return (List<String>) person.page
                .locator("nav[aria-label=Main] a")
                .evaluateAll("links => links.map(link => link.getAttribute('href'))");
    }
}
