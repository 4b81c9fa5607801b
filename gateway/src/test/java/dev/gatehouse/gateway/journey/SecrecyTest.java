package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.LogCapture;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.gateway.testing.ScriptedServer;
import dev.gatehouse.sandbox.SandboxPractice;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where secrets are not: in logs, in the database file, and in another row's place. */
final class SecrecyTest {
    private static final String ACCESS = "marker-access-token-5f1c";
    private static final String REFRESH = "marker-refresh-token-9e2d";

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    /** What passed by on one walk, all of it secret. */
    private static List<String> walk(Partner partner, int status, String tokenAnswer) {
        SandboxPractice practice = gateway.aPractice();
        gateway.ehr()
                .control()
                .behaviour()
                .patchDiscovery(
                        practice.guid(),
                        new JsonObject()
                                .put("token_endpoint", gateway.scripted().url("/token")));
        gateway.scripted().on("/token", status, tokenAnswer, "Content-Type", "application/json");
        JsonObject session = partner.invite(practice);
        Browser browser = new Browser();
        String back = partner.wayBack(browser, session);
        List<String> secrets = new ArrayList<>(browser.cookies().values());
        assertThat(browser.open(back).status()).isLessThan(500);
        ScriptedServer.Received request = gateway.scripted().received().get(0);
        Map<String, String> form = request.form();
        secrets.addAll(List.of(
                session.getString("token"),
                form.get("code"),
                form.get("code_verifier"),
                URLDecoder.decode(back.replaceAll(".*[?&]state=([^&]*).*", "$1"), StandardCharsets.UTF_8),
                request.headers().get("Authorization").substring("Basic ".length()),
                partner.client().secret(),
                ACCESS,
                REFRESH,
                GatewayExtension.BOOTSTRAP_KEY));
        return secrets;
    }

    private static String goodAnswer() {
        return new JsonObject()
                .put("access_token", ACCESS)
                .put("refresh_token", REFRESH)
                .put("token_type", "Bearer")
                .put("expires_in", 300)
                .encode();
    }

    @Guards("SEC-3")
    @Test
    @Smart({3, 44})
    void nothingSecretIsLogged() {
        Partner partner = gateway.aPartner();
        try (LogCapture log = new LogCapture()) {
            List<String> secrets = walk(partner, 200, goodAnswer());
            String id = partner.api()
                    .get("/api/v1/connections")
                    .items()
                    .getJsonObject(0)
                    .getString("id");
            // The EHR does not know this token: refused, refreshed in vain, told.
            gateway.scripted().on("/token", 500, "{\"error\":\"" + REFRESH + "\"}", "Content-Type", "application/json");
            assertThat(partner.api().get("/fhir/" + id + "/Patient?name=Roe").status())
                    .isGreaterThanOrEqualTo(500);

            assertThat(log.lines()).anyMatch(line -> line.contains("is active"));
            assertThat(log.lines()).noneMatch(line -> secrets.stream().anyMatch(line::contains));
            assertThat(log.lines()).noneMatch(line -> line.contains("Roe"));
        }
    }

    @Guards("SEC-3")
    @Test
    @Smart(3)
    void anAnswerThatRepeatsSecretsIsNotRepeated() {
        Partner partner = gateway.aPartner();
        try (LogCapture log = new LogCapture()) {
            String echo = "{\"error\":\"invalid_request\",\"error_description\":\"" + ACCESS + " "
                    + partner.client().secret() + "\"}";
            List<String> secrets = walk(partner, 400, echo);

            assertThat(partner.connections()).isZero();
            assertThat(log.lines()).noneMatch(line -> secrets.stream().anyMatch(line::contains));
        }
    }

    @Guards("SEC-3")
    @Test
    @Smart(3)
    void nothingSecretIsInTheDatabaseFile() throws Exception {
        Partner partner = gateway.aPartner();
        List<String> secrets = walk(partner, 200, goodAnswer());
        gateway.stop();

        String file = Files.readString(data().resolve("gatehouse.mv.db"), StandardCharsets.ISO_8859_1);
        gateway.startAgain();

        assertThat(file).contains("Northwind Care Hub");
        assertThat(secrets).noneMatch(file::contains);
        assertThat(partner.connections()).isEqualTo(1);
    }

    @Guards("SEC-1")
    @Test
    void aTokenMovedToAnotherRowIsRefusedAndAllElseGoesOn() throws Exception {
        ConnectedPractice one = gateway.aConnectedPractice();
        ConnectedPractice other = gateway.aConnectedPractice();
        ConnectedPractice bystander = gateway.aConnectedPractice();
        swapTokens(one.id(), other.id());
        gateway.restart();

        assertThat(one.read().need(409).code()).isEqualTo("integrity-failure");
        assertThat(other.read().need(409).code()).isEqualTo("integrity-failure");

        bystander.read().need(200);
        assertThat(one.state()).isEqualTo("active");
        assertThat(one.partner().connects(one.practice()).id()).isEqualTo(one.id());
        one.read().need(200);
    }

    private static Path data() {
        return gateway.directory().resolve("data");
    }

    private static void swapTokens(String one, String other) throws Exception {
        DatabaseSettings settings = DatabaseSettings.h2(
                data(),
                MasterKey.load(gateway.directory().resolve("gatehouse.key"), data(), false)
                        .databasePassword()
                        .reveal());
        try (Connection sql = DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password())) {
            byte[] first = token(sql, one);
            byte[] second = token(sql, other);
            put(sql, one, second);
            put(sql, other, first);
        }
    }

    private static byte[] token(Connection sql, String connection) throws Exception {
        try (PreparedStatement query =
                sql.prepareStatement("select access_token from token_grant where connection_id = ?")) {
            query.setString(1, connection);
            var rows = query.executeQuery();
            assertThat(rows.next()).isTrue();
            return rows.getBytes(1);
        }
    }

    private static void put(Connection sql, String connection, byte[] token) throws Exception {
        try (PreparedStatement change =
                sql.prepareStatement("update token_grant set access_token = ? where connection_id = ?")) {
            change.setBytes(1, token);
            change.setString(2, connection);
            assertThat(change.executeUpdate()).isEqualTo(1);
        }
    }
}
