package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people and programmes are in the middle of while the gateway is restarted. */
final class RestartTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    @Test
    void connectingGoesOnAfterARestartAtEachClick() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        JsonObject session = partner.invite(practice);
        Browser browser = new Browser();
        gateway.restart();

        Browser.Page toEhr = browser.open(session.getString("url"));
        gateway.restart();
        String callback = browser.until(gateway.url() + "/oauth/callback", toEhr);
        gateway.restart();
        Browser.Page end = browser.open(callback);
        gateway.restart();

        assertThat(end.redirects()).isTrue();
        JsonObject view = partner.view(session);
        assertThat(view.getString("state")).isEqualTo("connected");
        ConnectedPractice connected = new ConnectedPractice(
                partner, practice, view.getJsonObject("result").getString("connectionId"));
        connected.read().need(200);
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Test
    void theConnectPageOutlivesARestartBetweenItsClicks() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        JsonObject session = partner.invite(partner.invitation(practice).put("confirm", true));
        Browser browser = new Browser();
        assertThat(browser.open(session.getString("url")).status()).isEqualTo(200);
        gateway.restart();

        Browser.Page authorize = browser.post(
                session.getString("url") + "/authorize",
                new JsonObject()
                        .put("endpointId", partner.endpoint(practice))
                        .put("renew", false)
                        .encode());
        assertThat(authorize.status()).as(authorize.body()).isEqualTo(200);
        gateway.restart();
        String ehr = new JsonObject(authorize.body()).getString("url");
        Browser.Page end = browser.open(browser.until(gateway.url() + "/oauth/callback", browser.open(ehr)));

        assertThat(end.redirects()).isTrue();
        assertThat(partner.view(session).getString("state")).isEqualTo("connected");
    }
}
