package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.sandbox.directory.Practice;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The published package {@code @nangohq/frontend} on a customer's page, in a browser, against the running gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NangoFrontendIT {
    private static final Pattern ANYTHING = Pattern.compile(".+");

    private final List<Person> people = new ArrayList<>();
    private @Nullable Chromium chromium;
    private ConnectFixture gateway;
    private String key;

    @BeforeAll
    void start(@TempDir Path folder) {
        chromium = Chromium.start();
        if (chromium != null) {
            gateway = new ConnectFixture(folder);
            key = gateway.integration();
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
    void needChromiumAndThePackage() {
        Chromium.need(chromium);
        String missing = TenantApp.missing();
        if (!missing.isEmpty() && "true".equals(System.getenv("GATEHOUSE_REQUIRE_BROWSER"))) {
            throw new AssertionError(missing);
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing);
    }

    @AfterEach
    void nobodySawTheBrowserComplain() {
        List<Person> here = List.copyOf(people);
        people.clear();
        here.forEach(Person::leaves);
    }

    private Person at(String page) {
        Person person = new Person(Chromium.need(chromium).browser(), Look.LIGHT, new HashSet<>());
        people.add(person);
        person.opens(page);
        assertThat(person.page.locator("body")).hasAttribute("data-ready", "");
        return person;
    }

    private Person at(String token, String call) {
        return at(gateway.tenant.nango(gateway.url(), token, key, call));
    }

    /** Presses the page's button and gives the window that opens. */
    private static Page popup(Person person) {
        return person.page.waitForPopup(() -> person.presses("Connect"));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private static void signsIn(Page popup, String answer) {
        Person.signIn(popup, "clinician");
        Person.closing(() -> button(popup, answer).click());
    }

    /** What the call's promise came to. */
    private static JsonObject end(Person person) {
        assertThat(person.page.locator("body")).hasAttribute("data-end", ANYTHING);
        return new JsonObject(person.page.locator("body").getAttribute("data-end"));
    }

    @CanIgnoreReturnValue
    private String connected(JsonObject end) {
        assertThat(end.getString("providerConfigKey")).as(end.encode()).isEqualTo(key);
        String id = end.getString("connectionId");
        assertThat(gateway.connection(id).getString("state")).isEqualTo("active");
        return id;
    }

    @Test
    void authConnectsThePracticeThatTheBackendNamed() {
        Person person = at(gateway.nangoSession(gateway.at(gateway.practice(0))), "auth");

        signsIn(popup(person), "Allow");

        String id = connected(end(person));
        assertThat(gateway.connection(id).getJsonObject("practice").getString("name"))
                .isEqualTo(gateway.practice(0).name());
    }

    @Test
    void authAsksForThePracticeInThePopup() {
        Practice practice = gateway.practice(1);
        Person person = at(gateway.nangoSession(new JsonObject()), "auth");
        Page popup = popup(person);

        popup.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Practice"))
                .pressSequentially(practice.name());
        popup.getByRole(AriaRole.OPTION)
                .filter(new Locator.FilterOptions().setHasText(practice.city()))
                .first()
                .click();
        button(popup, "Continue to Sandbox EHR").click();
        signsIn(popup, "Allow");

        connected(end(person));
    }

    @Test
    void authIsRejectedWhenAccessIsDenied() {
        Person person = at(gateway.nangoSession(gateway.at(gateway.practice(2))), "auth")
                .expecting(400);

        signsIn(popup(person), "Deny");

        assertThat(end(person).getString("type")).isEqualTo("callback_err");
    }

    @Test
    void authIsRejectedWhenThePopupIsClosed() {
        Person person = at(gateway.nangoSession(gateway.at(gateway.practice(3))), "auth");
        Page popup = popup(person);
        assertThat(popup.getByLabel("User name")).isVisible();

        popup.close();

        assertThat(end(person).getString("type")).isEqualTo("window_closed");
    }

    @Test
    void reconnectRenewsTheSameConnection() {
        Person first = at(gateway.nangoSession(gateway.at(gateway.practice(4))), "auth");
        signsIn(popup(first), "Allow");
        String id = connected(end(first));

        Person again = at(gateway.nangoReconnect(id), "reconnect");
        signsIn(popup(again), "Allow");

        assertThat(connected(end(again))).isEqualTo(id);
    }

    private static FrameLocator window(Person person) {
        return person.page.frameLocator("#connect-ui");
    }

    private static void presses(FrameLocator frame, String button) {
        frame.getByRole(AriaRole.BUTTON, new FrameLocator.GetByRoleOptions().setName(button))
                .click();
    }

    private static void sees(FrameLocator frame, String heading) {
        assertThat(frame.getByRole(AriaRole.HEADING, new FrameLocator.GetByRoleOptions().setName(heading)))
                .isVisible();
    }

    /** What the page heard, once it is so many. */
    @SuppressWarnings("unchecked")
    private static List<String> events(Person person, int many) {
        person.page.waitForFunction("many => events.length >= many", many);
        return (List<String>) person.page.evaluate("() => events.map(event => event.type)");
    }

    @CanIgnoreReturnValue
    private static FrameLocator opensWindow(Person person) {
        person.presses("Connect");
        return window(person);
    }

    @Test
    void theConnectWindowConnectsAndCloses() {
        Person person = at(gateway.nangoSession(gateway.at(gateway.practice(5))), "window");
        FrameLocator frame = opensWindow(person);

        Page popup = person.page.waitForPopup(() -> presses(frame, "Continue"));
        signsIn(popup, "Allow");
        sees(frame, "Practice connected");
        assertThat(events(person, 2)).containsExactly("ready", "connect");
        String id = (String) person.page.evaluate("() => events[1].payload.connectionId");
        assertThat(gateway.connection(id).getString("state")).isEqualTo("active");
        presses(frame, "Done");

        assertThat(end(person).getBoolean("closed")).isTrue();
        assertThat(person.page.locator("#connect-ui")).hasCount(0);
    }

    @Test
    void theConnectWindowTellsOfADenialAndOffersAnotherTry() {
        Person person = at(gateway.nangoSession(gateway.at(gateway.practice(6))), "window")
                .expecting(400);
        FrameLocator frame = opensWindow(person);

        signsIn(person.page.waitForPopup(() -> presses(frame, "Continue")), "Deny");
        sees(frame, "Your practice was not connected");
        assertThat(events(person, 2)).containsExactly("ready", "error");

        signsIn(person.page.waitForPopup(() -> presses(frame, "Continue")), "Allow");
        sees(frame, "Practice connected");
    }

    @Test
    void aForeignPageSeesANoticeItCanClose() {
        String token = gateway.nangoSession(gateway.at(gateway.practice(7)));
        Person person = at(gateway.tenant.foreignNango(gateway.url(), token, key, "window"));
        FrameLocator frame = opensWindow(person);

        sees(frame, "This window can’t be shown here");
        presses(frame, "Close");

        assertThat(end(person).getBoolean("closed")).isTrue();
    }
}
