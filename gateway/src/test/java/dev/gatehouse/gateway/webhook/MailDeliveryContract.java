package dev.gatehouse.gateway.webhook;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.gateway.live.Hints;
import dev.gatehouse.gateway.mail.MailServer;
import dev.gatehouse.gateway.mail.MailSettings;
import dev.gatehouse.gateway.mail.Mailer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How notices come to people. */
abstract class MailDeliveryContract extends WebhookContract {
    private Webhooks mailingNode(int port) {
        SettingsSource source = new SettingsSource(
                Map.of(
                        "GATEHOUSE_SMTP_URL",
                        "smtp://127.0.0.1:" + port + "?starttls=none",
                        "GATEHOUSE_MAIL_FROM",
                        "gatehouse@example.org"),
                null);
        Mailer mailer = new Mailer(vertx(), MailSettings.read(source).orElseThrow(), "gatehouse.example.org");
        return Webhooks.of(
                vertx(),
                database(),
                audit.trail(),
                outbox,
                sealer,
                egress,
                mailer,
                Hints.UNHEARD,
                random,
                clock,
                "https://gatehouse.example.org");
    }

    private void overdue(String... addresses) {
        await(database()
                .inTransaction(tx -> outbox.send(
                        tx,
                        new Notice(
                                tenant,
                                "registration.overdue",
                                "reg_1",
                                new JsonObject()
                                        .put("title", "The step \"Portal access\" waits")
                                        .put("text", "It was due on 20 November."),
                                List.of(addresses)))));
    }

    @Test
    void peopleAreToldByMailEachOnce() {
        try (MailServer server = MailServer.plain()) {
            Webhooks node = mailingNode(server.port());
            overdue("anna@example.org", "ben@example.org", "anna@example.org");

            round(node);
            round(node);

            assertThat(server.arrived())
                    .extracting(MailServer.Arrived::to)
                    .containsExactlyInAnyOrder("anna@example.org", "ben@example.org");
            assertThat(server.arrived())
                    .allSatisfy(mail -> assertThat(mail.text())
                            .contains("Subject: Gatehouse: The step \"Portal access\" waits")
                            .contains("It was due on 20 November.")
                            .contains("reg_1")
                            .contains(tenant.value())
                            .contains("https://gatehouse.example.org"));
        }
    }

    @Test
    void aMailWaitsForAServerThatIsAwayAndComesUnderTheSameId() {
        MailServer first = MailServer.plain();
        int port = first.port();
        Webhooks node = mailingNode(port);
        first.refuse(451);
        overdue("anna@example.org");
        round(node);
        first.close();
        clock.move(Duration.ofHours(1));
        round(node);

        try (MailServer back = MailServer.plainAt(port)) {
            clock.move(Duration.ofHours(1));
            round(node);
            clock.move(Duration.ofHours(1));
            round(node);

            assertThat(back.arrived()).hasSize(1);
        }
    }

    @Test
    void aMailboxThatDoesNotExistIsGivenUpAtOnce() {
        try (MailServer server = MailServer.plain()) {
            Webhooks node = mailingNode(server.port());
            server.refuse(550);
            overdue("nobody@example.org");
            round(node);
            server.refuse(0);

            clock.move(Duration.ofHours(1));
            round(node);

            assertThat(server.arrived()).isEmpty();
        }
    }

    @Test
    void withoutAServerNoMailIsKept() {
        overdue("anna@example.org");
        round(node());

        try (MailServer server = MailServer.plain()) {
            round(mailingNode(server.port()));

            assertThat(server.arrived()).isEmpty();
        }
    }
}
