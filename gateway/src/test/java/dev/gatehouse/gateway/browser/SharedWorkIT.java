package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.gateway.mail.MailServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Acts that somebody else has to hear of, or that somebody else gets in the way of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SharedWorkIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private ConnectFixture gateway;
    private MailServer mails;

    @BeforeAll
    void start(@TempDir Path folder) {
        setDefaultAssertionTimeout(20_000);
        if (visitors.canCome()) {
            mails = MailServer.plain();
            gateway = ConnectFixture.with(
                    folder,
                    Map.of(
                            "GATEHOUSE_SMTP_URL",
                            "smtp://127.0.0.1:" + mails.port() + "?starttls=none",
                            "GATEHOUSE_MAIL_FROM",
                            "gatehouse@northwind.example"));
            gateway.owner();
            new TakenOver(gateway).makes(2);
        }
    }

    @AfterAll
    void stop() {
        if (visitors.canCome()) {
            gateway.close();
            mails.close();
        }
    }

    private Person owner() {
        Person person = visitors.somebody(Look.DESK);
        return person.signedIn(gateway.url(), gateway.owner()).expecting(403).expecting(401);
    }

    private static Locator button(Person person, String name) {
        return person.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator field(Person person, String label) {
        return person.page.getByLabel(Pattern.compile("^" + label + "( \\*)?$"));
    }

    private JsonObject connection(int index) {
        return gateway.call("GET", "/api/v1/connections?sort=created&limit=10", null)
                .getJsonArray("items")
                .getJsonObject(index);
    }

    /** A browser that was left open is not enough: five minutes later the password is asked for. */
    private static void showsThatItIsThem(Person person, Account account) {
        person.sees("Show again that it is you");
        person.page.getByLabel(Pattern.compile("^Password of")).fill(account.password());
        person.presses("Go on");
    }

    private String registration() {
        JsonObject made = gateway.call(
                "POST",
                "/api/v1/registrations",
                new JsonObject()
                        .put("ehr", "practicefusion")
                        .put("environment", "sandbox")
                        .put("name", "Two of us"));
        return gateway.url() + "/console/ehr-apps/" + made.getString("id");
    }

    @Test
    void twoColleaguesChangeOneFieldAndTheSecondChooses() {
        String place = registration();
        Person sam = visitors.somebody(Look.DESK)
                .signedIn(gateway.url(), gateway.colleague("operator", "Sam Lee"))
                .expecting(412)
                .opens(place)
                .sees("Partner registration");
        Person dana = owner().expecting(412).opens(place).sees("Partner registration");

        field(dana, "Company name").fill("Northwind Health");
        field(sam, "Company name").fill("Northwind Care");
        field(sam, "Company name").blur();
        assertThat(sam.page.getByText(Pattern.compile("Draft saved \\d\\d:\\d\\d")))
                .isVisible();
        field(dana, "Company name").blur();

        Locator told = dana.page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText("Sam Lee"));
        assertThat(told).containsText("changed Company name");
        assertThat(told).containsText("Northwind Care");
        assertThat(field(dana, "Company name")).hasValue("Northwind Health");
        dana.check("A conflict with a colleague");
        button(dana, "Keep yours").click();

        assertThat(field(sam, "Company name")).hasValue("Northwind Health");
        assertThat(told).hasCount(0);
    }

    @Test
    void aTokenIsShownForAMinuteForAReasonAndTheOwnersHearOfIt() {
        Person dana = owner();
        dana.page.clock().install();
        gateway.clock.move(Duration.ofMinutes(6));
        JsonObject connection = connection(0);
        String id = connection.getString("id");
        dana.opens(gateway.url() + "/console/connections/" + id + "?tab=token");
        Locator token = dana.page.getByText(Pattern.compile("^synthetic-access-\\d$"));

        button(dana, "Reveal access token").click();
        assertThat(button(dana, "Reveal for one minute")).isDisabled();
        dana.page.getByLabel("Reason").fill("A call of the vendor's support");
        assertThat(button(dana, "Reveal for one minute")).isEnabled();
        dana.check("Asking for a token");
        button(dana, "Reveal for one minute").click();
        showsThatItIsThem(dana, gateway.owner());
        assertThat(token).isVisible();
        assertThat(dana.page.getByText(Pattern.compile("Hidden in \\d\\d s, or when you leave this tab\\.")))
                .isVisible();
        dana.check("A token, shown");

        // The browser of a test shows every page as seen; so the page is told what a browser tells it.
        dana.page.evaluate("() => { Object.defineProperty(document, 'hidden', {get: () => true, configurable: true});"
                + " document.dispatchEvent(new Event('visibilitychange')); delete document.hidden; }");
        assertThat(token).hasCount(0);

        button(dana, "Reveal for one minute").click();
        assertThat(token).isVisible();
        dana.page.clock().fastForward(61_000);
        assertThat(token).hasCount(0);

        assertThat(exportsOf(id)).isEqualTo(2);
        dana.page.waitForCondition(() -> mailsAbout(id) == 2);
        assertThat(mails.arrived())
                .allSatisfy(mail -> assertThat(mail.text()).doesNotContain("synthetic-access"))
                .anySatisfy(
                        mail -> assertThat(mail.to()).isEqualTo(gateway.owner().email()));
    }

    private long exportsOf(String connection) {
        JsonArray events =
                gateway.call("GET", "/api/v1/audit-events?limit=50", null).getJsonArray("items");
        return events.stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("action").equals("connection.token-exported")
                        && each.encode().contains(connection)
                        && each.encode().contains("A call of the vendor's support"))
                .count();
    }

    private long mailsAbout(String connection) {
        return mails.arrived().stream()
                .filter(mail -> mail.text().contains("An access token was shown")
                        && mail.text().replace("=\r\n", "").contains(connection))
                .count();
    }

    @Test
    void aConnectionIsDeletedOnlyByWhoTypesItsName() {
        JsonObject connection = connection(1);
        String name = connection.getJsonObject("practice").getString("name");
        Person dana = owner().opens(gateway.url() + "/console/connections/" + connection.getString("id"))
                .sees(name);
        button(dana, "Delete").click();
        Locator dialog = dana.page.getByRole(AriaRole.DIALOG);
        Locator delete = dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete"));
        dana.page.getByLabel("Type " + name + " to confirm").fill(name.substring(1));
        assertThat(delete).isDisabled();
        dana.page.keyboard().press("Enter");
        assertThat(dialog).isVisible();
        dana.check("Asking to delete a connection");
        assertThat(gateway.connection(connection.getString("id")).getString("state"))
                .isEqualTo("active");

        dana.page.getByLabel("Type " + name + " to confirm").fill(name);
        delete.click();
        dana.sees("Connections");
        assertThat(gateway.connection(connection.getString("id")).getString("state"))
                .isEqualTo("revoked");
    }
}
