package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.sandbox.directory.Practice;
import io.vertx.core.json.JsonObject;
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

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConnectPageIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private static final String CONTINUE = "Continue to Sandbox EHR";
    private static final Pattern TEST_READ = Pattern.compile("A first test read answered in [\\d,]+ ms\\.");

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

    private Person somebody() {
        return somebody(Look.LIGHT);
    }

    /** From the link to the EHR's sign-in. */
    @CanIgnoreReturnValue
    private Person atTheEhr(Person person, String link) {
        Practice practice = gateway.practice(0);
        person.opens(link).sees("Find your practice").choosesByKeys(practice.name(), practice.city());
        return person.sees("Before you go").presses(CONTINUE);
    }

    private void isActive(String link) {
        assertThat(gateway.connectionOf(link).getString("state")).isEqualTo("active");
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK", "PHONE"})
    void staffFindTheirPracticeAmongItsTwinsAndConnectIt(Look look) {
        List<Practice> twins = gateway.twins();
        Practice mine = twins.get(1);
        String place = mine.city() + ", " + mine.state();
        String link = gateway.staff().link();
        Person person = somebody(look).opens(link).sees("Find your practice");
        String part = mine.name().substring(0, mine.name().length() - 2);
        person.choosesByKeys(part, place);
        person.sees("Before you go").reads(place);
        person.presses(CONTINUE).signsIn("clinician").presses("Allow");
        person.sees("Practice connected");
        assertThat(person.page.getByText(TEST_READ)).isVisible();
        isActive(link);
        assertThat(gateway.connectionOf(link).getJsonObject("practice").getString("name"))
                .isEqualTo(mine.name());
    }

    @Test
    void hitsTellTwinsApartByCityAndNpi() {
        List<Practice> twins = gateway.twins();
        Person person = somebody().opens(gateway.staff().link());
        person.practiceBox().pressSequentially(twins.get(0).name());
        for (Practice twin : twins) {
            String place = twin.city() + ", " + twin.state();
            assertThat(person.hits().getByText(twin.npi() == null ? place : place + " · NPI " + twin.npi()))
                    .isVisible();
        }
    }

    @Test
    void aPatientPicksWhomItIsAbout() {
        String link = gateway.patient().link();
        Person person = atTheEhr(somebody(), link).signsIn("parent");
        person.page.getByRole(AriaRole.RADIO).nth(1).check();
        person.presses("Continue").presses("Allow").sees("Practice connected");
        assertThat(person.page.getByText(TEST_READ)).isVisible();
        isActive(link);
    }

    @Test
    void whoDeniedMayTryAgain() {
        String link = gateway.staff().link();
        Person person = atTheEhr(somebody(), link).signsIn("clinician").presses("Deny");
        person.sees("Access was not allowed").presses("Try again").sees("Before you go");
        person.presses(CONTINUE).signsIn("clinician").presses("Allow").sees("Practice connected");
        isActive(link);
    }

    @Test
    void backFromASecondTryShowsNoOldFailure() {
        Person person = atTheEhr(somebody(), gateway.staff().link())
                .signsIn("clinician")
                .presses("Deny");
        person.sees("Access was not allowed").presses("Try again").presses(CONTINUE);
        assertThat(person.page.getByLabel("User name")).isVisible();
        person.page.goBack();
        assertThat(person.page.getByRole(
                        AriaRole.HEADING, new Page.GetByRoleOptions().setName("Access was not allowed")))
                .isHidden();
        assertThat(person.page.getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName(Pattern.compile("Find your practice|Before you go"))))
                .isVisible();
    }

    @Test
    void aNameNobodyHasIsSaidSo() {
        Person person = somebody().opens(gateway.staff().link());
        person.practiceBox().pressSequentially("zzyzx quux");
        person.reads("No practice with that name.").sees("Find your practice");
    }

    @Test
    void aLinkEndsAfterHalfAnHour() {
        String link = gateway.staff().link();
        gateway.clock.move(Duration.ofMinutes(31));
        Person person = somebody().expecting(410);
        assertThat(person.page.navigate(link).status()).isEqualTo(410);
        person.sees("This link has ended");
    }

    @Test
    void aLinkNobodyMadeDoesNotWork() {
        Person person = somebody().expecting(404);
        assertThat(person.page.navigate(gateway.unknownLink()).status()).isEqualTo(404);
        person.sees("This link does not work");
    }

    @Test
    void anAnswerToNoRequestIsIgnoredAndLeavesTheAddressBar() {
        Person person = somebody().expecting(400);
        person.page.navigate(gateway.callback() + "?state=invented&code=invented");
        person.sees("We ignored that answer");
        assertThat(person.page).hasURL(gateway.callback());
    }

    @Test
    void aConnectedPracticeIsRenewedOnlyWhenWanted() {
        ConnectFixture.Invitation invitation = gateway.staff();
        String first = invitation.link();
        atTheEhr(somebody(), first).signsIn("clinician").presses("Allow").sees("Practice connected");
        String second = invitation.link();
        Person person = atTheEhr(somebody().expecting(409), second).reads("Renew it?");
        person.check("Renew it?");
        person.presses("Keep it as it is").presses(CONTINUE).presses("Renew it");
        person.signsIn("clinician").presses("Allow").sees("Practice connected");
        assertThat(gateway.connectionOf(second).getString("id"))
                .isEqualTo(gateway.connectionOf(first).getString("id"));
    }

    @Test
    void aLinkToReconnectAsksForNoPractice() {
        ConnectFixture.Invitation invitation = gateway.staff();
        String first = invitation.link();
        atTheEhr(somebody(), first).signsIn("clinician").presses("Allow").sees("Practice connected");
        String connection = gateway.connectionOf(first).getString("id");
        String second = invitation.renewing(connection).link();
        Person person = somebody().opens(second).sees("Connect again").presses(CONTINUE);
        person.signsIn("clinician").presses("Allow").sees("Practice connected");
        assertThat(gateway.connectionOf(second).getString("id")).isEqualTo(connection);
    }

    @Test
    void theTenantsPageIsWhereItEnds() {
        String link = gateway.staff().returningTo(gateway.tenant.returnUrl()).link();
        Person person = atTheEhr(somebody(), link).signsIn("clinician").presses("Allow");
        person.page.waitForURL(Pattern.compile(Pattern.quote(gateway.tenant.returnUrl()) + "\\?.*"));
        assertThat(person.page.url())
                .contains("status=connected")
                .contains(gateway.connectionOf(link).getString("id"));
        isActive(link);
    }

    @Test
    void theTenantsPageHearsOfANo() {
        String link = gateway.staff().returningTo(gateway.tenant.returnUrl()).link();
        Person person = atTheEhr(somebody(), link).signsIn("clinician").presses("Deny");
        person.page.waitForURL(Pattern.compile(Pattern.quote(gateway.tenant.returnUrl()) + "\\?.*"));
        assertThat(person.page.url()).contains("status=failed").contains("access-denied");
    }

    @Test
    void inTheTenantsFrameTheEhrGetsAWindow() {
        String link = gateway.staff().returningTo(gateway.tenant.returnUrl()).link();
        Person person = somebody();
        Frame frame = inAFrame(person, link);
        Page window = person.page.waitForPopup(
                () -> frame.getByRole(AriaRole.BUTTON, new Frame.GetByRoleOptions().setName(CONTINUE))
                        .click());
        person.seesIn(frame, "Waiting for Sandbox EHR");
        person.check("Waiting for the window");
        Person.signIn(window, "clinician");
        window.waitForClose(() ->
                Person.closing(() -> window.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allow"))
                        .click()));
        person.seesIn(frame, "Practice connected");
        isActive(link);
        person.page.waitForFunction("() => heard.some(each => each.type === 'connected')");
        assertThat(heard(person)).contains("ready", "resized", "step", "connected");
    }

    /** The tenant's page, its frame one click before the EHR. */
    private Frame inAFrame(Person person, String link) {
        Practice practice = gateway.practice(0);
        person.opens(gateway.tenant.origin() + "/embed?page=" + link);
        Frame frame = person.page.waitForSelector("iframe").contentFrame();
        person.seesIn(frame, "Find your practice");
        frame.getByRole(AriaRole.COMBOBOX).pressSequentially(practice.name());
        frame.getByRole(AriaRole.OPTION).getByText(practice.city()).first().click();
        person.seesIn(frame, "Before you go");
        person.check("The tenant's frame");
        return frame;
    }

    private static List<String> heard(Person person) {
        String json = (String) person.page.evaluate("() => JSON.stringify({heard: window.heard})");
        return new JsonObject(json)
                .getJsonArray("heard").stream()
                        .map(each -> ((JsonObject) each).getString("type"))
                        .toList();
    }
}
