package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.sandbox.directory.Practice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A practice is connected without a mouse: Tab, Enter, arrows and letters only, from the link or the customer's page to the
 * way back. Whatever has the focus shows it, each screen begins at its heading, and no screen keeps anybody.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeyboardIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private static final String CONTINUE = "Continue to Sandbox EHR";
    private static final int MOST_STOPS = 30;
    /** What a screen reader would call the element that has the focus; empty for the page itself. */
    private static final String FOCUSED = """
            () => {
              const at = document.activeElement;
              if (!at || at === document.body) return '';
              const name = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent;
              return name.replace(/\\s+/g, ' ').trim();
            }""";

    /** Our pages draw two pixels; others', at the EHR and the customer's, what the browser does by itself. */
    private static final String SHOWN = """
            () => {
              const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement);
              return outlineStyle === 'auto' || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
            }""";

    private ConnectFixture gateway;

    /** In this EHR staff connect through either kind of endpoint, so that the page has to ask. */
    @BeforeAll
    void start(@TempDir Path folder) {
        if (visitors.canCome()) {
            gateway = ConnectFixture.with(
                    folder,
                    Map.of("GATEHOUSE_EHR_PROFILES_DIR", bothWays(folder).toString()));
            gateway.allows(gateway.tenant.origin());
        }
    }

    private static Path bothWays(Path folder) {
        try (InputStream profile = KeyboardIT.class.getResourceAsStream("/ehr/sandbox.yaml")) {
            String text = new String(profile.readAllBytes(), StandardCharsets.UTF_8);
            Path profiles = Files.createDirectories(folder.resolve("ehr"));
            Files.writeString(
                    profiles.resolve("sandbox.yaml"),
                    text.replaceFirst("endpoints: \\[provider_system]", "endpoints: [patient, provider_system]"));
            return profiles;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    void stop() {
        if (visitors.canCome()) {
            gateway.close();
        }
    }

    /** In a frame only while the page around it has the focus there; handing it over takes the browser a moment. */
    private static String focused(Frame frame) {
        Frame around = frame.parentFrame();
        if (around != null) {
            around.waitForFunction("() => document.activeElement !== document.body");
            if (!"IFRAME".equals(around.evaluate("() => document.activeElement.tagName"))) {
                return "";
            }
        }
        return (String) frame.evaluate(FOCUSED);
    }

    /** Tab until that is reached; on the way everything shows that it has the focus. */
    private static void tabsTo(Page page, Frame frame, String name) {
        List<String> passed = new ArrayList<>();
        for (int press = 0; press < MOST_STOPS; press++) {
            page.keyboard().press("Tab");
            String at = focused(frame);
            passed.add(at);
            if (!at.isEmpty()) {
                assertThat(frame.evaluate(SHOWN))
                        .as("\"%s\" shows the focus", at)
                        .isEqualTo(true);
            }
            if (at.equals(name)) {
                return;
            }
        }
        fail("Tab never came to \"" + name + "\" but to " + passed);
    }

    /** Tab comes round: out of the last element and to the first again. */
    private static void letsGo(Page page, Frame frame, String name) {
        page.keyboard().press("Tab");
        assertThat(focused(frame)).as("after \"%s\"", name).isNotEqualTo(name);
        tabsTo(page, frame, name);
    }

    private static void startsAtHeading(Frame frame, String heading) {
        // Whether the window is in front is the machine's affair: the page's own focus is looked at.
        frame.waitForFunction(
                "words => document.activeElement.matches('h1') && document.activeElement.innerText === words", heading);
    }

    /** From the search to the button that leads to the EHR. */
    private void choosesPractice(Person person, Frame frame) {
        Page page = person.page;
        Practice practice = gateway.practice(0);
        person.seesIn(frame, "Find your practice");
        tabsTo(page, frame, "Practice");
        letsGo(page, frame, "Practice");
        page.keyboard().type(practice.name());
        assertThat(frame.getByRole(AriaRole.OPTION).first()).isVisible();
        for (int press = 0; press < 6 && !marked(frame).contains(practice.city()); press++) {
            page.keyboard().press("ArrowDown");
        }
        assertThat(marked(frame)).contains(practice.city());
        person.check("The open list");
        page.keyboard().press("Enter");

        startsAtHeading(frame, "Who will use it?");
        tabsTo(page, frame, firstWay(frame));
        assertThat(frame.getByRole(AriaRole.RADIO).first()).isChecked();
        page.keyboard().press("ArrowDown");
        assertThat(frame.getByRole(AriaRole.RADIO).nth(1)).isChecked();
        person.check("Who will use it?");
        tabsTo(page, frame, "Continue");
        letsGo(page, frame, "Continue");
        page.keyboard().press("Enter");

        startsAtHeading(frame, "Before you go");
        person.check("Before you go");
        tabsTo(page, frame, CONTINUE);
        letsGo(page, frame, CONTINUE);
    }

    private static String firstWay(Frame frame) {
        return frame.getByRole(AriaRole.RADIO)
                .first()
                .textContent()
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String marked(Frame frame) {
        return (String) frame.evaluate("() => document.getElementById(document.activeElement"
                + ".getAttribute('aria-activedescendant'))?.textContent ?? ''");
    }

    /** At the EHR, up to the answer that leads back. */
    private static void signsIn(Page window) {
        assertThat(window.getByLabel("User name")).isVisible();
        tabsTo(window, window.mainFrame(), "User name");
        window.keyboard().type("clinician");
        tabsTo(window, window.mainFrame(), "Password");
        window.keyboard().type("open-sesame");
        window.keyboard().press("Enter");
        assertThat(window.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allow")))
                .isVisible();
        tabsTo(window, window.mainFrame(), "Allow");
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK", "PHONE"})
    void aLinkLeadsToAConnectedPractice(Look look) {
        Person person = visitors.somebody(look);
        String link = gateway.staff().link();
        person.opens(link).sees("Find your practice");
        choosesPractice(person, person.page.mainFrame());
        person.page.keyboard().press("Enter");
        signsIn(person.page);
        person.page.keyboard().press("Enter");

        person.sees("Practice connected");
        startsAtHeading(person.page.mainFrame(), "Practice connected");
        assertThat(gateway.connectionOf(link).getString("state")).isEqualTo("active");
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "PHONE"})
    void theCustomersPageOpensADialogAndAWindowAndIsWhereItEnds(Look look) {
        Person person = visitors.somebody(look);
        Page page = person.page;
        String link = gateway.staff().link();
        person.opens(gateway.tenant.snippet(gateway.url(), link, "iframe"));
        page.waitForSelector("body[data-ready]");
        tabsTo(page, page.mainFrame(), "Connect your practice");
        page.keyboard().press("Enter");
        Frame frame = page.waitForSelector("iframe").contentFrame();
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Close")))
                .isFocused();
        choosesPractice(person, frame);
        Page window = page.waitForPopup(() -> page.keyboard().press("Enter"));
        startsAtHeading(frame, "Waiting for Sandbox EHR");
        signsIn(window);
        window.waitForClose(() -> Person.closing(() -> window.keyboard().press("Enter")));

        startsAtHeading(frame, "Practice connected");
        person.check("Connected in the dialog");
        tabsTo(page, frame, "Return to Northwind Care Hub");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Connect your practice")))
                .isFocused();
        assertThat(gateway.connectionOf(link).getString("state")).isEqualTo("active");
    }
}
