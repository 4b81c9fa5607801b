package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.sandbox.authorization.Client;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The portal as a person uses it: pages, links and forms. */
class PortalPagesTest extends PortalTest {

    private static final String SCRIPT = "<script>alert('x')</script>";

    private Browser person;

    @BeforeEach
    void aBrowser() {
        person = new Browser(ehr.origin());
    }

    private static Map<String, String> company(String name) {
        Map<String, String> typed = new LinkedHashMap<>();
        typed.put("companyName", name);
        typed.put("companyWebsite", "https://health.example.com");
        typed.put("address", "1 Main Street\r\nSpringfield");
        typed.put("developerName", "Ada Oakfield");
        typed.put("developerEmail", "ada@example.com");
        typed.put("phone", "555-0123");
        typed.put("termsAccepted", "yes");
        return typed;
    }

    private void register(String name) throws Exception {
        person.open("/portal/").follow("Register").press("Submit registration", company(name));
    }

    private void signInByMail() throws Exception {
        person.follow("Mail")
                .follow("Your partner registration is approved")
                .follow("Open the link in this mail")
                .press("Save and sign in", Map.of("password", "correct horse"));
    }

    private void partnerSignedIn() throws Exception {
        register("Example Health");
        person.follow("Vendor's desk").press("Approve Example Health", Map.of());
        signInByMail();
    }

    private void describe(Map<String, String> more) throws Exception {
        Map<String, String> typed = new LinkedHashMap<>(Map.of(
                "applicationName",
                "Example App",
                "applicationType",
                "provider",
                "redirectUrls",
                App.REDIRECT + "\r\n",
                "scopes",
                App.SCOPES.replace(" ", "\r\n")));
        typed.putAll(more);
        person.follow("Describe a new application").press("Submit application", typed);
    }

