package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.sandbox.directory.Practice;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A customer's page on another site, with the script that is made for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EmbeddingIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private static final String CONTINUE = "Continue to Sandbox EHR";

    private ConnectFixture gateway;

    @BeforeAll
    void start(@TempDir Path folder) {
        if (visitors.canCome()) {
            gateway = new ConnectFixture(folder);
            gateway.allows(gateway.tenant.origin(), "https://another.example");
        }
    }

    @AfterAll
    void stop() {
        if (visitors.canCome()) {
            gateway.close();
        }
    }

    private Person somebody() {
        return visitors.somebody(Look.LIGHT);
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private static String heard(Person person) {
        return (String) person.page.evaluate("() => heard.join(' | ')");
    }

    private static void hears(Person person, String words) {
        person.page.waitForFunction("words => heard.some(each => each.includes(words))", words);
    }

    private void choosesPractice(Frame frame) {
        Practice practice = gateway.practice(0);
        frame.getByRole(AriaRole.COMBOBOX).pressSequentially(practice.name());
        frame.getByRole(AriaRole.OPTION).getByText(practice.city()).first().click();
        assertThat(frame.getByRole(AriaRole.HEADING, new Frame.GetByRoleOptions().setName("Before you go")))
                .isVisible();
    }

    /** The page with its dialog open. */
    private Frame dialog(Person person, String link) {
        person.opens(gateway.tenant.snippet(gateway.url(), link, "iframe"));
        person.page.waitForSelector("body[data-ready]");
        person.presses("Connect your practice");
        Frame frame = person.page.waitForSelector("iframe").contentFrame();
        person.seesIn(frame, "Find your practice");
        return frame;
    }

    @Test
    void aDialogOfTheCustomersPageConnectsAndTellsIt() {
        Person person = somebody();
        String link = gateway.staff().link();
        Frame frame = dialog(person, link);
        person.check("The customer's dialog");
        choosesPractice(frame);
        Page window = person.page.waitForPopup(
                () -> frame.getByRole(AriaRole.BUTTON, new Frame.GetByRoleOptions().setName(CONTINUE))
                        .click());
        Person.signIn(window, "clinician");
        window.waitForClose(() -> Person.closing(() -> button(window, "Allow").click()));
        person.seesIn(frame, "Practice connected");

        hears(
                person,
                "connected {\"connectionId\":\"" + gateway.connectionOf(link).getString("id"));
        frame.getByRole(AriaRole.BUTTON, new Frame.GetByRoleOptions().setName("Return to Northwind Care Hub"))
                .click();
        hears(person, "closed {\"connected\":true}");
        assertThat(person.page.getByRole(AriaRole.DIALOG)).hasCount(0);
        assertThat(heard(person)).contains("ready null", "step \"find\"", "step \"review\"");
        assertThat(button(person.page, "Connect your practice")).isFocused();
    }

    @Test
    void theDialogKeepsTheFocusAndEscapeClosesItFromInsideTheFrameToo() {
        Person person = somebody();
        Frame frame = dialog(person, gateway.staff().link());
        Locator close = button(person.page, "Close");
        assertThat(close).isFocused();
        for (int press = 0; press < 12; press++) {
            person.page.keyboard().press("Tab");
            // Between the frame and the page the browser may have it nowhere for an instant.
            person.page.waitForFunction("() => document.activeElement.closest('[role=dialog]') !== null");
        }
        frame.getByRole(AriaRole.COMBOBOX).focus();
        person.page.keyboard().press("Escape");
        hears(person, "closed {\"connected\":false}");
        assertThat(person.page.getByRole(AriaRole.DIALOG)).hasCount(0);
    }

    @Test
    void aWindowOfTheCustomersPageConnectsAndTellsIt() {
        Person person = somebody();
        String link = gateway.staff().returningTo(gateway.tenant.returnUrl()).link();
        person.opens(gateway.tenant.snippet(gateway.url(), link, "popup"));
        person.page.waitForSelector("body[data-ready]");
        Page window = person.page.waitForPopup(() -> person.presses("Connect your practice"));
        window.waitForURL(Pattern.compile(".*/connect/.*"));
        choosesPractice(window.mainFrame());
        button(window, CONTINUE).click();
        Person.signIn(window, "clinician");
        button(window, "Allow").click();

        hears(person, "connected {\"connectionId\":\"");
        assertThat(heard(person)).contains(gateway.connectionOf(link).getString("id"));
        window.waitForClose(() -> Person.closing(
                () -> button(window, "Return to Northwind Care Hub").click()));
        hears(person, "closed {\"connected\":true}");
    }

    @Test
    void aPageOfAnOriginThatIsNotNamedHearsNothing() {
        Person person = somebody().expecting("does not match the recipient window's origin");
        person.opens(
                gateway.tenant.foreignSnippet(gateway.url(), gateway.staff().link(), "popup"));
        person.page.waitForSelector("body[data-ready]");
        Page window = person.page.waitForPopup(() -> person.presses("Connect your practice"));
        window.waitForURL(Pattern.compile(".*/connect/.*"));
        choosesPractice(window.mainFrame());

        window.close();
        hears(person, "closed {\"connected\":false}");
        assertThat(heard(person)).isEqualTo("closed {\"connected\":false}");
    }

    @Test
    void whereWindowsAreBlockedTheTabGoesOn() {
        Person person = somebody();
        person.page.addInitScript("window.open = () => null");
        person.opens(gateway.tenant.snippet(gateway.url(), gateway.staff().link(), "popup"));
        person.page.waitForSelector("body[data-ready]");
        person.presses("Connect your practice");
        person.page.waitForURL(Pattern.compile(".*/connect/.*"));
        person.sees("Find your practice");
    }
}
