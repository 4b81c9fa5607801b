package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.sandbox.SandboxPractice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job on screens alone, from the first start to the audit log: nobody here uses the API but the partner's software,
 * which calls FHIR.
 */
final class WalkIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private static final String PASSWORD = "correct horse battery staple";

    private ConnectFixture gateway;
    private Person dana;

    @BeforeEach
    void start(@TempDir Path folder) {
        gateway = ConnectFixture.ofFirstDay(folder);
        dana = somebody();
    }

    @AfterEach
    void stop() {
        if (visitors.canCome()) {
            visitors.leave();
            gateway.close();
        }
    }

    private Person somebody() {
        Person person = visitors.somebody(Look.DESK);
        return person;
    }

    private Locator field(String label) {
        return dana.page.getByLabel(Pattern.compile("^" + label.replaceAll("[.()]", "\\\\$0") + "( \\*)?$"));
    }

    private void types(String label, String text) {
        field(label).fill(text);
        field(label).blur();
    }

    private void presses(String name) {
        dana.page
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private void goes(String place) {
        dana.page
                .locator("nav[aria-label=Main]")
                .getByRole(
                        AriaRole.LINK,
                        new Locator.GetByRoleOptions().setName(place).setExact(true))
                .click();
        dana.sees(place);
    }

    @Test
    void fromTheFirstStartToTheAuditLog() {
        becomesTheFirstOwner();
        String partner = registersWithTheVendor();
        storesCredentials(partner);
        importsTheDirectory();
        SandboxPractice practice = gateway.vendor().practice(0);
        connects(practice);
        callsInTheExplorer(practice);
        losesAndRegains(practice);
        rotatesTheSecret(partner);
        readsTheAuditLog();
    }

    private void becomesTheFirstOwner() {
        dana.expecting(401).expecting(412).opens(gateway.url() + "/console/first-owner#" + gateway.firstOwnerToken());
        types("Your name", "Dana Ortiz");
        types("E-mail", "dana.ortiz@northwind.example");
        types("New password", PASSWORD);
        presses("Make the account");
        dana.sees("Overview");
    }

    /** As far as the vendor's decision; the portal is played by the sandbox. */
    private String registersWithTheVendor() {
        goes("EHR apps");
        presses("Register an app");
        field("EHR").selectOption("sandbox");
        types("Name", "Northwind Care Hub");
        dana.page
                .getByLabel("Sandbox", new Page.GetByLabelOptions().setExact(true))
                .check();
        presses("Register");
        dana.sees("Northwind Care Hub");
        types("Company name", "Northwind Health");
        types("Developer's name", "Dana Ortiz");
        types("Developer's e-mail", "ehr@northwind.example");
        dana.page.getByLabel("Terms of service accepted").check();
        presses("I sent the form");
        dana.sees("Access to the partner portal");
        String partner = portal(
                        "POST",
                        "/registrations",
                        new JsonObject()
                                .put("companyName", "Northwind Health")
                                .put("developerName", "Dana Ortiz")
                                .put("developerEmail", "ehr@northwind.example")
                                .put("termsAccepted", true))
                .getString("id");
        portal("POST", "/registrations/" + partner + "/approve", new JsonObject());
        types("E-mail received on", "2026-11-05");
        presses("It arrived");
        dana.sees("Partner application");
        types("Application name", "Northwind Care Hub");
        dana.page
                .getByLabel("Provider", new Page.GetByLabelOptions().setExact(true))
                .check();
        presses("I submitted this form");
        dana.sees("Issued credentials");
        portal(
                "POST",
                "/registrations/" + partner + "/application",
                new JsonObject()
                        .put("applicationName", "Northwind Care Hub")
                        .put("applicationType", "provider")
                        .put("redirectUrls", new JsonArray().add(gateway.callback()))
                        .put(
                                "scopes",
                                new JsonArray()
                                        .add("openid")
                                        .add("fhirUser")
                                        .add("offline_access")
                                        .add("user/Patient.read")
                                        .add("user/Encounter.read")
                                        .add("user/Observation.read")));
        return partner;
    }

    private void storesCredentials(String partner) {
        JsonObject issued = portal("GET", "/registrations/" + partner + "/credentials", null);
        types("Client id", issued.getString("clientId"));
        types("Client secret", issued.getString("clientSecret"));
        presses("Save credentials");
        dana.reads("Untested");
    }

    @CanIgnoreReturnValue
    private JsonObject portal(String method, String path, @Nullable JsonObject body) {
        return gateway.send(method, gateway.vendor().origin() + "/portal/api" + path, body);
    }

    private void importsTheDirectory() {
        dana.opens(gateway.url() + "/console/practices/import?ehr=sandbox").sees("Import the Sandbox EHR list");
        dana.page.getByLabel("At another address").check();
        types("Address of the list", gateway.vendor().directoryUrl());
        presses("Look at the changes");
        dana.page
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(Pattern.compile("^Apply [\\d,]+ changes$")))
                .click();
        dana.sees("The Sandbox EHR list counts now");
    }

    /** Dana makes the link; somebody at the practice uses it. */
    private void connects(SandboxPractice practice) {
        dana.opens(gateway.url() + "/console/connect-a-practice").sees("Connect a practice");
        dana.page.getByPlaceholder("Choose an app").click();
        dana.page
                .getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("Northwind Care Hub (sandbox)"))
                .click();
        types("Who connects", "front-desk");
        presses("Make the link");
        dana.reads("Send it to one person of the practice.");
        Person staff = staffOpens(shownLink()).sees("Find your practice");
        staff.choosesByKeys(practice.name(), practice.practice().city());
        allows(staff.sees("Before you go"));
    }

    /** Somebody of the practice opens the link in a browser of their own. */
    private Person staffOpens(String link) {
        return somebody().opens(link.strip());
    }

    private static void allows(Person staff) {
        staff.presses("Continue to Sandbox EHR");
        staff.signsIn("clinician").presses("Allow");
        staff.sees("Practice connected");
    }

    private String shownLink() {
        return dana.page
                .locator("code")
                .filter(new Locator.FilterOptions().setHasText("/connect/"))
                .innerText();
    }

    private void callsInTheExplorer(SandboxPractice practice) {
        goes("Connections");
        dana.page
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(practice.name()))
                .click();
        dana.sees(practice.name());
        tab("Explorer");
        presses("Send");
        dana.reads("(200)");
    }

    private void tab(String name) {
        dana.page
                .getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name))
                .click();
    }

    /** The practice ends it at its EHR; the partner's calls find out. */
    private void losesAndRegains(SandboxPractice practice) {
        gateway.vendor().control().tokens().revokeGrants(practice.guid());
        gateway.vendor().control().tokens().expireAccessTokens(practice.guid());
        // refused once, the EHR is asked once more a little later
        for (int call = 0; call < 4; call++) {
            gateway.clock.move(Duration.ofMinutes(1));
            assertThat(gateway.status("GET", "/fhir/" + connection() + "/Patient?_count=1", null))
                    .isGreaterThan(399);
        }
        dana.page.reload();
        assertThat(dana.page.getByText(Pattern.compile("Needs reconnect\\. The EHR no longer accepts this grant")))
                .isVisible();
        presses("Reconnect link");
        allows(staffOpens(shownLink()).sees("Connect again"));
        dana.page.reload();
        assertThat(dana.page.getByText(Pattern.compile("Healthy\\. Token"))).isVisible();
    }

    private String connection() {
        return gateway.call("GET", "/api/v1/connections", null)
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
    }

    /** While the partner's software calls on. */
    private void rotatesTheSecret(String partner) {
        String connection = connection();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<List<Integer>> calls = CompletableFuture.supplyAsync(() -> {
            List<Integer> statuses = new ArrayList<>();
            while (!over.get()) {
                statuses.add(gateway.status("GET", "/fhir/" + connection + "/Patient?_count=1", null));
            }
            return statuses;
        });
        goes("EHR apps");
        dana.page
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Credentials"))
                .first()
                .click();
        presses("Rotate the secret");
        types(
                "New client secret",
                portal(
                                "POST",
                                "/registrations/" + partner + "/credentials/regenerate",
                                new JsonObject().put("overlapSeconds", 3600))
                        .getString("clientSecret"));
        // the password was last shown too long ago for this
        gateway.clock.move(Duration.ofMinutes(6));
        dana.expecting(403);
        presses("Store it");
        dana.page.getByLabel(Pattern.compile("^Password")).last().fill(PASSWORD);
        presses("Go on");
        dana.reads("Version 2 is stored and not used yet.");
        presses("Test");
        dana.reads("Looks right.");
        presses("Switch to the new one");
        dana.reads("In use: version 2");
        gateway.vendor().control().tokens().expireAccessTokens(null);
        gateway.call("POST", "/api/v1/connections/" + connection + "/refresh", new JsonObject());
        over.set(true);
        assertThat(calls.join()).isNotEmpty().containsOnly(200);
    }

    private void readsTheAuditLog() {
        goes("Audit log");
        assertThat(dana.page.getByText(Pattern.compile("^Unbroken, [\\d,]+ entries$")))
                .isVisible();
        for (String kind : List.of("Registration", "Credential", "Directory", "Connection")) {
            assertThat(dana.page.getByText(Pattern.compile("^" + kind + ": ")).first())
                    .isVisible();
        }
    }
}
