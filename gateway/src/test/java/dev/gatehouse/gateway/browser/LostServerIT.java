package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static dev.gatehouse.common.testing.Answers.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway, or the database behind it, is really gone while somebody looks at a screen, and comes back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LostServerIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onPostgres();

    private static final Pattern LOST = Pattern.compile("Connection lost, trying again");

    private ConnectedPractice connected;
    private String tenant = "";

    @BeforeAll
    void start() {
        setDefaultAssertionTimeout(30_000);
        Account.danaTakesOver(
                gateway.url(), await(gateway.gateway().inviteFirstOwner()).orElseThrow());
        connected = gateway.aConnectedPractice();
        tenant = connected
                .partner()
                .api()
                .get("/api/v1/audit-events?limit=1")
                .items()
                .getJsonObject(0)
                .getString("tenant");
    }

    private Person ownerAt(String place) {
        Person person = visitors.somebody(Look.DESK)
                .signedIn(gateway.url(), Account.DANA)
                .expecting("net::ERR_")
                .expecting(503);
        return person.opens(gateway.url() + "/console/" + place + "?tenant=" + tenant);
    }

    private static Locator table(Person person, String name) {
        return person.page.getByRole(
                AriaRole.TABLE, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @ParameterizedTest
    @CsvSource({"connections, Connections, Connections", "ehr-apps, EHR apps, ", "audit, Audit log, Audit log"})
    void whatWasThereStaysUntilTheGatewayIsBack(String place, String heading, String table) {
        Person person = ownerAt(place).sees(heading);
        Locator shown = table == null
                ? person.page.locator("main article, main li, main a").first()
                : table(person, table).locator("tbody tr").first();
        assertThat(shown).isVisible();
        String words = shown.innerText().split("[\n\t]", -1)[0];

        gateway.stop();
        try {
            assertThat(person.page.getByText(LOST)).isVisible();
            assertThat(shown).containsText(words);
            person.check(heading + ", the gateway is lost");
        } finally {
            gateway.startAgain();
        }

        // The page tries by itself, sooner or later than somebody could press the button.
        assertThat(person.page.getByText(LOST)).hasCount(0);
        assertThat(shown).containsText(words);
    }

    @Test
    void aListThatTheDatabaseCannotGiveSaysSoAndIsThereAgainAfterwards() {
        Person person = ownerAt("connections").sees("Connections");
        Locator rows = table(person, "Connections").locator("tbody tr");
        assertThat(rows.first()).isVisible();

        gateway.losesDatabase();
        try {
            person.page.getByLabel("Order").first().click();
            person.page
                    .getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("By practice"))
                    .click();
            person.reads("The database did not take the request.");
            person.check("Connections that cannot be read");
        } finally {
            gateway.findsDatabase();
        }
        person.presses("Try again");
        assertThat(person.page.getByText("The database did not take the request."))
                .hasCount(0);
        assertThat(rows.first()).isVisible();
    }
}
