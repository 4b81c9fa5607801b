package dev.gatehouse.gateway.journey;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.app.Gateway;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two gateways on one PostgreSQL: what is changed through one is so on the other, which remembers without end what it was
 * not told of.
 */
final class NodesIT {
    private static final int PATIENCE = 20_000;

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

    private static Api there(Api api) {
        return api.at(second.publicUrl());
    }

    /** Asks until the answer has this status; whoever never hears of the change never gives it. */
    @CanIgnoreReturnValue
    private static Api.Answer until(int status, Supplier<Api.Answer> call) {
        for (int i = 0; i < PATIENCE; i++) {
            Api.Answer answer = call.get();
            if (answer.status() == status) {
                return answer;
            }
        }
        throw new AssertionError("the other node never answered " + status);
    }

    private static JsonObject aKey(Api api) {
        return api.post(
                        "/api/v1/api-keys",
                        new JsonObject()
                                .put("name", "backend")
                                .put("permissions", new JsonArray(List.of("connections"))))
                .need(201)
                .json();
    }

    @Test
    void aKeyThatIsEndedHereEndsThere() {
        Api tenant = gateway.aTenant();
        JsonObject made = aKey(tenant);
        Api there = new Api(second.publicUrl(), made.getString("key"));
        there.get("/api/v1/connections").need(200);

        tenant.delete("/api/v1/api-keys/" + made.getString("id")).need(204);

        until(401, () -> there.get("/api/v1/connections"));
    }

    @Test
    void aConnectionThatIsEndedHereCarriesNoCallThere() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api there = there(connected.partner().api());
        there.get(connected.fhir()).need(200);

        connected
                .partner()
                .api()
                .delete("/api/v1/connections/" + connected.id())
                .need(204);

        assertThat(until(409, () -> there.get(connected.fhir())).code()).isEqualTo("connection-revoked");
    }

    @Test
    void aConnectionThatIsRenewedHereWorksThere() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api there = there(connected.partner().api());
        gateway.ehr()
                .control()
                .tokens()
                .revokeRefreshTokens(connected.practice().guid());
        gateway.ehr().control().tokens().expireAccessTokens(connected.practice().guid());
        there.get(connected.fhir()).need(503);

        Partner partner = connected.partner();
        assertThat(partner.connects(connected.practice()).id()).isEqualTo(connected.id());

        until(200, () -> there.get(connected.fhir()));
    }

    @Test
    void aPracticeThatIsAddedHereIsFoundThere() {
        Api tenant = gateway.aTenant();
        there(tenant).get("/api/v1/practices?q=Harbour").need(200);

        tenant.post(
                        "/api/v1/practices",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("name", "Harbour Clinic")
                                .put(
                                        "endpoints",
                                        new JsonArray(List.of(new JsonObject()
                                                .put("kind", "provider_system")
                                                .put(
                                                        "baseUrl",
                                                        gateway.aPractice()
                                                                        .providerBase()
                                                                        .toString() + "x")))))
                .need(201);

        for (int i = 0; i < PATIENCE; i++) {
            if (there(tenant)
                            .get("/api/v1/practices?q=Harbour")
                            .need(200)
                            .items()
                            .size()
                    == 1) {
                return;
            }
        }
        throw new AssertionError("the other node never found the new practice");
    }

    @Test
    void aSecretThatIsCorrectedHereIsTriedThere() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Partner partner = connected.partner();
        Api there = there(partner.api());
        partner.keepCredential(partner.client().id(), "not-the-secret");
        partner.api()
                .post("/api/v1/applications/" + partner.applicationId() + "/credentials/1/revoke", new JsonObject())
                .need(200);
        gateway.ehr().control().tokens().expireAccessTokens(connected.practice().guid());
        assertThat(there.get(connected.fhir()).code()).isEqualTo("application-misconfigured");

        partner.keepCredential(partner.client().id(), partner.client().secret());

        until(200, () -> there.get(connected.fhir()));
    }

    @Test
    void whatIsChangedWhileTheOtherHearsNothingIsSeenAllTheSame() throws Exception {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api tenant = connected.partner().api();
        JsonObject made = aKey(tenant);
        Api there = new Api(second.publicUrl(), made.getString("key"));
        there.get("/api/v1/connections").need(200);
        there(tenant).get(connected.fhir()).need(200);

        cutListeningConnections();
        tenant.delete("/api/v1/api-keys/" + made.getString("id")).need(204);
        tenant.delete("/api/v1/connections/" + connected.id()).need(204);

        until(401, () -> there.get("/api/v1/connections"));
        until(409, () -> there(tenant).get(connected.fhir()));
    }

    private static void cutListeningConnections() throws SQLException {
        URI url = URI.create(
                Objects.requireNonNull(gateway.settings(0, Path.of("none")).databaseUrl())
                        .reveal());
        String jdbc = "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath();
        try (var connection = DriverManager.getConnection(jdbc, "postgres", "postgres");
                var statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where application_name = 'gatehouse-listening' and datname = current_database()");
        }
    }
}
