package dev.gatehouse.gateway.nango.connect;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.app.Gateway;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two gateways on one PostgreSQL: the page's socket is at one, its popup at the other. */
final class SocketNodesIT {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onPostgres();

    private static Gateway second;

    @BeforeAll
    static void aSecondNode() {
        second = gateway.startAnother();
    }

    @AfterAll
    static void closeIt() {
        await(second.close());
    }

    @Test
    void theSocketHearsOfAConnectionThatWasMadeElsewhere() {
        Customer customer = Customer.of(gateway);
        String token = customer.session(customer.at(gateway.aPractice(), "ada"));
        try (Socket socket = Socket.open(second.publicUrl());
                Socket other = Socket.open(second.publicUrl())) {
            customer.walks(new Browser(), customer.popup(token, socket.id()));

            JsonObject frame = socket.next();
            assertThat(frame.getString("message_type")).isEqualTo("success");
            customer.api()
                    .get("/api/v1/connections/" + frame.getString("connection_id"))
                    .need(200);
            assertThat(other.heardNothing()).isTrue();
        }
    }

    @Test
    void theSocketHearsOfARefusalElsewhere() {
        Customer customer = Customer.of(gateway);
        String token = customer.session(customer.at(gateway.aPractice(), "bob"));
        try (Socket socket = Socket.open(second.publicUrl())) {
            Browser.Page page =
                    new Browser().open(customer.popup(token, socket.id()) + "&user_scope=user/Everything.write");

            assertThat(page.status()).isEqualTo(400);
            assertThat(socket.next().getString("error_type")).isEqualTo("url_param_err");
        }
    }

    @Test
    void aSessionThatIsEndedHereIsOverThere() {
        Customer customer = Customer.of(gateway);
        String token = customer.session(customer.at(gateway.aPractice(), "eve"));
        customer.api().withKey(token).delete("/connect/session").need(204);

        assertThat(customer.api()
                        .withKey(token)
                        .at(second.publicUrl())
                        .get("/connect/session")
                        .status())
                .isEqualTo(401);
    }
}