    @Test
    void aPersonWalksFromRegistrationToAConnectedPractice() throws Exception {
        ehr.control().behaviour().programme().practiceGate(true);
        partnerSignedIn();
        assertThat(person.path()).isEqualTo("/portal/application");
        describe(Map.of("description", "Shows charts"));
        assertThat(person.page()).contains("What we received", App.REDIRECT, "Not provided by app developer");
        person.follow("Credentials");
        assertThat(person.text("secret-0")).startsWith("••••");
        person.press("Show the secret", Map.of());
        Client client = new Client(
                person.text("client-id"),
                person.text("secret-0"),
                "Example App",
                Client.Type.PROVIDER,
                List.of(App.REDIRECT),
                List.of(),
                app.client.scopes(),
                null,
                app.client.methods());
        App partner = new App(vertx, client);
        assertThat(partner.authorize(base, partner.authorization(base)).statusCode())
                .isEqualTo(403);

        person.follow("Vendor's desk").press("Put in the marketplace: Example App", Map.of());
        person.open("/portal/practices/" + base.guid())
                .press("Enable FHIR", Map.of())
                .follow("Example App")
                .press("Authorize App", Map.of());

        assertThat(person.page()).contains("Authorized at this practice.");
        assertThat(partner.connect(base).getString("access_token")).isNotEmpty();
        person.press("Withdraw", Map.of());
        assertThat(person.page()).contains("Not authorized at this practice.");
        assertThat(partner.authorize(base, partner.authorization(base)).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aRefusedPersonChangesTheFormAndComesAgain() throws Exception {
        register("Exmaple Health");
        String state = person.path();
        person.follow("Vendor's desk")
                .press("Refuse Exmaple Health", Map.of("reasons", "Is that the company's name?\r\n"));
        person.follow("Mail").follow("Your partner registration needs changes").follow("Open the link in this mail");

        assertThat(person.path()).isEqualTo(state);
        assertThat(person.page())
                .contains("Is that the company&#39;s name?", "value=\"Exmaple Health\"", "1 Main Street\nSpringfield");
        person.press("Submit registration", Map.of("companyName", "Example Health"));
        assertThat(person.page()).contains("Registration submitted");
        person.follow("Vendor's desk").press("Approve Example Health", Map.of());
        assertThat(person.open(state).page()).contains("may use the portal");
    }

    @Test
    void mistakesStandAtTheirFieldsAndNothingTypedIsLost() throws Exception {
        Map<String, String> typed = company("Example Health");
        typed.put("developerEmail", "nobody");
        person.open("/portal/register").press("Submit registration", typed);

        assertThat(person.status()).isEqualTo(422);
        assertThat(person.page())
                .contains("role=\"alert\"", "must be an e-mail address", "aria-describedby=\"developerEmail-wrong\"")
                .contains("value=\"nobody\"", "value=\"Example Health\"", " checked");
    }

    @Test
    void aWrongPasswordIsToldAndSigningOutEndsTheSession() throws Exception {
        partnerSignedIn();
        String login = ehr.ehr().portal().partners().get(0).portalLogin();
        person.press("Sign out Example Health", Map.of());
        assertThat(person.open("/portal/application").path()).isEqualTo("/portal/login");

        person.press("Sign in", Map.of("username", String.valueOf(login), "password", "wrong"));
        assertThat(person.status()).isEqualTo(403);
        assertThat(person.page()).contains("That user name and password do not fit.");
        person.press("Sign in", Map.of("password", "correct horse"));
        assertThat(person.path()).isEqualTo("/portal/application");
    }

    @Test
    void aSecretIsRenewedWithOverlapAndAnApplicationIsChanged() throws Exception {
        partnerSignedIn();
        describe(Map.of());
        person.follow("Change").press("Submit application", Map.of("homepageUrl", "https://health.example.com/app"));
        assertThat(person.page()).contains("href=\"https://health.example.com/app\"");

        person.follow("Credentials").press("Regenerate secret", Map.of("overlap", "24"));

        assertThat(person.page()).contains("Secret before", "works until");
        assertThat(person.text("secret-1")).startsWith("••••");
    }

    @Test
    void aPersonSeesOnlyTheirOwnApplications() throws Exception {
        String other = submitted(applicationForm()).substring("applications/".length());
        register("Second Health");
        person.follow("Vendor's desk").press("Approve Second Health", Map.of());
        signInByMail();

        assertThat(person.open("/portal/application/" + other + "/credentials").status())
                .isEqualTo(404);
        assertThat(person.page()).contains("There is no such application");
    }

    @Test
    void whateverIsTypedIsShownAsTextOnEveryPage() throws Exception {
        register(SCRIPT);
        person.open("/portal/vendor");
        person.press("Approve &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;", Map.of());
        signInByMail();
        describe(Map.of("applicationName", SCRIPT, "description", "\"><img src=x onerror=alert(1)>"));
        String application = person.path();
        person.follow("Vendor's desk")
                .press("Put in the marketplace: &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;", Map.of());
        String clientId = application.substring("/portal/application/".length());

        for (String page : List.of(
                application,
                application + "/listing",
                application + "/edit",
                application + "/credentials",
                "/portal/application",
                "/portal/vendor",
                "/portal/mail",
                "/portal/mail/" + ehr.ehr().portal().mails("").get(0).id(),
                "/portal/mail?to=%22%3E" + "%3Cscript%3E",
                "/portal/practices?q=%3Cscript%3E",
                "/portal/practices/" + base.guid(),
                "/portal/practices/" + base.guid() + "/apps/" + clientId)) {
            assertThat(person.open(page).page())
                    .describedAs(page)
                    .doesNotContain("<script", "<img")
                    .contains("<html lang=\"en\">", "<main>");
            assertThat(person.status()).isEqualTo(200);
        }
    }

    @Test
    void everyFieldHasALabelAndPagesMayLoadNothing() throws Exception {
        Pattern field = Pattern.compile("<(?:input|textarea|select)\\b[^>]*\\bid=\"([^\"]+)\"");
        for (String page : List.of("/portal/register", "/portal/login", "/portal/mail", "/portal/practices")) {
            HttpResponse<Buffer> answer = app.get(ehr.origin() + page);
            Matcher fields = field.matcher(answer.bodyAsString());
            while (fields.find()) {
                assertThat(answer.bodyAsString()).contains("<label for=\"" + fields.group(1) + "\"");
            }
            assertThat(answer.getHeader("content-security-policy"))
                    .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.getHeader("x-content-type-options")).isEqualTo("nosniff");
        }
    }

    @Test
    void aFormFromAnotherSiteIsRefused() throws Exception {
        register("Example Health");
        HttpResponse<Buffer> foreign = App.await(app.request(
                        HttpMethod.POST,
                        ehr.origin() + "/portal/vendor/registrations/"
                                + ehr.ehr().portal().partners().get(0).id())
                .putHeader("sec-fetch-site", "cross-site")
                .putHeader("content-type", "application/x-www-form-urlencoded")
                .sendBuffer(Buffer.buffer("decision=approve")));

        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(ehr.ehr().portal().mails("")).isEmpty();
    }

    @Test
    void pagesThatAreNotThereSaySo() throws Exception {
        for (String page : List.of(
                "/portal/nothing", "/portal/registrations/reg-x", "/portal/mail/7", "/portal/practices/nowhere")) {
            assertThat(person.open(page).status()).describedAs(page).isEqualTo(404);
        }
        assertThat(person.open("/portal/welcome?token=old").status()).isEqualTo(410);
        assertThat(person.open("/portal").status()).isEqualTo(200);
    }
}
