package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is around every screen, in the middle of the work: the palette's search, the environment, the tab's title. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FrameIT {
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

    private Person owner(Look look) {
        return visitors.somebody(look).signedIn(gateway.url(), gateway.owner());
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void thePaletteFindsConnectionsAndPracticesByTheKeyboardAlone(Look look) {
        String ended = northwind.connections().get(2);
        String practice = gateway.connection(ended).getJsonObject("practice").getString("name");
        Person dana = owner(look).opens(gateway.url() + "/console/settings").sees("Settings");

        typesInPalette(dana, practice);
        Locator connection = option(dana, "Misconfigured");
        assertThat(connection).hasCount(1);
        assertThat(group(dana, "Practices").getByRole(AriaRole.OPTION).first()).isVisible();
        dana.check("The palette's hits");
        marks(dana, connection);
        dana.page.keyboard().press("Enter");
        assertThat(dana.page).hasURL(Pattern.compile(".*/console/connections/" + ended + ".*"));
        dana.sees(practice);

        typesInPalette(dana, practice);
        marks(dana, group(dana, "Practices").getByRole(AriaRole.OPTION).first());
        dana.page.keyboard().press("Enter");
        assertThat(dana.page).hasURL(Pattern.compile(".*/console/practices\\?.*open=.*"));
    }

    @Test
    void thePaletteSaysThatNothingHasThatName() {
        Person dana = owner(Look.DESK).opens(gateway.url() + "/console").sees("Overview");
        typesInPalette(dana, "zzyzx qwrt");
        dana.reads("Nothing has that name.");
        dana.page.keyboard().press("Enter");
        assertThat(dana.page.getByRole(AriaRole.DIALOG)).isVisible();
        dana.page.keyboard().press("Escape");
        assertThat(dana.page.getByRole(AriaRole.DIALOG)).hasCount(0);
    }

    @Test
    void theTabTellsHowManyThingsNeedSomebodyOnWhateverScreen() {
        Person dana =
                owner(Look.DESK).opens(gateway.url() + "/console/requests").sees("Requests");
        assertThat(dana.page).hasTitle("(1) Requests · Gatehouse");
        dana.page
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Overview"))
                .click();
        assertThat(dana.page).hasTitle("(1) Overview · Gatehouse");
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void theChosenEnvironmentNarrowsTheScreensAndIsSaidInAWord(Look look) {
        Person dana = owner(look).opens(gateway.url() + "/console/connections").sees("Connections");
        assertThat(stripe(dana)).hasCount(0);

        chooses(dana, look, "Production");
        assertThat(dana.page).hasURL(Pattern.compile(".*[?&]env=production.*"));
        assertThat(stripe(dana)).hasText("Production");
        dana.reads("No connections match").reads("Only production is shown.");
        dana.check("Connections of production");

        chooses(dana, look, "Sandbox");
        assertThat(stripe(dana)).hasText("Sandbox");
        assertThat(dana.page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Connections")))
                .isVisible();

        dana.opens(gateway.url() + "/console/ehr-apps?env=production").sees("EHR apps");
        dana.reads("Northwind Care Hub");
        assertThat(dana.page.getByText("Northwind Night Job")).hasCount(0);
        dana.opens(gateway.url() + "/console/requests?env=production").reads("No requests match");
        dana.page
                .getByRole(AriaRole.MAIN)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Clear filters"))
                .last()
                .click();
        assertThat(stripe(dana)).hasCount(0);
        assertThat(dana.page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Requests")))
                .isVisible();
    }

    @Test
    void theEnvironmentGoesAlongAndAScreenThatDoesNotFollowItSaysSo() {
        Person dana = owner(Look.DESK)
                .opens(gateway.url() + "/console?env=production")
                .sees("Overview");
        assertThat(dana.page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Registrations")))
                .isVisible();
        assertThat(dana.page.getByText("Healthy connections")).hasCount(0);
        assertThat(dana.page).hasTitle("Overview · Gatehouse");
        dana.check("Overview of production");

        dana.page
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Settings"))
                .click();
        dana.sees("Settings");
        assertThat(dana.page).hasURL(Pattern.compile(".*[?&]env=production.*"));
        assertThat(stripe(dana)).containsText("This screen shows all environments");
        dana.check("Settings with an environment");
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void whoeverHasNoAccountReadsWhetherTheGatewayIsReadyAndNothingMore(Look look) {
        Person anybody =
                visitors.somebody(look).opens(gateway.url() + "/status").sees("Gatehouse status");
        anybody.reads("It takes calls.").reads("EHRs give tokens.");
        assertThat(anybody.page.locator("body"))
                .not()
                .containsText(
                        Pattern.compile("northwind|sandbox|practice fusion|127\\.0|default", Pattern.CASE_INSENSITIVE));
    }

    private static Locator stripe(Person person) {
        return person.page.getByRole(AriaRole.NOTE, new Page.GetByRoleOptions().setName("Chosen environment"));
    }

    private static void chooses(Person person, Look look, String environment) {
        if (look == Look.PHONE) {
            person.presses("Open the menu");
            person.check("The menu with the environment");
        }
        group(person, "Environment")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(environment))
                .click();
        if (look == Look.PHONE) {
            person.presses("Close the menu");
        }
    }

    private static void typesInPalette(Person person, String text) {
        person.page.keyboard().press("Control+k");
        Locator box = person.page.getByRole(
                AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Place, practice or connection"));
        assertThat(box).isFocused();
        person.page.keyboard().type(text);
    }

    private static Locator group(Person person, String name) {
        return person.page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName(name));
    }

    private static Locator option(Person person, String words) {
        return group(person, "Connections")
                .getByRole(AriaRole.OPTION)
                .filter(new Locator.FilterOptions().setHasText(words));
    }

    /** Goes down until it is marked. */
    private static void marks(Person person, Locator option) {
        assertThat(option).isVisible();
        for (int press = 0; press < 12 && !"true".equals(option.getAttribute("aria-selected")); press++) {
            person.page.keyboard().press("ArrowDown");
        }
        assertThat(option).hasAttribute("aria-selected", "true");
    }
}
