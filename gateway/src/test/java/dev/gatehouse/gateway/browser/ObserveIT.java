package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.gatehouse.common.testing.Answers.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looking on: requests as they happen, metrics, the audit log, webhooks, and what happens when the gateway is gone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ObserveIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    @BeforeAll
    void start() {
        Account.danaTakesOver(
                gateway.url(), await(gateway.gateway().inviteFirstOwner()).orElseThrow());
    }

    private Person owner(Look look) {
        Person person = visitors.somebody(look);
        return person.signedIn(gateway.url(), Account.DANA);
    }

    private static String at(String place, String tenant) {
        return gateway.url() + "/console/" + place + (place.contains("?") ? "&" : "?") + "tenant=" + tenant;
    }

    private static Locator rows(Person person, String table) {
        return person.page
                .getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName(table))
                .locator("tbody tr");
    }

    private static Locator drawer(Person person) {
        return person.page.getByRole(AriaRole.DIALOG);
    }

    private static String tenantOf(Api api) {
        return api.get("/api/v1/audit-events?limit=1").items().getJsonObject(0).getString("tenant");
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void aCallAppearsWhileOneLooksAndItsLinkOpensItAgain(Look look) {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String tenant = tenantOf(connected.partner().api());
        Person person = owner(look).opens(at("requests", tenant)).sees("Requests");
        person.reads("No request in this time");
        person.check("No requests");

        connected.read().need(200);

        assertThat(rows(person, "Requests")).hasCount(1);
        assertThat(rows(person, "Requests")).containsText("Patient");
        person.check("Requests with one");
        rows(person, "Requests").getByRole(AriaRole.BUTTON).first().click();
        assertThat(drawer(person)).containsText("Until the EHR");
        person.check("One request");
        String link = person.page.url();

        connected.read().need(200);
        assertThat(person.page.getByText("1 new")).isVisible();
        person.opens(link);
        assertThat(drawer(person)).containsText("Request id");
        assertThat(drawer(person)).containsText("Headers of the request and of the answer");
        person.page.keyboard().press("Escape");
        assertThat(rows(person, "Requests")).hasCount(2);
    }

    @Test
    void aRequestIsOpenedInTheExplorerWithWhatIsKnownOfIt() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String tenant = tenantOf(connected.partner().api());
        connected.read().need(200);
        Person person = owner(Look.DESK).opens(at("requests", tenant)).sees("Requests");
        rows(person, "Requests").getByRole(AriaRole.BUTTON).first().click();
        drawer(person)
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Open in the explorer"))
                .click();

        assertThat(person.page).hasURL(Pattern.compile(".*/connections/" + connected.id() + ".*tab=explorer.*"));
        assertThat(person.page.getByRole(
                        AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Path below the practice's base")))
                .hasValue(Pattern.compile("Patient.*"));
        person.reads("Real patient data");
    }

    @Test
    void aStretchOfThePictureIsLookedAtByDraggingOverIt() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String tenant = tenantOf(connected.partner().api());
        connected.read().need(200);
        Person person = owner(Look.DESK).opens(at("requests", tenant)).sees("Requests");
        assertThat(rows(person, "Requests")).hasCount(1);
        BoundingBox picture = person.page.locator("svg[data-zoom]").boundingBox();

        drag(person, picture, 0.1, 0.3);
        assertThat(person.page).hasURL(Pattern.compile("from=.*to="));
        person.sees("No requests match");
        person.page
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Clear filters"))
                .last()
                .click();
        assertThat(rows(person, "Requests")).hasCount(1);
        drag(person, picture, 0.9, 1.0);
        assertThat(person.page).hasURL(Pattern.compile("from=.*to="));
        assertThat(rows(person, "Requests")).hasCount(1);
        person.check("Requests of a chosen time");
    }

    private static void drag(Person person, BoundingBox box, double from, double to) {
        double y = box.y + box.height / 2;
        person.page.mouse().move(box.x + box.width * from, y);
        person.page.mouse().down();
        person.page.mouse().move(box.x + box.width * to - 1, y, new Mouse.MoveOptions().setSteps(5));
        person.page.mouse().up();
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK"})
    void aWebhookIsMadeTestedSentAgainAndPausedAndTheAuditShowsWhatChanged(Look look) {
        String path = "/hooks/" + look;
        gateway.scripted().on(path, 200, "");
        String tenant = gateway.aTenantId();
        Person person = owner(look).opens(at("webhooks", tenant)).sees("Webhooks");
        person.presses("Add an endpoint");
        person.page.getByLabel("Address *").fill("http://10.0.0.1/hook");
        person.check("A new endpoint");
        person.expecting(400).presses("Add it");
        assertThat(person.page.getByLabel("Address *")).hasAttribute("aria-invalid", "true");
        assertThat(person.page.getByLabel("Address *")).hasValue("http://10.0.0.1/hook");
        person.page.getByLabel("Address *").fill(gateway.scripted().url(path));
        person.presses("Add it").reads("Shown this once");
        person.check("The signing secret");
        person.page.getByLabel("I stored it").check();
        person.page
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Close").setExact(true))
                .click();

        rows(person, "Webhook endpoints").getByRole(AriaRole.BUTTON).first().click();
        assertThat(drawer(person)).containsText("Nothing was sent in the last 30 days");
        person.presses("Send a test event").reads("Test event: delivered, 200");
        person.page
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("webhook.test"))
                .click();
        assertThat(drawer(person)).containsText("Gatehouse-Id: msg_");
        assertThat(drawer(person)).containsText("Status 200");
        person.check("One delivery");
        person.presses("Send again");
        // the stream tells that the second try was taken
        assertThat(drawer(person).locator("dd").filter(new Locator.FilterOptions().setHasText(Pattern.compile("^2$"))))
                .isVisible();
        person.presses("← All deliveries");
        person.page
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Pause").setExact(true))
                .click();
        person.page.getByLabel("Why").fill("We move the server");
        person.presses("Pause it");
        assertThat(drawer(person).getByText("Paused: We move the server")).isVisible();
        person.check("A paused endpoint");

        person.opens(at("audit", tenant)).sees("Audit log");
        person.reads("Unbroken,");
        rows(person, "Audit log")
                .filter(new Locator.FilterOptions().setHasText("Webhook endpoint: changed"))
                .getByRole(AriaRole.BUTTON)
                .click();
        assertThat(drawer(person).locator("tr").filter(new Locator.FilterOptions().setHasText("enabled")))
                .containsText("false");
        assertThat(drawer(person)).containsText("Before");
        person.check("An entry of the audit log");
    }

    @Test
    void aLostGatewayIsSaidAndWhatChangedMeanwhileIsThereAfterwards() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String tenant = tenantOf(connected.partner().api());
        connected.read().need(200);
        Person person = owner(Look.DESK).expecting("net::ERR_").expecting(503);
        person.opens(at("requests", tenant)).sees("Requests");
        assertThat(rows(person, "Requests")).hasCount(1);

        gateway.stop();
        assertThat(person.page.getByText(Pattern.compile("Connection lost, trying again")))
                .isVisible();
        person.check("The lost connection");
        gateway.startAgain();
        connected.read().need(200);
        person.presses("Try now");

        assertThat(person.page.getByText(Pattern.compile("Connection lost"))).hasCount(0);
        assertThat(rows(person, "Requests")).hasCount(2);
    }

    @Test
    void theAuditIsExportedAsATable() {
        String tenant = gateway.aTenantId();
        Person person = owner(Look.DESK).opens(at("audit", tenant)).sees("Audit log");

        String name =
                person.page.waitForDownload(() -> person.presses("Export CSV")).suggestedFilename();

        org.assertj.core.api.Assertions.assertThat(name).isEqualTo("audit.csv");
    }
}
