package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static dev.gatehouse.common.testing.Answers.await;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonObject;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** People and their accounts in the console, from the first owner on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PeopleIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static final String PASSWORD = "seven brown horses drink tea";
    private static final Account OWNER = new Account("second.owner@example.org", PASSWORD);

    @BeforeAll
    void start() {
        // Each password takes its time, on a busy machine more than the usual five seconds.
        setDefaultAssertionTimeout(20_000);
    }

    private Person somebody(Look look) {
        Person person = visitors.somebody(look);
        return person.expecting(401).expecting(403).expecting(400);
    }

    private static String url() {
        return gateway.gateway().publicUrl();
    }

    private static Locator labelled(Person person, String label) {
        return person.page.getByLabel(Pattern.compile("^" + label));
    }

    private static String code(String secret) throws InvalidKeyException {
        return new TimeBasedOneTimePasswordGenerator()
                .generateOneTimePasswordString(
                        new SecretKeySpec(new Base32().decode(secret.replace(" ", "")), "HmacSHA1"),
                        gateway.clock().instant());
    }

    @Test
    @Order(1)
    void fromTheFirstOwnerToASecondPersonWhoLosesTheSessionAndGoesOn() throws InvalidKeyException {
        String token = await(gateway.gateway().inviteFirstOwner()).orElseThrow().reveal();
        Person dana = somebody(Look.DESK).opens(url() + "/console").sees("Sign in to Gatehouse");
        dana.reads("Make the first one");

        dana.opens(url() + "/console/first-owner#" + token).sees("Make the first account");
        assertThat(dana.page).hasURL(url() + "/console/first-owner");
        labelled(dana, "Your name").fill("Dana Ortiz");
        labelled(dana, "E-mail").fill("dana@example.org");
        labelled(dana, "New password").fill("short");
        dana.presses("Make the account").reads("This should have 15 to 256 characters; a sentence is fine.");
        assertThat(labelled(dana, "Your name")).hasValue("Dana Ortiz");
        labelled(dana, "New password").fill(PASSWORD);
        dana.presses("Make the account").sees("Overview");

        String secret = setsUpASecondFactor(dana);
        String link = invites(dana, secret);
        Person vera = somebody(Look.DESK).opens(link).sees("Welcome, Vera Lund");
        assertThat(vera.page).hasURL(url() + "/console/invitation");
        labelled(vera, "New password").fill(PASSWORD);
        vera.presses("Join").sees("Overview");

        seesWhatAViewerMayNotDo(vera);
        losesTheSessionAndGoesOn(vera);
    }

    private static String setsUpASecondFactor(Person dana) throws InvalidKeyException {
        dana.presses("You: Dana Ortiz");
        dana.page
                .getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Your account"))
                .click();
        dana.sees("Your account");
        dana.presses("Set it up");
        assertThat(dana.page.getByRole(AriaRole.IMG, new Page.GetByRoleOptions().setName("QR picture of the key")))
                .isVisible();
        String secret =
                dana.page.getByText(Pattern.compile("^([A-Z2-7]{4} ?){8}$")).innerText();
        dana.check("The second factor");
        labelled(dana, "Six digits").fill("000000");
        dana.presses("Confirm").reads("This is not a code of the app right now");
        labelled(dana, "Six digits").fill(code(secret));
        dana.presses("Confirm").reads("On. Signing in asks for a code of your app.");
        return secret;
    }

    /** Six minutes later, so that the browser alone is not enough. */
    private static String invites(Person dana, String secret) throws InvalidKeyException {
        gateway.clock().move(Duration.ofMinutes(6));
        dana.opens(url() + "/console/team").sees("Tenants & team");
        dana.presses("Invite a person").check("Inviting");
        Locator dialog = dana.page.getByRole(AriaRole.DIALOG).last();
        labelled(dana, "E-mail").fill("vera@example.org");
        dialog.getByRole(AriaRole.TEXTBOX, new Locator.GetByRoleOptions().setName("Name"))
                .fill("Vera Lund");
        dana.page.getByLabel("Viewer").check();
        dana.presses("Invite them").sees("Show again that it is you");
        labelled(dana, "Password of").fill(PASSWORD);
        dana.presses("Go on");
        labelled(dana, "Code of your authenticator app").fill(code(secret));
        dana.presses("Go on").sees("Give this link to the person");
        String link = dana.page.locator("pre").innerText().strip();
        dana.page.getByLabel("I stored it").check();
        dana.presses("Close").reads("vera@example.org");
        return link;
    }

    private static void seesWhatAViewerMayNotDo(Person vera) {
        vera.opens(url() + "/console/team").reads("Your role cannot see this");
        Locator invite = vera.page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Invite a person"));
        assertThat(invite).hasAttribute("aria-disabled", "true");
        invite.hover();
        assertThat(vera.page.getByRole(AriaRole.TOOLTIP))
                .hasText("Your role, Viewer, cannot do this. Owners and Admins can. Ask Dana Ortiz.");
        // A tooltip hangs outside of the page's landmarks while it is shown.
        vera.page.mouse().move(0, 0);
        assertThat(vera.page.getByRole(AriaRole.TOOLTIP)).hasCount(0);
        vera.check("A team that the role does not see");
        vera.opens(url() + "/console/settings").sees("Settings").reads("The rest is for owners of the platform");
        vera.opens(url() + "/console/team/roles")
                .sees("What each role may do")
                .reads("Your role in Default is Viewer.");
    }

    private static void endsOtherSessions() {
        dev.gatehouse.gateway.testing.Person elsewhere = new dev.gatehouse.gateway.testing.Person(url());
        elsewhere
                .post(
                        "/api/v1/session",
                        new JsonObject().put("email", "vera@example.org").put("password", PASSWORD))
                .need(200);
        elsewhere.get("/api/v1/session/sessions").need(200).json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(each -> !each.getBoolean("current"))
                .forEach(each -> elsewhere
                        .delete("/api/v1/session/sessions/" + each.getString("id"))
                        .need(204));
    }

    private static void losesTheSessionAndGoesOn(Person vera) {
        vera.opens(url() + "/console/account").sees("Your account");
        labelled(vera, "What others read").fill("Vera Lund-Berg");
        endsOtherSessions();
        // the page hears of it by itself, and asks over what was typed
        vera.sees("Sign in again");
        labelled(vera, "Password of vera@example.org").fill(PASSWORD);
        vera.presses("Sign in");
        assertThat(vera.page.getByRole(AriaRole.DIALOG)).hasCount(0);
        vera.presses("Save").reads("Saved.");
        assertThat(labelled(vera, "What others read")).hasValue("Vera Lund-Berg");

        endsOtherSessions();
        vera.page.reload();
        vera.sees("Sign in to Gatehouse");
        labelled(vera, "E-mail").fill("vera@example.org");
        labelled(vera, "Password").fill("not the right one at all");
        vera.presses("Sign in").reads("The e-mail address, the password or the code is not right.");
        labelled(vera, "Password").fill(PASSWORD);
        vera.presses("Sign in").sees("Your account");
        assertThat(labelled(vera, "What others read")).hasValue("Vera Lund-Berg");
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    @Order(2)
    void everyScreenInEveryLook(Look look) {
        join(OWNER.email(), "Second Owner");
        join("lena@example.org", "Lena Olsen");
        Person owner = somebody(look).signedIn(url(), OWNER);
        owner.opens(url() + "/console/team").sees("Tenants & team").reads("lena@example.org");
        owner.page
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Lena Olsen"))
                .click();
        owner.sees("Lena Olsen");
        owner.page.keyboard().press("Escape");
        owner.presses("Invite a person").sees("Invite a person");
        owner.presses("Not now");
        owner.presses("New tenant").sees("New tenant");
        owner.presses("Not now");
        owner.opens(url() + "/console/team/roles").sees("What each role may do");
        owner.opens(url() + "/console/settings").sees("Settings").reads("Key store");
        owner.check("Settings in full");
        owner.opens(url() + "/console/account").sees("Your account").reads("Where you are signed in");
        owner.check("The account in full");
        Person stranger = somebody(look);
        stranger.opens(url() + "/console/invitation").sees("You are invited");
        stranger.opens(url() + "/console/first-owner").sees("Make the first account");
        stranger.opens(url() + "/console/sign-in?problem=oidc-nobody").sees("Sign in to Gatehouse");
        stranger.check("A sign-in that came back without an account");
    }

    /** Once; nothing happens to who is there already. */
    private static void join(String email, String name) {
        JsonObject invited = new JsonObject(gateway.platform()
                .call(
                        "POST",
                        "/api/v1/operators",
                        new JsonObject()
                                .put("email", email)
                                .put("displayName", name)
                                .put("role", "owner")
                                .put("everywhere", true))
                .body());
        if (invited.getString("token") != null) {
            new dev.gatehouse.gateway.testing.Person(url())
                    .post(
                            "/api/v1/session/invitation",
                            new JsonObject()
                                    .put("token", invited.getString("token"))
                                    .put("password", PASSWORD))
                    .need(201);
        }
    }

    @Test
    @Order(3)
    void tooManyTriesSayHowLongToWait() {
        Person person = somebody(Look.DESK)
                .expecting(429)
                .opens(url() + "/console/sign-in")
                .sees("Sign in to Gatehouse");
        labelled(person, "E-mail").fill("ghost@example.org");
        labelled(person, "Password").fill("guessing all the time");
        for (int i = 0; i < 6; i++) {
            person.page.waitForResponse(url() + "/api/v1/session", () -> person.presses("Sign in"));
        }
        person.reads("Too many tries");
        person.check("A throttled sign-in");
        assertThat(labelled(person, "E-mail")).hasValue("ghost@example.org");
    }
}
