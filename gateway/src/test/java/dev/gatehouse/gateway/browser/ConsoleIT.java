package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is around every screen of the console: the way in, the menu, the keyboard. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleIT {
    private final List<Person> people = new ArrayList<>();
    private final Set<String> checked = new HashSet<>();
    private @Nullable Chromium chromium;
    private ConnectFixture gateway;

    @BeforeAll
    void start(@TempDir Path folder) {
        chromium = Chromium.start();
        if (chromium != null) {
            gateway = new ConnectFixture(folder);
        }
    }

    @AfterAll
    void stop() {
        if (chromium != null) {
            gateway.close();
            chromium.close();
        }
    }

    @BeforeEach
    void needChromium() {
        Chromium.need(chromium);
    }

    @AfterEach
    void nobodySawTheBrowserComplain() {
        people.forEach(Person::leaves);
        people.clear();
    }

    private Person somebody(Look look) {
        Person person = new Person(Chromium.need(chromium).browser(), look, checked);
        people.add(person);
        return person;
    }

    private Person owner(Look look) {
        return somebody(look).signedIn(gateway.url(), gateway.owner());
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void whoIsNotSignedInIsLedThroughTheSignInToWhereTheyWantedToGo(Look look) {
        ConnectFixture.Account owner = gateway.owner();
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
