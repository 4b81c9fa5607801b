package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is around every screen of the console: the way in, the menu, the keyboard. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private ConnectFixture gateway;

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

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void whoIsNotSignedInIsLedThroughTheSignInToWhereTheyWantedToGo(Look look) {
        Account owner = gateway.owner();
        Person person = somebody(look).expecting(401).opens(gateway.url() + "/");
        person.sees("Sign in to Gatehouse");
        person.page.getByLabel("E-mail").fill(owner.email());
        person.page.getByLabel("Password *").fill("wrong horse");
        person.presses("Sign in").reads("This could not be done");
        assertThat(person.page.getByLabel("E-mail")).hasValue(owner.email());
        person.page.getByLabel("Password *").fill(owner.password());
        person.presses("Sign in").sees("Overview");
    }

    @Test
    void theKeyboardAloneReachesEveryPlaceAndListsItsKeys() {
        Person person = owner(Look.DESK).opens(gateway.url() + "/console").sees("Overview");
        person.page.keyboard().press("?");
        person.sees("Keyboard");
        person.page.keyboard().press("Escape");
        assertThat(person.page.getByRole(AriaRole.DIALOG)).hasCount(0);
        person.page.keyboard().press("Control+k");
        assertThat(person.page.getByRole(AriaRole.COMBOBOX)).isFocused();
        person.check("The palette");
        person.page.keyboard().type("overv");
        person.page.keyboard().press("Enter");
        person.sees("Overview");
    }

    @Test
    void signingOutEndsTheSession() {
        Person person = owner(Look.DESK)
                .expecting(401)
                .opens(gateway.url() + "/console")
                .sees("Overview");
        person.presses("You: Dana Ortiz");
        person.page
                .getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        person.sees("Sign in to Gatehouse");
        person.opens(gateway.url() + "/console").sees("Sign in to Gatehouse");
    }
}
