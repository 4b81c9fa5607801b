package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.gatehouse.sandbox.directory.Practice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The console's screens for practices, API keys and the connect page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DevelopIT {
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

    private Person owner(Look look) {
        Person person = visitors.somebody(look);
        return person.signedIn(gateway.url(), gateway.owner());
    }

    private Person owner(Look look, String path) {
        return owner(look).opens(gateway.url() + "/console" + path);
    }

    private static Locator table(Person person, String name) {
        return person.page.getByRole(
                AriaRole.TABLE, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator row(Person person, String table, String words) {
        return table(person, table).getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(words));
    }

    private static void link(Person person, String name) {
        person.page
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name))
                .click();
    }

    /** Whole lists are read and compared: that may take longer than a click. */
    private static void waitsFor(Person person, String heading) {
        person.page
                .getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(heading))
                .waitFor();
        person.sees(heading);
    }

    /** The published list without one practice, and with another one renamed. */
    private FilePayload changedList(Practice removed, Practice renamed) {
        JsonObject list = gateway.publishedList();
        JsonArray entries = new JsonArray();
        for (Object each : list.getJsonArray("entry")) {
            String text = ((JsonObject) each).encode();
            if (!text.contains(removed.guid())) {
                boolean organization = text.contains("\"Organization\"") && text.contains(renamed.guid());
                entries.add(
                        new JsonObject(organization ? text.replace(renamed.name(), "Renamed Family Medicine") : text));
            }
        }
        return new FilePayload(
                "list.json",
                "application/fhir+json",
                list.put("entry", entries).encode().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aListIsLookedAtAppliedAndUndone() {
        Practice removed = gateway.practice(7);
        gateway.connects(removed);
        Person person = owner(Look.DESK, "/practices").sees("Practices");
        assertThat(row(person, "Published lists", "Sandbox EHR")).containsText("Version");
        person.presses("Import: Sandbox EHR").sees("Import the Sandbox EHR list");
        person.page.getByLabel("In a file").check();
        person.presses("Look at the changes").reads("Choose a file first.");
        person.page
                .locator("input[type=file]")
                .setInputFiles(new FilePayload(
                        "list.json", "application/json", "{\"resourceType\":".getBytes(StandardCharsets.UTF_8)));
        person.expecting(422).presses("Look at the changes").reads("Nothing was changed");
        person.check("A list that is none");

        person.page.locator("input[type=file]").setInputFiles(changedList(removed, gateway.practice(3)));
        person.presses("Look at the changes");
        waitsFor(person, "What would change");
        person.reads("1 removed practice has live connections");
        assertThat(row(person, "Changes", "Renamed Family Medicine")).containsText("Changed");
        assertThat(row(person, "Changes", "Removed")).containsText(removed.name());
        person.page.reload();
        person.presses("Apply 2 changes");
        waitsFor(person, "The Sandbox EHR list counts now");
        link(person, "Go to the practices");
        person.page.getByLabel("Search practices").fill("Renamed Family");
        assertThat(table(person, "Practices").getByRole(AriaRole.ROW)).hasCount(2);

        person.presses("Undo last import").reads("Connections stay as they are.");
        person.check("Undo");
        person.presses("Undo it");
        person.page
                .getByRole(AriaRole.DIALOG)
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
        assertThat(row(person, "Published lists", "Sandbox EHR")).containsText("The import before was undone");
        person.page.getByLabel("Search practices").fill(removed.guid());
        assertThat(row(person, "Practices", removed.name())).containsText("1");
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void practicesAreFoundOpenedAndAddedByHand(Look look) {
        Person person = owner(look, "/practices").sees("Find a practice");
        person.page.getByLabel("Search practices").fill("zzzz nobody");
        person.reads("No practices match");
        person.page
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Clear filters"))
                .click();
        person.page.getByLabel("Search practices").fill(gateway.practice(11).guid());
        assertThat(person.page).hasURL(java.util.regex.Pattern.compile(".*q=.*"));
        person.presses(gateway.practice(11).name());
        assertThat(person.page.getByRole(AriaRole.DIALOG)).containsText("Endpoints");
        person.check("A practice");
        person.page.keyboard().press("Escape");

        person.presses("Add by hand");
        person.page.getByLabel("Practice *").fill("Riverside Family Medicine");
        person.page.getByLabel("FHIR base for patients").fill("nonsense");
        person.check("Add by hand");
        person.expecting(400).presses("Add the practice");
        assertThat(person.page.getByLabel("FHIR base for patients")).hasAttribute("aria-invalid", "true");
        person.page
                .getByLabel("FHIR base for patients")
                .fill("https://fhir.example.org/" + look.name().toLowerCase(Locale.ROOT));
        person.presses("Add the practice");
        assertThat(person.page.getByRole(AriaRole.DIALOG)).containsText("Added by hand");
    }

    @Test
    void aKeyIsMadeUsedRolledAndEnded() {
        Person person = owner(Look.DESK, "/api-keys").sees("API keys");
        person.presses("New key");
        person.page.getByLabel("Name *").fill("Appointment sync");
        person.check("New key");
        person.presses("Make the key");
        String first = shownKey(person);

        assertThat(gateway.statusWith(first, "/api/v1/connections")).isEqualTo(200);
        assertThat(gateway.statusWith(first, "/api/v1/api-keys")).isEqualTo(403);
        person.page.reload();
        assertThat(row(person, "API keys", "Appointment sync")).containsText("from 127.0.0.1");
        assertThat(row(person, "API keys", "Appointment sync")).containsText("Dana Ortiz");
        assertThat(row(person, "API keys", "Appointment sync")).containsText("in 89 days");

        person.presses("Roll Appointment sync");
        person.page.getByText("Both are good for").waitFor();
        person.check("Roll a key");
        person.presses("Make the new key");
        String second = shownKey(person);
        assertThat(gateway.statusWith(first, "/api/v1/connections")).isEqualTo(200);
        assertThat(gateway.statusWith(second, "/api/v1/connections")).isEqualTo(200);
        assertThat(row(person, "API keys", "Being replaced")).hasCount(1);

        row(person, "API keys", "Being replaced")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("End Appointment sync"))
                .click();
        person.page.getByLabel("Type Appointment sync to confirm").fill("Appointment sync");
        person.check("End a key");
        person.presses("End the key");
        assertThat(row(person, "API keys", "Being replaced")).hasCount(0);
        assertThat(gateway.statusWith(first, "/api/v1/connections")).isEqualTo(401);
        assertThat(gateway.statusWith(second, "/api/v1/connections")).isEqualTo(200);
    }

    /** Takes the text down and says so; nothing else closes the dialog. */
    private static String shownKey(Person person) {
        Locator close = person.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Close").setExact(true));
        Locator text = person.page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("API key"));
        String key = text.innerText().strip();
        person.page.keyboard().press("Escape");
        person.check("A key, shown once");
        assertThat(close).isDisabled();
        person.page.getByLabel("I stored it").check();
        close.click();
        assertThat(text).hasCount(0);
        return key;
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void theConnectPageIsGivenALookAndOrigins(Look look) {
        Person person = owner(look, "/connect-page").sees("Connect page");
        person.page.getByLabel("Who asks").fill("Northwind Health");
        person.page
                .getByLabel("Color", new Page.GetByLabelOptions().setExact(true))
                .fill("#ffe066");
        person.reads("Black text stands on it.");
        person.presses("Add an origin");
        person.page.getByPlaceholder("https://app.example.org").last().fill("https://*.northwind.example");
        person.expecting(400).presses("Save");
        assertThat(person.page.getByText("should be an origin such as")).isVisible();
        person.check("The look with a mistake");
        person.page.getByPlaceholder("https://app.example.org").last().fill(gateway.tenant.origin());
        person.presses("Save").reads("Saved.");

        Person practice = visitors.somebody(look);
        practice.opens(gateway.staff().link()).sees("Find your practice").reads("by Northwind Health");
        practice.check("The connect page in another color");
        gateway.allows();
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void aLinkIsMadeForAPractice(Look look) {
        Person person = owner(look, "/connect-a-practice").sees("Connect a practice");
        person.page
                .getByPlaceholder("Choose an app", new Page.GetByPlaceholderOptions().setExact(true))
                .click();
        person.page.getByRole(AriaRole.OPTION).first().click();
        person.page
                .getByPlaceholder("Name, city or NPI")
                .fill(gateway.practice(2).guid());
        person.presses(gateway.practice(2).name());
        person.page.getByLabel("Who connects").fill("front-desk");
        person.check("A link for a practice");
        person.presses("Make the link").reads("It works once");
        person.check("A link that was made");
        String link = person.page
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Open it"))
                .getAttribute("href");
        person.opens(link).sees("Before you go");
    }
}
