package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.gatehouse.common.testing.Answers.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plots of a gateway that connected a practice, was down for an hour in between, and was called again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MetricsIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2()
            .withProfiles(Map.of("sandbox", sandbox() + "limits: {requestsPerMinute: 60, per: base_url}\n"))
            .withMovableClock();

    private String tenant;
    private Instant stopped;

    private static String sandbox() {
        try (InputStream own = MetricsIT.class.getResourceAsStream("/ehr/sandbox.yaml")) {
            return new String(Objects.requireNonNull(own).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The browser goes by the real time, so the gateway's has to come to it. */
    private static void movesTo(Instant time) {
        gateway.clock().move(Duration.between(gateway.clock().instant(), time));
    }

    @BeforeAll
    void start() {
        Instant now = Instant.now();
        stopped = now.minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.MINUTES);
        movesTo(stopped.minus(Duration.ofMinutes(20)));
        Partner partner = gateway.aPartner();
        ConnectedPractice connected = partner.connects(gateway.aPractice());
        tenant = partner.api().tenant();
        JsonObject open = new JsonObject()
                .put("applicationId", partner.applicationId())
                .put("endUser", new JsonObject().put("id", "user-2"));
        JsonObject unused = partner.view(partner.invite(open));
        movesTo(stopped);
        gateway.stop();
        movesTo(stopped.plus(Duration.ofHours(1)));
        gateway.startAgain();
        movesTo(now);
        connected.read().need(200);
        connected.read().need(200);
        Account.danaTakesOver(
                gateway.url(), await(gateway.gateway().inviteFirstOwner()).orElseThrow());
    }

    private static Person owner(Look look) {
        return visitors.somebody(look).signedIn(gateway.url(), Account.DANA);
    }

    private static String metrics(String whose, String more) {
        return gateway.url() + "/console/metrics?tenant=" + whose + more;
    }

    private static Locator panel(Person person, String title) {
        return person.page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName(title).setExact(true));
    }

    private static void everyPlotIsThere(Person person) {
        for (String title : new String[] {
            "Requests by outcome",
            "EHR latency",
            "Connections by health",
            "Token refreshes",
            "Time left on tokens",
            "From link to connection",
            "Webhooks",
            "Rates that EHRs allow"
        }) {
            assertThat(panel(person, title)).isVisible();
        }
        assertThat(person.page.locator("[aria-busy=true]")).hasCount(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void thePastIsDrawnAndSaidAsATableToo(Look look) {
        Person person = owner(look).opens(metrics(tenant, "&zone=utc"));
        everyPlotIsThere(person);
        assertThat(panel(person, "Connections by health")).containsText("Gateway not running");
        assertThat(panel(person, "Connections by health")).containsText("(stopped)");
        assertThat(panel(person, "From link to connection")).containsText("1 · 50 %");
        // The calls may be more than a minute ago by now.
        assertThat(panel(person, "Rates that EHRs allow")).containsText(Pattern.compile("[0-9]+ of 60"));
        assertThat(panel(person, "Time left on tokens")).containsText("Now, of 1 token");
        person.check("Metrics of a day");

        for (String title : new String[] {
            "Requests by outcome",
            "Connections by health",
            "Time left on tokens",
            "From link to connection",
            "Rates that EHRs allow"
        }) {
            person.presses(title + ": Table");
        }

        Locator health = panel(person, "Connections by health").getByRole(AriaRole.ROW);
        assertThat(health.filter(new Locator.FilterOptions().setHasText("Gateway not running")))
                .not()
                .hasCount(0);
        assertThat(panel(person, "From link to connection")
                        .getByRole(AriaRole.ROW)
                        .nth(1))
                .containsText(Pattern.compile("Opened\\s*2"));
        assertThat(panel(person, "From link to connection")
                        .getByRole(AriaRole.ROW)
                        .nth(5))
                .containsText(Pattern.compile("Connected\\s*1\\s*50 %"));
        assertThat(panel(person, "Rates that EHRs allow")).containsText("Sandbox EHR");
        person.check("Metrics as tables");
    }

    @Test
    void anotherTenantsScreenIsEmptyAndSaysSo() {
        String nobody = gateway.aTenantId();
        Person person = owner(Look.DESK).opens(metrics(nobody, ""));

        everyPlotIsThere(person);

        assertThat(panel(person, "Connections by health")).containsText("Nothing in this time");
        assertThat(panel(person, "From link to connection")).containsText("No connect link was opened in this time");
        assertThat(panel(person, "Rates that EHRs allow")).containsText("No EHR in use states a rate");
        person.check("Metrics without anything");
    }

    @Test
    void timesOfOnesOwnAreInTheAddressAndKeptWhenTheyAreWrong() {
        Person person = owner(Look.DESK).opens(metrics(tenant, "&zone=utc"));
        everyPlotIsThere(person);
        person.page
                .getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Time"))
                .click();
        person.page
                .getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("From – to…"))
                .click();
        String begin = stopped.minus(Duration.ofHours(1)).toString().substring(0, 16);
        String end = stopped.plus(Duration.ofHours(3)).toString().substring(0, 16);

        person.page.getByLabel("From (UTC)").fill(end);
        person.page.getByLabel("To (UTC)").fill(begin);
        person.presses("Show").reads("Should be before the end");
        assertThat(person.page.getByLabel("From (UTC)")).hasValue(end);
        person.check("Metrics with a wrong time");
        person.page.getByLabel("From (UTC)").fill(begin);
        person.page.getByLabel("To (UTC)").fill(end);
        person.presses("Show");

        assertThat(person.page).hasURL(Pattern.compile("from=.*" + begin.substring(0, 10)));
        assertThat(panel(person, "Connections by health")).containsText("Gateway not running");
        person.opens(person.page.url());
        assertThat(person.page.getByLabel("From (UTC)")).hasValue(begin);
        everyPlotIsThere(person);
        person.check("Metrics of a time of one's own");
    }

    @Test
    void aPlotIsSavedWithItsOutages() throws IOException {
        Person person = owner(Look.DESK).opens(metrics(tenant, ""));
        everyPlotIsThere(person);
        assertThat(panel(person, "Connections by health")).containsText("Gateway not running");

        Download download = person.page.waitForDownload(() -> person.presses("Connections by health: CSV"));

        org.assertj.core.api.Assertions.assertThat(download.suggestedFilename()).isEqualTo("connections-by-health.csv");
        org.assertj.core.api.Assertions.assertThat(Files.readString(download.path()))
                .startsWith("\"Time\",\"Healthy\",\"Renewal failing\"")
                .contains("\"Gateway not running\"");
    }
}
