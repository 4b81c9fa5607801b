package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Long requests for authorization go by a form, ordinary ones by the address. */
final class AuthorizeByPostTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static final Pattern FIELD =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");
    private static final Pattern ACTION = Pattern.compile("<form method=\"post\" action=\"([^\"]*)\">");

    /** Every character that has a meaning in an address. */
    private static final List<String> GRANULAR = Stream.concat(
                    Stream.of("openid", "fhirUser"),
                    IntStream.range(0, 60)
                            .mapToObj(each -> "user/Observation.rs?category=http://x.example/cs|a&b=#" + each + "+"))
            .toList();

    @CanIgnoreReturnValue
    private static Partner settings(Partner partner, JsonObject smart) {
        partner.api()
                .call("PATCH", "/api/v1/applications/" + partner.applicationId(), new JsonObject().put("smart", smart))
                .need(200);
        return partner;
    }

    private static Partner posting() {
        return settings(gateway.aPartner(), new JsonObject().put("authorizePost", "always"));
    }

    private static Map<String, String> fields(Browser.Page page) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(page.body());
        while (field.find()) {
            assertThat(fields.put(field.group(1), unescaped(field.group(2)))).isNull();
        }
        return fields;
    }

    private static String action(Browser.Page page) {
        Matcher action = ACTION.matcher(page.body());
        assertThat(action.find()).isTrue();
        return unescaped(action.group(1));
    }

    private static String unescaped(String text) {
        return text.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private static Browser.Page send(Browser browser, Browser.Page form) {
        return browser.submit(action(form), fields(form));
    }

    private static RecordedRequest last() {
        List<RecordedRequest> requests = gateway.ehr().control().requests(RequestKind.AUTHORIZE);
        return requests.get(requests.size() - 1);
    }

    @Smart({28, 29})
    @Test
    void aLongRequestGoesInTheBodyAndNothingOfItInTheAddress() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        Browser browser = new Browser();
        JsonObject session = partner.invite(partner.invitation(practice).put("scopes", new JsonArray(GRANULAR)));

        Browser.Page page = browser.open(session.getString("url"));
        Browser.Page unused = send(browser, page);

        RecordedRequest request = last();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.query()).isEmpty();
        assertThat(request.headers().get("content-type")).startsWith("application/x-www-form-urlencoded");
        assertThat(request.form("scope")).isEqualTo(String.join(" ", GRANULAR));
        assertThat(request.form().stream().map(Map.Entry::getKey))
                .doesNotHaveDuplicates()
                .contains("client_id", "state", "aud", "code_challenge", "redirect_uri");
        String origin = practice.providerBase().getScheme() + "://"
                + practice.providerBase().getAuthority();
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'sha256-")
                .contains("form-action " + origin + " 'self';")
                .contains("base-uri 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.body()).contains("<button type=\"submit\">");
    }

    @Smart(28)
    @Test
    void anOrdinaryRequestGoesByTheAddressAndSoDoesALongOneWhereNoPostIsOffered() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        assertThat(leaves(partner.invite(practice)).redirects()).isTrue();
        JsonObject longer = partner.invitation(practice).put("scopes", new JsonArray(GRANULAR));
        gateway.ehr()
                .control()
                .behaviour()
                .patchDiscovery(
                        practice.guid(),
                        new JsonObject().put("capabilities", new JsonArray().add("launch-standalone")));
        SandboxPractice silent = gateway.aPractice();
        gateway.ehr().control().behaviour().patchDiscovery(silent.guid(), new JsonObject().putNull("capabilities"));

        assertThat(leaves(partner.invite(partner.invitation(silent).put("scopes", new JsonArray(GRANULAR))))
                        .redirects())
                .isTrue();

        settings(partner, new JsonObject().put("authorizePost", "never"));
        assertThat(leaves(partner.invite(longer)).redirects()).isTrue();
    }

    private static Browser.Page leaves(JsonObject session) {
        return new Browser().open(session.getString("url"));
    }

    @Smart({27, 28})
    @Test
    void theWholeWalkWorksByPost() {
        Partner partner = posting();
        Browser browser = new Browser();
        JsonObject session = partner.invite(gateway.aPractice());

        Browser.Page answer = send(browser, browser.open(session.getString("url")));
        Browser.Page unused = browser.open(browser.until(gateway.url() + "/oauth/callback", answer));

        assertThat(partner.view(session).getString("state")).isEqualTo("connected");
        assertThat(last().form("launch")).isNull();
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Smart({28, 34, 37})
    @Test
    void aLaunchGoesByPostInTheEhrsFrame() {
        Partner partner = posting();
        SandboxPractice practice = gateway.aPractice();
        String launch = gateway.ehr().control().tokens().launch(practice.guid(), "p-1");
        Browser browser = new Browser();

        Browser.Page page = browser.open(gateway.url() + "/launch/" + partner.applicationId() + "?launch="
                + URLEncoder.encode(launch, StandardCharsets.UTF_8) + "&iss="
                + URLEncoder.encode(practice.providerBase().toString(), StandardCharsets.UTF_8));
        Browser.Page answer = send(browser, page);

        assertThat(last().form("launch")).isEqualTo(launch);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors *");
        assertThat(browser.until(gateway.url() + "/oauth/callback", answer)).contains("code=");
    }

    @Test
    void theConnectPageSendsTheBrowserToAFormThatIsForItAlone() {
        Partner partner = posting();
        SandboxPractice practice = gateway.aPractice();
        JsonObject session = partner.invite(partner.invitation(practice).put("confirm", true));
        Browser browser = new Browser();

        Browser.Page asked = browser.post(
                session.getString("url") + "/authorize",
                new JsonObject().put("endpointId", partner.endpoint(practice)).encode());
        String url = new JsonObject(asked.body()).getString("url");

        assertThat(url).startsWith(session.getString("url") + "/leave/").doesNotContain("state=");
        Browser.Page stranger = new Browser().open(url);
        assertThat(stranger.status()).isEqualTo(410);
        assertThat(stranger.body()).contains("content=\"departure-over\"").doesNotContain("code_challenge");
        Browser.Page form = browser.open(url);
        String callback = browser.until(gateway.url() + "/oauth/callback", send(browser, form));
        assertThat(fields(form)).containsEntry("state", query(callback, "state"));
        assertThat(browser.open(callback).redirects()).isTrue();
        assertThat(browser.open(url).status()).isEqualTo(410);
    }

    private static String query(String url, String name) {
        return URI.create(url).getRawQuery().replaceAll("(?:.*&)?" + name + "=([^&]*).*", "$1");
    }

    @Smart(29)
    @Test
    void aQueryThatTheEndpointHasIsKeptAndNeverDoublesOneOfOurs() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        gateway.ehr()
                .control()
                .behaviour()
                .patchDiscovery(
                        practice.guid(),
                        new JsonObject()
                                .put(
                                        "authorization_endpoint",
                                        practice.providerBase() + "/authorize?tenant=a%2Fb&&scope=evil&x"));

        String address = leaves(partner.invite(
                        partner.invitation(practice).put("scopes", new JsonArray(GRANULAR.subList(0, 4)))))
                .next()
                .toString();

        assertThat(address)
                .startsWith(practice.providerBase() + "/authorize?tenant=a%2Fb&x&response_type=code&")
                .contains(
                        "&scope=openid%20fhirUser%20user%2FObservation.rs%3Fcategory%3Dhttp%3A%2F%2Fx.example%2Fcs%7Ca%26b%3D%230%2B%20")
                .doesNotContain("evil");
    }
}
