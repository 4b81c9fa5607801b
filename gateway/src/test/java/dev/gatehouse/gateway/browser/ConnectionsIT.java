package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.sandbox.directory.Practice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Overview, connections, one connection and its explorer, as somebody of the daily work meets them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConnectionsIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private static final String CONTINUE = "Continue to Sandbox EHR";

    private ConnectFixture gateway;
    private int practices;

    @BeforeAll
    void start(@TempDir Path folder) {
        if (visitors.canCome()) {
            gateway = new ConnectFixture(folder);
        }
    }

    @AfterAll
    void stop() {
        if (visitors.canCome()) {
            gateway.close();
        }
    }

    private Person somebody(Look look) {
        Person person = visitors.somebody(look);
        return person;
    }

    private Person owner(Look look) {
        return somebody(look).signedIn(gateway.url(), gateway.owner());
    }

    /** A practice that no other test here uses, connected by its own people; gives it back. */
    @CanIgnoreReturnValue
    private Practice connected() {
        Practice practice = gateway.practice(practices);
        practices += 7;
        Person staff = somebody(Look.LIGHT);
        staff.opens(gateway.staff().link()).sees("Find your practice").choosesByKeys(practice.name(), practice.city());
        staff.sees("Before you go")
                .presses(CONTINUE)
                .signsIn("clinician")
                .presses("Allow")
                .sees("Practice connected");
        return practice;
    }

    @CanIgnoreReturnValue
    private Person atConnections(Person person) {
        return person.opens(gateway.url() + "/console/connections").sees("Connections");
    }

    /** Finds it by its name and opens it. */
    @CanIgnoreReturnValue
    private Person atConnection(Person person, Practice practice) {
        atConnections(person);
        person.page.getByLabel("Practice or EHR").fill(practice.name());
        link(person, practice.name()).first().click();
        return person.sees(practice.name());
    }

    private static Locator link(Person person, String name) {
        return person.page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator tab(Person person, String name) {
        return person.page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name));
    }

    private static Locator button(Person person, String name) {
        return person.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void aGrantThatIsTakenBackIsSeenExplainedAndMended() {
        Practice practice = connected();
        Person dana =
                owner(Look.DESK).expecting(409).expecting(502).expecting(503).expecting(401);
        atConnection(dana, practice);
        dana.reads("Authorized");
        assertThat(dana.page.getByText(Pattern.compile("Healthy\\. Token .* next renewal in .*")))
                .isVisible();

        tab(dana, "Explorer").click();
        dana.reads("Real patient data");
        dana.page
                .getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Path below the practice's base"))
                .fill("Patient?_count=1");
        dana.page.keyboard().press("Enter");
        dana.reads("Answered (200)");
        assertThat(dana.page.getByText(Pattern.compile("EHR .* ms · gateway .* ms")))
                .isVisible();
        dana.check("Explorer, answered");
        button(dana, "Next page").click();
        assertThat(dana.page).hasURL(Pattern.compile("path="));
        dana.reads("Answered (200)");

        gateway.endsGrantsOf(practice);
        // refused once, the EHR is asked once more a little later
        for (int i = 0; i < 6 && !isBroken(dana); i++) {
            gateway.clock.move(Duration.ofMinutes(1));
            button(dana, "Send").click();
            assertThat(dana.page.getByText(Pattern.compile(".*\\([0-9]{3}\\)"))).isVisible();
        }
        assertThat(dana.page.getByText(Pattern.compile("Needs reconnect\\. The EHR no longer accepts this grant")))
                .isVisible();
        dana.check("A connection that needs reconnect");

        dana.opens(gateway.url() + "/console").sees("Overview");
        dana.page
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Reconnect"))
                .click();
        dana.sees(practice.name());
        button(dana, "Reconnect link").click();
        String link = dana.page.getByText(Pattern.compile("^http.*/connect/.*")).innerText();
        somebody(Look.PHONE)
                .opens(link)
                .sees("Connect again")
                .presses(CONTINUE)
                .signsIn("clinician")
                .presses("Allow")
                .sees("Practice connected");

        dana.page.reload();
        assertThat(dana.page.getByText(Pattern.compile("Healthy\\. Token"))).isVisible();
        dana.reads("The practice connected again.");
    }

    private static boolean isBroken(Person person) {
        person.page.reload();
        person.reads("Real patient data");
        return person.page.getByText("Needs reconnect.").isVisible();
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void everyTabIsInOrder(Look look) {
        Practice practice = connected();
        Person dana = owner(look);
        dana.opens(gateway.url() + "/console").sees("Overview");
        atConnection(dana, practice);
        for (String name : List.of("Token", "Requests", "Explorer", "Settings", "Timeline")) {
            tab(dana, name).click();
            assertThat(tab(dana, name)).hasAttribute("aria-selected", "true");
            dana.check("Tab " + name);
        }
    }

    @Test
    void aPauseIsShownWithItsReasonAndTakenBack() {
        Practice practice = connected();
        Person dana = owner(Look.DESK);
        atConnection(dana, practice);

        button(dana, "Pause").click();
        dana.page.getByLabel("Reason").fill("their server moves");
        dana.check("Asking to pause");
        dana.page
                .getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Pause"))
                .click();
        assertThat(dana.page.getByText(Pattern.compile("Paused for .*their server moves")))
                .isVisible();
        dana.check("A paused connection");

        button(dana, "Resume").click();
        assertThat(dana.page.getByText(Pattern.compile("Healthy\\. Token"))).isVisible();
        button(dana, "Test").click();
        assertThat(dana.page.getByText(Pattern.compile("The EHR takes the token")))
                .isVisible();
    }

    @Test
    void manyArePausedAtOnceByKeyboardAndNothingMatchesIsSaidSo() {
        connected();
        Person dana = owner(Look.DESK);
        atConnections(dana);
        assertThat(dana.page.getByRole(AriaRole.TABLE).getByRole(AriaRole.LINK).first())
                .isVisible();
        dana.page.keyboard().press("j");
        dana.page.keyboard().press("x");
        dana.reads("1 connection selected");
        dana.check("Selected connections");
        button(dana, "Pause").click();
        dana.reads("1 paused.");
        button(dana, "Resume").click();
        dana.reads("1 resumed.");
        dana.page.keyboard().press("/");
        assertThat(dana.page.getByLabel("Practice or EHR")).isFocused();
        dana.page.keyboard().type("zzyzx");
        dana.sees("No connections match");
        assertThat(dana.page).hasURL(Pattern.compile("q=zzyzx"));
        dana.page.reload();
        dana.sees("No connections match").presses("Clear filters");
        assertThat(dana.page.getByRole(AriaRole.TABLE).getByRole(AriaRole.LINK).first())
                .isVisible();
    }
}
