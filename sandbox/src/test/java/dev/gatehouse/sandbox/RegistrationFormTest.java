package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrationFormTest extends PortalTest {

    private JsonArray mails(String to) throws Exception {
        return fetch("mails?to=" + to).bodyAsJsonObject().getJsonArray("items");
    }

    @Test
    void approvalWritesAnEmailWithTheLogin() throws Exception {
        String path = registered();
        assertThat(mails("ada@example.com")).isEmpty();

        String login =
                post(path + "/approve", new JsonObject()).bodyAsJsonObject().getString("portalLogin");

        JsonObject mail = mails("ADA@example.com").getJsonObject(0);
        assertThat(mail.getString("to")).isEqualTo("ada@example.com");
        assertThat(mail.getString("text")).contains("User name: " + login, mail.getString("link"));
        assertThat(mail.getString("link")).startsWith(ehr.origin() + "/portal/welcome?token=");
        assertThat(mails("else@example.com")).isEmpty();
        assertThat(ehr.ehr().portal().mails("")).hasSize(1);
    }

    @Test
    void approvingTwiceWritesOneEmail() throws Exception {
        String path = approved();

        assertThat(post(path + "/approve", new JsonObject()).statusCode()).isEqualTo(200);
        assertThat(mails("")).hasSize(1);
    }

    @Test
    void anEmailIsAFileThatMailProgramsOpen() throws Exception {
        JsonObject form =
                registrationForm().put("companyName", "Gesundheit für alle, Böblingen – eine sehr lange Firma");
        String path = "registrations/"
                + post("registrations", form).bodyAsJsonObject().getString("id");
        post(path + "/refuse", new JsonObject().put("reasons", new JsonArray().add("Wo ist die Straße?")));

        HttpResponse<Buffer> eml = fetch("mails/" + mails("").getJsonObject(0).getLong("id") + ".eml");

        String date = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss '+0000'", Locale.ENGLISH)
                .format(CLOCK.instant().atZone(ZoneOffset.UTC));
        String[] parts = eml.bodyAsString().split("\r\n\r\n", 2);
        assertThat(eml.getHeader("content-type")).isEqualTo("message/rfc822");
        assertThat(eml.getHeader("content-disposition")).startsWith("attachment;");
        assertThat(parts[0]).contains("To: <ada@example.com>", "Date: " + date, "MIME-Version: 1.0");
        assertThat(parts[0].lines().allMatch(line -> line.length() < 78)).isTrue();
        assertThat(new String(Base64.getMimeDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                .contains("Gesundheit für alle", "- Wo ist die Straße?");
    }

    @Test
    void aRefusedPartnerIsToldWhyAndMaySubmitAgain() throws Exception {
        String path = registered();

        JsonObject refused = post(
                        path + "/refuse",
                        new JsonObject().put("reasons", new JsonArray().add("The website does not open")))
                .bodyAsJsonObject();

        assertThat(refused.getString("state")).isEqualTo("refused");
        assertThat(refused.getJsonArray("reasons")).containsExactly("The website does not open");
        assertThat(mails("").getJsonObject(0).getString("text")).contains("- The website does not open");
        assertThat(post(path + "/approve", new JsonObject()).statusCode()).isEqualTo(409);
        assertThat(post(path + "/application", applicationForm()).statusCode()).isEqualTo(409);

        JsonObject again = call(HttpMethod.PUT, path, registrationForm().put("companyName", "Better Health"))
                .bodyAsJsonObject();
        assertThat(again.getString("state")).isEqualTo("registration_submitted");
        assertThat(again.getString("companyName")).isEqualTo("Better Health");
        assertThat(again.containsKey("reasons")).isFalse();
        assertThat(post(path + "/approve", new JsonObject()).bodyAsJsonObject().getString("state"))
                .isEqualTo("portal_access");
        assertThat(call(HttpMethod.PUT, path, registrationForm()).statusCode()).isEqualTo(409);
        assertThat(post(path + "/refuse", new JsonObject()).statusCode()).isEqualTo(409);
    }

    @Test
    void aRefusalNeedsAReason() throws Exception {
        assertThat(post(registered() + "/refuse", new JsonObject()).bodyAsString())
                .contains("\"reasons\"", "name at least one");
        assertThat(mails("")).isEmpty();
    }

    @Test
    void approvalComesByItselfWhenTheClockSaysSo() throws Exception {
        ehr.control().behaviour().programme().approveAfter(Duration.ofDays(3));
        JsonObject waiting = post("registrations", registrationForm()).bodyAsJsonObject();

        CLOCK.pass(Duration.ofDays(3).minusSeconds(1));
        assertThat(mails("")).isEmpty();
        CLOCK.pass(Duration.ofSeconds(1));

        assertThat(mails("").getJsonObject(0).getString("at")).isEqualTo(waiting.getString("approvesAt"));
        assertThat(fetch("registrations/" + waiting.getString("id"))
                        .bodyAsJsonObject()
                        .getString("state"))
                .isEqualTo("portal_access");
    }

    @ParameterizedTest
    @CsvSource({
        "companyName, ' '",
        "companyWebsite, javascript:alert(1)",
        "companyWebsite, http://health.example.com",
        "phone, <script>",
        "developerEmail, ada",
        "developerEmail, 'ada@example.com>\r\nBcc: all@example.com'",
        "developerEmail, 'ada@example.com, eve@example.com'",
        "companyName, 'Example\r\nSubject: other'",
    })
    void aFieldThatIsWrongIsNamed(String field, String value) throws Exception {
        HttpResponse<Buffer> answer = post("registrations", registrationForm().put(field, value));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.bodyAsJsonObject().getJsonArray("errors")).hasSize(1);
        assertThat(answer.bodyAsString()).contains("\"field\":\"" + field + "\"");
    }

    @Test
    void hugeAndOddFieldsAreRefused() throws Exception {
        assertThat(post("registrations", registrationForm().put("companyName", "x".repeat(100_000)))
                        .bodyAsString())
                .contains("must have 200 characters at most");
        assertThat(post("registrations", registrationForm().put("approveAfterSeconds", Long.MAX_VALUE))
                        .statusCode())
                .isEqualTo(422);
        assertThat(post(registered() + "/refuse", new JsonObject().put("reasons", new JsonArray().add("a\r\nb")))
                        .statusCode())
                .isEqualTo(422);
        assertThat(post("registrations", registrationForm().put("companyName", new JsonObject()))
                        .statusCode())
                .isEqualTo(422);
        assertThat(post("registrations", registrationForm().put("address", "x".repeat(2_000_000)))
                        .statusCode())
                .isEqualTo(413);
        assertThat(App.await(app.request(HttpMethod.POST, ehr.origin() + "/portal/api/registrations")
                                .sendBuffer(Buffer.buffer("[1")))
                        .statusCode())
                .isEqualTo(422);
        assertThat(fetch("registrations/reg-nobody").statusCode()).isEqualTo(404);
        assertThat(fetch("mails/1.eml").statusCode()).isEqualTo(404);
        assertThat(fetch("nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void aLinkChoosesThePasswordOnceAndThePasswordSignsIn() throws Exception {
        String login = fetch(approved()).bodyAsJsonObject().getString("portalLogin");
        String link = mails("").getJsonObject(0).getString("link");
        JsonObject chosen = new JsonObject()
                .put("token", link.substring(link.indexOf('=') + 1))
                .put("password", "correct horse");

        assertThat(post("welcome", chosen.copy().put("password", "short")).statusCode())
                .isEqualTo(422);
        HttpResponse<Buffer> first = post("welcome", chosen);
        HttpResponse<Buffer> second = post("welcome", chosen);
        JsonObject right = new JsonObject().put("userName", login).put("password", "correct horse");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.getHeader("set-cookie")).contains("HttpOnly", "SameSite=Lax");
        assertThat(second.statusCode()).isEqualTo(410);
        assertThat(post("session", right).statusCode()).isEqualTo(200);
        assertThat(post("session", right.copy().put("password", "wrong")).statusCode())
                .isEqualTo(403);
        assertThat(ehr.control().log().requests(r -> r.toString().contains("correct horse")))
                .isEmpty();
    }

    @Test
    void aResetForgetsThePortalButNotItsClients() throws Exception {
        String application = submitted(applicationForm());
        App partner = partner(application);
        post(application + "/vendor", new JsonObject().put("enabled", false));

        ehr.control().reset();

        assertThat(fetch(application).statusCode()).isEqualTo(404);
        assertThat(mails("")).isEmpty();
        assertThat(partner.connect(base).getString("access_token")).isNotEmpty();
    }
}
