package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From no account at a vendor to credentials that work, and to the next secret, on the console's screens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OnboardingIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private static final JsonObject COMPANY = new JsonObject()
            .put("companyName", "Northwind Health")
            .put("companyWebsite", "https://northwind.example")
            .put("developerName", "Lena Fischer")
            .put("developerEmail", "lena@northwind.example")
            .put("phone", "+1 555 0100")
            .put("termsAccepted", true)
            .put("submittedOn", "2026-11-02");

    private ConnectFixture gateway;

    @BeforeAll
    void start(@TempDir Path folder) {
        // Saving a draft is one more round trip than most screens have; a machine with much to do needs its time.
        setDefaultAssertionTimeout(15_000);
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
        person.page.setDefaultTimeout(10_000);
        return person;
    }

    private Person owner(Look look) {
        return somebody(look).signedIn(gateway.url(), gateway.owner());
    }

    private static Locator field(Person person, String label) {
        // The browser's own patterns know no quoting by \\Q.
        String plain = label.replaceAll("[.()]", "\\\\$0");
        return person.page.getByLabel(Pattern.compile("^" + plain + "( \\*)?$"));
    }

    /** Types and leaves the field, as the next click would. */
    private static void types(Person person, String label, String text) {
        field(person, label).fill(text);
        field(person, label).blur();
    }

    private static Locator button(Person person, String name) {
        return person.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void saved(Person person) {
        assertThat(person.page.getByText(Pattern.compile("Draft saved \\d\\d:\\d\\d")))
                .isVisible();
    }

    @CanIgnoreReturnValue
    private JsonObject portal(String method, String path, @Nullable JsonObject body) {
        return gateway.send(method, gateway.vendor().origin() + "/portal/api" + path, body);
    }

    /** A registration at Practice Fusion, with its steps done up to the application form; its id. */
    private String registration(String name) {
        JsonObject made = gateway.call(
                "POST",
                "/api/v1/registrations",
                new JsonObject()
                        .put("ehr", "practicefusion")
                        .put("environment", "sandbox")
                        .put("name", name));
        String at = "/api/v1/registrations/" + made.getString("id") + "/steps/";
        gateway.call("POST", at + "partner-registration/complete", COMPANY.copy());
        gateway.call("POST", at + "portal-access/complete", new JsonObject().put("receivedOn", "2026-11-05"));
        return made.getString("id");
    }

    private String place(String registration) {
        return gateway.url() + "/console/ehr-apps/" + registration;
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void practiceFusionIsWalkedFromTheFirstFormToCredentialsThatWork(Look look) {
        Person person = owner(look).opens(gateway.url() + "/console/ehr-apps").sees("EHR apps");
        button(person, "Register an app").click();
        field(person, "Name").fill("Care Hub " + look);
        person.page.getByLabel("Sandbox").check();
        person.check("Registering an app");
        button(person, "Register").click();
        person.sees("Care Hub " + look);

        types(person, "Company name", "Northwind Health");
        saved(person);
        types(person, "Developer's name", "Lena Fischer");
        types(person, "Developer's e-mail", "lena@northwind");
        person.expecting(422).expecting(412);
        button(person, "I sent the form").click();
        person.reads("2 things must change before this step is complete.");
        person.check("A form with mistakes");
        assertThat(field(person, "Company name")).hasValue("Northwind Health");
        assertThat(field(person, "Developer's e-mail")).hasValue("lena@northwind");
        person.reads("Developer's e-mail should be an e-mail address such as lena@example.org");
        types(person, "Developer's e-mail", "lena@northwind.example");
        person.page.getByLabel("Terms of service accepted").check();
        button(person, "I sent the form").click();

        person.sees("Access to the partner portal").reads("Waiting since today");
        String sent = portal("POST", "/registrations", COMPANY.copy()).getString("id");
        portal("POST", "/registrations/" + sent + "/approve", new JsonObject());
        types(person, "E-mail received on", "2026-11-05");
        types(person, "User name in the portal", "portal-" + sent);
        button(person, "It arrived").click();

        person.sees("Partner application");
        assertThat(person.page.getByText("Not provided by app developer").first())
                .isVisible();
        types(person, "Application name", "Northwind Care Hub");
        person.page
                .getByLabel("Provider", new Page.GetByLabelOptions().setExact(true))
                .check();
        Locator preview =
                person.page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("What EHR users will see"));
        assertThat(preview).containsText("Northwind Care Hub");
        assertThat(person.page.getByLabel("Patient: read and search")).isChecked();
        person.page.getByLabel("Condition: read and search").check();
        preview.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("privacy policy"))
                .click();
        assertThat(field(person, "Privacy policy")).isFocused();
        types(person, "Website", gateway.vendor().origin() + "/nothing/here");
        saved(person);
        button(person, "Check the addresses").click();
        person.reads("There is no page at this address.");
        // What lies below the header that stays would count as too small.
        person.page.evaluate("scrollTo(0, 0)");
        person.check("The application form");
        types(person, "Website", "");
        button(person, "I submitted this form").click();

        person.sees("Issued credentials");
        JsonObject application = new JsonObject()
                .put("applicationName", "Northwind Care Hub")
                .put("applicationType", "provider")
                .put("redirectUrls", new JsonArray().add(gateway.url() + "/oauth/callback/practicefusion"))
                .put(
                        "scopes",
                        new JsonArray()
                                .add("openid")
                                .add("fhirUser")
                                .add("offline_access")
                                .add("user/Patient.read")
                                .add("user/Encounter.read")
                                .add("user/Observation.read")
                                .add("user/Condition.read"));
        portal("POST", "/registrations/" + sent + "/application", application);
        JsonObject issued = portal("GET", "/registrations/" + sent + "/credentials", null);
        types(person, "Client id", issued.getString("clientId"));
        types(person, "Client secret", issued.getString("clientSecret"));
        types(person, "Secret ends on", "2099-11-23");
        button(person, "Save credentials").click();
        person.sees("Practice Fusion app ready").reads("Untested");
        types(
                person,
                "FHIR base of a practice",
                gateway.vendor().practice(0).providerBase().toString());
        button(person, "Test").click();
        person.reads("Looks right. It is proven when the first practice connects.");
        person.reads("The sign-in page opens with");
        person.check("Tested credentials");
        button(person, "Connect the first practice").click();
        person.reads("Open it yourself, or send it to the practice.");

        person.opens(gateway.url() + "/console/ehr-apps").sees("EHR apps");
        person.reads("Care Hub " + look);
    }

    @Test
    void withoutAnyAppTheListSaysHowToBegin() {
        gateway.call(
                "POST", "/api/v1/tenants", new JsonObject().put("id", "fresh").put("name", "Fresh"));
        Person person = owner(Look.DESK).opens(gateway.url() + "/console/ehr-apps?tenant=fresh");
        person.sees("No EHR app yet");
        button(person, "Start with Practice Fusion").click();
        assertThat(field(person, "EHR")).hasValue("practicefusion");
    }

    @Test
    void whenTwoPeopleChangeOneFieldThePersonChooses() {
        String registration = registration("Two people");
        Person person =
                owner(Look.DESK).expecting(412).opens(place(registration)).sees("Partner application");
        types(person, "Application name", "Mine");
        saved(person);

        field(person, "Website").fill("https://mine.example");
        change(
                registration,
                new JsonObject().put("homepageUrl", "https://theirs.example").put("description", "Reads"));
        field(person, "Website").blur();

        person.reads("changed Website");
        person.reads("https://theirs.example");
        person.check("A conflict");
        assertThat(field(person, "What the app does")).hasValue("Reads");
        button(person, "Keep yours").click();
        saved(person);
        assertThat(kept(registration, "homepageUrl")).isEqualTo("https://mine.example");

        field(person, "Website").fill("https://mine-again.example");
        change(registration, new JsonObject().put("homepageUrl", "https://theirs-again.example"));
        field(person, "Website").blur();
        button(person, "Take theirs").click();
        assertThat(field(person, "Website")).hasValue("https://theirs-again.example");
        assertThat(kept(registration, "homepageUrl")).isEqualTo("https://theirs-again.example");
    }

    @CanIgnoreReturnValue
    private JsonObject change(String registration, JsonObject form) {
        return gateway.call("PUT", "/api/v1/registrations/" + registration + "/steps/partner-application", form);
    }

    private @Nullable String kept(String registration, String field) {
        return gateway.call("GET", "/api/v1/registrations/" + registration + "/steps/partner-application", null)
                .getJsonObject("form")
                .getString(field);
    }

    @Test
    void whatIsTypedWhileTheGatewayIsAwayIsSentLater() {
        String registration = registration("Away");
        // Leaves without a word: a browser without a network complains of every request.
        Person person = visitors.somebodyUnasked(Look.DESK)
                .signedIn(gateway.url(), gateway.owner())
                .opens(place(registration))
                .sees("Partner application");
        types(person, "Application name", "Before");
        saved(person);

        person.page.context().setOffline(true);
        types(person, "What the app does", "Typed without a network");
        person.reads("Your draft is kept here and sent later.");
        types(person, "Support e-mail", "help@northwind.example");
        assertThat(field(person, "What the app does")).hasValue("Typed without a network");
        person.page.context().setOffline(false);

        saved(person);
        assertThat(kept(registration, "description")).isEqualTo("Typed without a network");
        assertThat(kept(registration, "supportEmail")).isEqualTo("help@northwind.example");
        person.page.context().close();
    }

    @Test
    void whatTheVendorSendsBackIsMarkedUntilItIsSentAgain() {
        String registration = registration("Sent back");
        change(
                registration,
                new JsonObject()
                        .put("applicationName", "Northwind Care Hub")
                        .put("applicationType", "provider")
                        .put("redirectUrls", new JsonArray().add(gateway.url() + "/oauth/callback/practicefusion"))
                        .put("scopes", new JsonArray().add("openid").add("user/Patient.read")));
        gateway.call(
                "POST",
                "/api/v1/registrations/" + registration + "/steps/partner-application/complete",
                new JsonObject());
        Person person = owner(Look.DESK).opens(place(registration)).sees("Issued credentials");
        button(person, "Changes asked").click();
        field(person, "What the vendor wrote").fill("The logo is too small.");
        person.page.getByLabel("Logo").check();
        person.check("Noting what the vendor asks");
        button(person, "Note it").click();

        person.sees("Partner application").reads("The logo is too small.");
        person.reads("The vendor asks to change this.");
        person.check("A step that was sent back");
        types(person, "Logo", "https://northwind.example/logo.png");
        button(person, "I submitted this form").click();
        person.sees("Issued credentials");

        person.page
                .getByRole(
                        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Partner application")))
                .click();
        button(person, "Open this step again").click();
        person.reads("The vendor may review your app again. Working credentials stay valid.");
        person.check("Opening a step again");
    }

    @Test
    void notesFilesAndReminderAreKeptBesideTheForms() {
        String registration = registration("Beside");
        Person person = owner(Look.DESK).opens(place(registration)).sees("Partner application");
        field(person, "Note").fill("Called them; they look at it this week.");
        button(person, "Add note").click();
        person.reads("Dana Ortiz, ");
        person.page
                .getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Files"))
                .click();
        person.page
                .locator("input[type=file]")
                .setInputFiles(new FilePayload(
                        "login.eml",
                        "message/rfc822",
                        "From: vendor@example.org\r\n\r\nWelcome".getBytes(StandardCharsets.UTF_8)));
        assertThat(button(person, "login.eml")).isVisible();
        person.check("Files of a registration");
        field(person, "Remind on").fill("2099-01-15");
        field(person, "Owner").fill("lena@northwind.example");
        button(person, "Save").click();
        person.reads("Owner: lena@northwind.example");
        person.page
                .getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Activity"))
                .click();
        person.reads("Dana Ortiz added a file to Partner application");
        person.check("Activity of a registration");
    }

    @ParameterizedTest
    @EnumSource(names = {"DESK", "DESK_DARK", "PHONE"})
    void aClientSecretIsReplacedStepByStepAndOneCanGoBack(Look look) {
        JsonObject vendor = new JsonObject()
                .put("applicationName", "Rotating " + look)
                .put("applicationType", "provider")
                .put("redirectUrls", new JsonArray().add(gateway.callback()))
                .put(
                        "scopes",
                        new JsonArray().add("openid").add("offline_access").add("user/Patient.read"));
        String partner = portal("POST", "/registrations", COMPANY.copy()).getString("id");
        portal("POST", "/registrations/" + partner + "/approve", new JsonObject());
        portal("POST", "/registrations/" + partner + "/application", vendor);
        JsonObject issued = portal("GET", "/registrations/" + partner + "/credentials", null);
        String application = gateway.call(
                        "POST",
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("environment", "sandbox")
                                .put("type", "provider")
                                .put("name", "Rotating " + look)
                                .put("scopes", vendor.getJsonArray("scopes")))
                .getString("id");
        gateway.call("POST", "/api/v1/applications/" + application + "/credentials", issued);
        Person person = owner(look).expecting(403);
        person.opens(gateway.url() + "/console/ehr-apps/credentials/" + application);
        assertThat(button(person, "Test")).isEnabled();
        person.sees("Rotating " + look + ": credentials");
        button(person, "Test").click();
        person.reads("Looks right. It is proven when the first practice connects.");
        person.check("Credentials");

        button(person, "Rotate the secret").click();
        String fresh = portal(
                        "POST",
                        "/registrations/" + partner + "/credentials/regenerate",
                        new JsonObject().put("overlapSeconds", 3600))
                .getString("clientSecret");
        field(person, "New client secret").fill(fresh);
        button(person, "Store it").click();
        person.reads("Version 2 is stored and not used yet.");
        button(person, "Test").click();
        person.reads("Looks right. It is proven when the first practice connects.");
        person.check("Testing the next secret");
        button(person, "Switch to the new one").click();
        person.reads("In use: version 2");
        person.check("After the switch");
        button(person, "Go back to version 1").click();
        person.reads("In use: version 1");
    }
}
