package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a tenant sets of its connect page, and what a browser is told of it. */
final class ConnectPageSettingsTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static JsonObject settings() {
        return new JsonObject()
                .put("displayName", "Northwind Care Hub")
                .put("logo", "https://static.northwind.example/logo.svg")
                .put("accent", "#245C9E")
                .put("supportEmail", "help@northwind.example")
                .put(
                        "origins",
                        new JsonArray().add("https://App.Northwind.example/").add("http://localhost:3000"));
    }

    private static JsonObject invitation(Partner partner) {
        return partner.invitation(gateway.aPractice()).put("confirm", true);
    }

    private static String policy(JsonObject session) {
        return new Browser()
                .open(session.getString("url"))
                .headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow();
    }

    @Test
    void theOriginsOfTheTenantMayFrameThePageAndNobodyElse() {
        Partner partner = gateway.aPartner();
        JsonObject session = partner.invite(invitation(partner));
        JsonObject returning = partner.invite(invitation(partner).put("returnUrl", "https://back.example/done?x=1"));
        assertThat(policy(session)).endsWith("frame-ancestors 'none'");

        partner.api().call("PUT", "/api/v1/connect-page", settings()).need(200);

        assertThat(policy(session))
                .endsWith("frame-ancestors 'self' https://app.northwind.example http://localhost:3000")
                .contains("img-src 'self' data: https://static.northwind.example;");
        assertThat(policy(returning))
                .endsWith("frame-ancestors 'self' https://back.example https://app.northwind.example"
                        + " http://localhost:3000");
        Partner stranger = gateway.aPartner();
        assertThat(policy(stranger.invite(invitation(stranger)))).endsWith("frame-ancestors 'none'");
    }

    @Test
    void thePageIsToldHowItLooksAndWhomToAsk() {
        Partner partner = gateway.aPartner();
        partner.api().call("PUT", "/api/v1/connect-page", settings()).need(200);

        JsonObject view = partner.view(partner.invite(invitation(partner)));

        assertThat(view.getJsonObject("application").getString("publisher")).isEqualTo("Northwind Care Hub");
        assertThat(view.getString("logo")).isEqualTo("https://static.northwind.example/logo.svg");
        assertThat(view.getString("accent")).isEqualTo("#245c9e");
        assertThat(view.getString("supportEmail")).isEqualTo("help@northwind.example");
        assertThat(view.getJsonArray("origins"))
                .containsExactly("https://app.northwind.example", "http://localhost:3000");
        assertThat(partner.api().get("/api/v1/connect-page").need(200).json().getString("accent"))
                .isEqualTo("#245c9e");
    }

    @Test
    void everyMistakeIsNamed() {
        JsonObject wrong = new JsonObject()
                .put("logo", "http://static.northwind.example/logo.svg")
                .put("accent", "blue")
                .put("supportEmail", "a@b, c@d")
                .put("origins", new JsonArray().add("https://good.example").add("https://*.example"));

        JsonObject problem = gateway.aTenant()
                .call("PUT", "/api/v1/connect-page", wrong)
                .need(400)
                .json();

        assertThat(problem.getString("code")).isEqualTo("input-invalid");
        assertThat(problem.getJsonArray("errors").stream().map(each -> ((JsonObject) each).getString("path")))
                .containsExactly("logo", "accent", "supportEmail", "origins[1]");
    }
}
